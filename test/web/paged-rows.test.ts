import { describe, expect, it } from "vitest";
import { noRows, readPages } from "../../web/pages/reports/paged-rows.ts";

/** Pages by their cursors; each leads to the next. */
function pagesOf(...pages: readonly (readonly string[])[]) {
  const asked: (string | undefined)[] = [];
  const readPage = async (cursor: string | undefined) => {
    asked.push(cursor);
    const index = Number(cursor ?? 0);
    return { items: pages[index] ?? [], nextCursor: index + 1 < pages.length ? String(index + 1) : null };
  };
  return { readPage, asked };
}

const same = (row: string) => row;

describe("the rows of a report", () => {
  it("are those of the first page, and where it goes on", async () => {
    const { readPage, asked } = pagesOf(["a", "b"], ["c"]);
    expect(await readPages(readPage, 1, same)).toEqual({ rows: ["a", "b"], nextCursor: "1", pages: 1, unreadable: [] });
    expect(asked).toEqual([undefined]);
  });

  it("grow by a page when more are asked for, and by nothing that is there already", async () => {
    const { readPage, asked } = pagesOf(["a", "b"], ["b", "c"], ["d"]);
    const first = await readPages(readPage, 1, same);
    expect(await readPages(readPage, 1, same, first)).toEqual({
      rows: ["a", "b", "c"],
      nextCursor: "2",
      pages: 2,
      unreadable: [],
    });
    expect(asked).toEqual([undefined, "1"]);
  });

  it("are as many pages as were shown when all of it is read anew", async () => {
    const { readPage, asked } = pagesOf(["a"], ["b"], ["c"]);
    expect(await readPages(readPage, 2, same)).toEqual({ rows: ["a", "b"], nextCursor: "2", pages: 2, unreadable: [] });
    expect(asked).toEqual([undefined, "1"]);
  });

  it("go on over pages that are empty although others follow", async () => {
    const { readPage, asked } = pagesOf([], [], ["a"], ["b"]);
    expect(await readPages(readPage, 1, same)).toEqual({ rows: ["a"], nextCursor: "3", pages: 1, unreadable: [] });
    expect(asked).toEqual([undefined, "1", "2"]);
  });

  it("keep what each page leaves out", async () => {
    const lost = { kind: "authorization", clientId: "C1", id: "A1" };
    const { readPage } = pagesOf(["a"], ["b"]);
    const leaving = async (cursor: string | undefined) => ({ ...(await readPage(cursor)), unreadable: [lost] });
    const first = await readPages(leaving, 1, same);
    expect((await readPages(leaving, 1, same, first)).unreadable).toEqual([lost, lost]);
  });

  it("may be none at all", async () => {
    expect(await readPages(pagesOf([], []).readPage, 1, same)).toEqual(noRows);
  });

  it("are not half read when a page fails", async () => {
    const { readPage } = pagesOf(["a"], ["b"]);
    const failing = (cursor: string | undefined) =>
      cursor === undefined ? readPage(cursor) : Promise.reject(new Error("gone"));
    await expect(readPages(failing, 2, same)).rejects.toThrow("gone");
  });
});
