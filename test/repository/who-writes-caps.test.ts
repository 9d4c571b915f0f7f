import { join } from "node:path";
import { expect, it } from "vitest";
import { sources } from "./sources.ts";

const importing = (pattern: RegExp) =>
  [...sources("ts")].filter(([path, text]) => !path.startsWith("test") && pattern.test(text)).map(([path]) => path);

// The keys of caps fit no write but those of store/caps.ts (`CapKey`), so whoever writes or deletes one imports from there.
it("no function but billing has the code that writes or deletes caps", () => {
  const writers = importing(/\bstoreCap\b[^;]*from "/);
  expect(writers).toEqual([join("functions", "billing", "apply-to-cap.ts")]);
  const behind = importing(/from "[./]*(?:functions\/|)billing\/[\w-]+\.ts"/);
  expect(behind.filter((path) => path.startsWith("functions"))).toEqual([]);
});
