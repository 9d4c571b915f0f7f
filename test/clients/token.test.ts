import { expect, it } from "vitest";
import { clientOf, problem } from "./fake-api.ts";

const fine = { status: 200, body: { items: [] } };
const refused = problem(401, "UNAUTHENTICATED");

/** A callback that gives a new token whenever the last one was refused, and says how it was asked. */
function tokens() {
  const asked: boolean[] = [];
  let number = 1;
  return {
    asked,
    token: async (isRefused: boolean) => {
      asked.push(isRefused);
      if (isRefused) number += 1;
      return `token-${number}`;
    },
  };
}
const bearers = (sent: readonly { readonly headers: Readonly<Record<string, string>> }[]) =>
  sent.map(({ headers }) => headers["authorization"]);

it("the token is asked for before each call", async () => {
  const { token, asked } = tokens();
  const { client, sent } = clientOf([fine, fine], { token });
  await client.listPayers();
  await client.listProcedures();
  expect(bearers(sent)).toEqual(["Bearer token-1", "Bearer token-1"]);
  expect(asked).toEqual([false, false]);
});

it("after a 401 it is asked for again, once, and the call is made with the new one", async () => {
  const { token, asked } = tokens();
  const { client, sent } = clientOf([refused, fine], { token });
  await expect(client.listPayers()).resolves.toMatchObject({ data: { items: [] } });
  expect(bearers(sent)).toEqual(["Bearer token-1", "Bearer token-2"]);
  expect(asked).toEqual([false, true]);
});

it("a second 401 is the caller's, also when nothing else may be tried again", async () => {
  const { token } = tokens();
  const { client, sent } = clientOf([refused, refused], { token, retries: 0 });
  await expect(client.listPayers()).rejects.toMatchObject({ status: 401, code: "UNAUTHENTICATED" });
  expect(sent).toHaveLength(2);
});

it("a request that is not safe to repeat is sent again after a 401, which did nothing", async () => {
  const { token } = tokens();
  const { client, sent } = clientOf([refused, { status: 200, body: {} }], { token });
  await client.checkService({ clientId: "C1", body: { activityCode: "X", serviceDate: "2026-03-16", units: 1 } });
  expect(sent).toHaveLength(2);
});

it("a callback that fails fails the call, and nothing is sent", async () => {
  const { client, sent } = clientOf([], { token: () => Promise.reject(new Error("signed out")) });
  await expect(client.listPayers()).rejects.toThrow("signed out");
  expect(sent).toEqual([]);
});

it("what is public needs none", async () => {
  const { client, sent } = clientOf([{ status: 200, body: {} }], {
    token: () => Promise.reject(new Error("signed out")),
  });
  await client.readOpenapi();
  expect(bearers(sent)).toEqual([undefined]);
});
