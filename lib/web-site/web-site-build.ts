import { readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { buildSync } from "esbuild";
import { type Page, pages } from "../../web/pages/page-table.ts";
import { sourcesIn } from "../sources-in-bundle.ts";
import { writeIfChanged } from "../write-if-changed.ts";

const root = join(import.meta.dirname, "..", "..");
const webDirectory = join(root, "web");

/** A file of the web site: its path below `/`, and its bytes. */
interface SiteFile {
  readonly path: string;
  readonly contents: Uint8Array;
}

/**
 * Builds the whole web site: the elements' bundle, a bundle for each page, the pages in their shell, style sheets.
 * The same sources give the same bytes. Takes a fraction of a second.
 * @param local also the pages that only the local server can fill
 */
function webSiteFiles({ local }: { readonly local: boolean }): SiteFile[] {
  const shown = pages.filter((page) => local || !page.localOnly);
  return [
    ...elementFiles(),
    ...pageScripts(shown),
    ...shown.map((page) => ({ path: `${page.name}.html`, contents: Buffer.from(pageHtml(page, shown)) })),
    ...readdirSync(join(webDirectory, "shell"))
      .filter((name) => [".css", ".svg"].includes(extname(name)))
      .map((name) => ({ path: name, contents: readFileSync(join(webDirectory, "shell", name)) })),
  ];
}

/** Writes the web site into build/web-site (with `local`: build/local-web-site) and says where that is. */
export function buildWebSite(options: { readonly local: boolean }): string {
  const directory = join(root, "build", options.local ? "local-web-site" : "web-site");
  const files = webSiteFiles(options);
  for (const { path, contents } of files) {
    writeIfChanged(join(directory, path), contents);
  }
  removeFormer(directory, new Set(files.map(({ path }) => path)));
  return directory;
}

/** Names have hashes, so files of an earlier build would stay, and be deployed. */
function removeFormer(directory: string, built: ReadonlySet<string>): void {
  for (const name of readdirSync(directory)) {
    // Another build that runs meanwhile may be writing `<file>.<process>`.
    if (!built.has(name) && !/\.\d+$/.test(name)) {
      rmSync(join(directory, name), { force: true });
    }
  }
}

/** The elements alone, in one file: a host page loads nothing else. */
export function elementFiles(): SiteFile[] {
  return filesOf(bundled(elements, false));
}

/** What several pages share is a file of its own, so that a browser loads it once. */
function pageScripts(shown: readonly Page[]): SiteFile[] {
  return filesOf(bundled(scriptsOf(shown), true));
}

/** The files, those of packages among them, that some of is in the site's scripts. */
export function sourcesOfWebSite(): string[] {
  const shown = pages.filter((page) => !page.localOnly);
  return [bundled(elements, false), bundled(scriptsOf(shown), true)].flatMap(({ metafile }) => sourcesIn(metafile));
}

const elements = { "authorization-tracker": "web/elements/index.ts" };
const scriptsOf = (shown: readonly Page[]) =>
  Object.fromEntries(shown.map(({ name }) => [name, `web/pages/${name}.ts`]));

function bundled(entryPoints: Record<string, string>, splitting: boolean) {
  return buildSync({
    absWorkingDir: root,
    entryPoints,
    outdir: "site",
    chunkNames: "shared-[hash]",
    bundle: true,
    splitting,
    minify: true,
    format: "esm",
    platform: "browser",
    // As new as light-dark() and container queries, which the pages need: browsers of 2023 and 2024.
    target: "es2022",
    legalComments: "none",
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
    logLevel: "warning",
    metafile: true,
    write: false,
  });
}

function filesOf({ outputFiles }: ReturnType<typeof bundled>): SiteFile[] {
  return outputFiles.map(({ path, contents }) => ({ path: basename(path), contents }));
}

/** A page's own part inside the shell that all share: plain HTML, readable before any script runs. */
function pageHtml(page: Page, shown: readonly Page[]): string {
  const links = shown.map(
    ({ name, title, isAboutClient }) =>
      `<li><a href="${addressOf(name)}"${isAboutClient ? " data-about-client" : ""}${name === page.name ? ' aria-current="page"' : ""}>${title}</a></li>`,
  );
  const parts: Readonly<Record<string, string>> = {
    name: page.name,
    title: page.title,
    navigation: links.join("\n          "),
    main: readFileSync(join(webDirectory, "pages", `${page.name}.html`), "utf8").trim(),
  };
  const shell = readFileSync(join(webDirectory, "shell", "shell.html"), "utf8");
  return shell.replace(/\{\{(\w+)\}\}/g, (_, part: string) => {
    const text = parts[part];
    if (text === undefined) {
      throw new Error(`web/shell/shell.html names ${part}, which no page has.`);
    }
    return text;
  });
}

function addressOf(name: string): string {
  return name === "index" ? "/" : `/${name}.html`;
}
