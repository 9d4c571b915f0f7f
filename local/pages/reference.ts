import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { Permission } from "../../domain/permission.ts";
import { sendProblem } from "../gateway/problem.ts";

const library = join(import.meta.dirname, "..", "..", "node_modules", "swagger-ui-dist");

/** Nothing but what is served here runs, and nobody else is asked. The library draws its symbols as `data:` pictures. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>API reference</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<div id="reference"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</html>
`;

/** With a token of somebody who may do everything, so that each operation can be tried at once. */
const startScript = `
const reference = SwaggerUIBundle({
  url: "/v1/openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  // Requests go to this server, whatever address the document has.
  requestInterceptor: (request) => ({ ...request, url: request.url.replace(/^https?:\\/\\/[^/]+/, location.origin) }),
  onComplete: async () => {
    const body = JSON.stringify({ userId: "reference", permissions: ${JSON.stringify(Permission.options)} });
    const response = await fetch("/local/token", { method: "POST", body });
    reference.preauthorizeApiKey("token", (await response.json()).access_token);
  },
});
`;

interface Part {
  readonly type: string;
  readonly contents: () => string | Buffer;
}

const reader: Part = { type: "text/html; charset=utf-8", contents: () => page };
const parts: Readonly<Record<string, Part>> = {
  "/docs": reader,
  "/docs/": reader,
  "/docs/start.js": { type: "text/javascript; charset=utf-8", contents: () => startScript },
  "/docs/swagger-ui-bundle.js": fileOf("swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
  "/docs/swagger-ui.css": fileOf("swagger-ui.css", "text/css; charset=utf-8"),
};

function fileOf(name: string, type: string): Part {
  return { type, contents: () => readFileSync(join(library, name)) };
}

/** The API's reference, made by Swagger UI of the document that the API serves: all from here, so that it works offline. */
export const reference = {
  answersTo(path: string): boolean {
    return path === "/docs" || path.startsWith("/docs/");
  },

  answer(request: IncomingMessage, response: ServerResponse, path: string): void {
    const part = parts[path];
    request.resume();
    if (part === undefined) {
      const detail = `The reference has ${Object.keys(parts).join(", ")}.`;
      sendProblem(request, response, { status: 404, code: "NOT_FOUND", detail });
    } else if (request.method === "GET" || request.method === "HEAD") {
      response.writeHead(200, {
        "content-type": part.type,
        "content-security-policy": policy,
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
      });
      response.end(request.method === "HEAD" ? undefined : part.contents());
    } else {
      const detail = `Here it is GET, not ${request.method}.`;
      sendProblem(request, response, { status: 405, code: "METHOD_NOT_ALLOWED", detail }, { allow: "GET, HEAD" });
    }
  },
};
