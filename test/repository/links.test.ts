import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { root, sources } from "./sources.ts";

const pages = sources("md");
const isThere = (path: string) => !path.startsWith("..") && existsSync(join(root, path));
const withoutCode = (page: string) => page.replace(/^( *)```.*?^\1```/gms, "");

/** Each match in every page, with the page's path. */
function matches(pattern: RegExp, shown = (page: string) => page): { path: string; target: string }[] {
  const found = [...pages].flatMap(([path, page]) =>
    [...shown(page).matchAll(pattern)].map(([, target = ""]) => ({ path, target })),
  );
  expect(found.length).toBeGreaterThan(50);
  return found;
}

/** The anchors that GitHub gives a page's headings: one that comes again gets a number. */
function anchorsOf(page: string): string[] {
  const anchors = [...withoutCode(page).matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading = ""]) =>
    heading
      .replace(/\]\([^)]*\)/g, "")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, "")
      .replaceAll(" ", "-"),
  );
  return anchors.map((anchor, index) => {
    const earlier = anchors.slice(0, index).filter((other) => other === anchor).length;
    return earlier ? `${anchor}-${earlier}` : anchor;
  });
}

/** Only pages have anchors: the lines of a file move with every change. */
function leadsSomewhere({ path, target }: { path: string; target: string }): boolean {
  const [file = "", anchor] = target.split("#");
  const linked = file ? join(dirname(path), file) : path;
  return isThere(linked) && (anchor === undefined || anchorsOf(pages.get(linked) ?? "").includes(anchor));
}

it("each link of a page leads to a file or folder, and to a heading in it", () => {
  const links = matches(/(?<=\]\(|(?:src|href)=")(?![a-z]+:)([^)"\s]+)/g, withoutCode);
  expect(links.filter((link) => !leadsSomewhere(link))).toEqual([]);
});

it("each file that a page names with its folder is there, seen from the page or from the root", () => {
  const named = matches(/`((?:[\w.-]+\/)+[\w.-]+\.(?:ts|json|md|toml|html))`/g);
  expect(named.filter(({ path, target }) => !isThere(target) && !isThere(join(dirname(path), target)))).toEqual([]);
});
