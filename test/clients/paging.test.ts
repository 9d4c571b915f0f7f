import { expect, it } from "vitest";
import { clientOf, problem } from "./fake-api.ts";

const page = (nextCursor: string | null, ...ids: string[]) => ({
  status: 200,
  body: { items: ids.map((clientId) => ({ clientId })), nextCursor },
});
const cursors = (sent: readonly { readonly url: string }[]) =>
  sent.map(({ url }) => new URL(url).searchParams.get("cursor"));

async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const found: Value[] = [];
  for await (const value of values) found.push(value);
  return found;
}

it("called, a paged operation answers one page", async () => {
  const { client, sent } = clientOf([page("next", "C1")]);
  expect((await client.searchClients({ search: "q" })).data.nextCursor).toBe("next");
  expect(sent).toHaveLength(1);
});

it("each gives every entry of all pages, over short and empty ones", async () => {
  const { client, sent } = clientOf([page("a", "C1", "C2"), page("b"), page(null, "C3")]);
  const found = await all(client.searchClients.each({ search: "q", limit: 2 }));
  expect(found.map(({ clientId }) => clientId)).toEqual(["C1", "C2", "C3"]);
  expect(cursors(sent)).toEqual([null, "a", "b"]);
  for (const { url } of sent) expect(url).toContain("search=q&limit=2");
});

it("pages gives the replies, and begins where a cursor says", async () => {
  const { client, sent } = clientOf([page("b", "C1"), page(null, "C2")]);
  const replies = await all(client.listAuthorizationHistory.pages({ clientId: "C1", cursor: "a" }));
  expect(replies.map(({ status, data }) => [status, data.items.length])).toEqual([
    [200, 1],
    [200, 1],
  ]);
  expect(cursors(sent)).toEqual(["a", "b"]);
});

it("a page is asked for when it is needed, and no more once nobody wants another", async () => {
  const { client, sent } = clientOf([page("a", "C1", "C2")]);
  for await (const { clientId } of client.searchClients.each()) if (clientId === "C2") break;
  expect(sent).toHaveLength(1);
});

it("a page that fails ends the way through with its error", async () => {
  const { client } = clientOf([page("a", "C1"), problem(403, "FORBIDDEN")]);
  await expect(all(client.searchClients.each())).rejects.toMatchObject({ code: "FORBIDDEN" });
});
