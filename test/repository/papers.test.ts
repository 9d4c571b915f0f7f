import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { sources } from "./sources.ts";

const tests = sources("ts");

it("each test that a page names by its words is in the file that it links", () => {
  const named = [...sources("md")].flatMap(([path, page]) =>
    [...page.matchAll(/\[[^\]]*\]\(([\w./-]+\.test\.ts)\) "([^"]+)"/g)].map(([, file = "", name = ""]) => ({
      file: join(dirname(path), file),
      name,
    })),
  );
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter(({ file, name }) => !tests.get(file)?.includes(`"${name}"`))).toEqual([]);
});
