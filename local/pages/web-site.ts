import { readdirSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join } from "node:path";
import { AgencyConfig } from "../../lib/agency-file/agency-config.ts";
import { webSecurityHeaders } from "../../lib/web-site/web-security-headers.ts";
import type { SignInOfPages } from "../tokens/outside-issuer.ts";

const typeOf: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
};

interface ServedFile {
  readonly contents: Buffer;
  readonly type: string;
}

/** The built web site, served as CloudFront does it: what is there, with the headers that keep everything else out. */
export class WebSite {
  private readonly files: ReadonlyMap<string, ServedFile>;
  private readonly headers: Readonly<Record<string, string>>;

  /**
   * @param directory what `buildWebSite` wrote; undefined: there are no pages
   * @param signIn the issuer that users sign in with; undefined: they choose a demo user
   */
  constructor(directory: string | undefined, signIn: SignInOfPages | undefined) {
    this.headers = webSecurityHeaders(signIn?.origins);
    const names = directory === undefined ? [] : readdirSync(directory);
    const files = names.flatMap((name) => {
      const type = typeOf[extname(name)];
      return type === undefined
        ? []
        : [[`/${name}`, { contents: readFileSync(join(directory ?? "", name)), type }] as const];
    });
    const signOffAfterMinutes = AgencyConfig.shape.signOffAfterMinutes.parse(undefined);
    const site = { apiBaseUrl: "", signOffAfterMinutes, login: signIn?.login ?? { type: "LOCAL" } };
    this.files = new Map<string, ServedFile>([
      ...files,
      ...(directory === undefined
        ? []
        : [["/site.json", { contents: Buffer.from(JSON.stringify(site)), type: "application/json" }] as const]),
    ]);
  }

  answersTo(path: string): boolean {
    return this.files.has(nameOf(path));
  }

  answer(request: IncomingMessage, response: ServerResponse, path: string): void {
    const file = this.files.get(nameOf(path));
    request.resume();
    if (!file || !["GET", "HEAD"].includes(request.method ?? "")) {
      response.writeHead(file ? 405 : 404, file && { allow: "GET, HEAD" }).end();
      return;
    }
    response.writeHead(200, {
      ...this.headers,
      "content-type": file.type,
      "content-length": file.contents.length,
      // A host page of another origin loads the elements' file as a module, which browsers do only where all may read it.
      "access-control-allow-origin": "*",
      // The next start may serve other files under the same names.
      "cache-control": "no-store",
    });
    response.end(request.method === "HEAD" ? undefined : file.contents);
  }
}

function nameOf(path: string): string {
  return path === "/" ? "/index.html" : path;
}
