import { expect } from "vitest";
import { readAuthorization } from "../../../functions/authorizations/read-authorization.ts";
import { accepted } from "../handlers-in-process.ts";
import { pagesOfLedger } from "../whole-ledger.ts";
import { expectAudit } from "./audit.ts";
import { expectedRow, rowShown } from "./expected-row.ts";
import type { Running } from "./running.ts";

/** What is kept of every authorization, discontinued ones included: its row, its ledger and its audit say the same. */
export async function expectKept(running: Running): Promise<void> {
  const { model, client } = running;
  const { services, clientId } = client;
  for (const authorization of model.authorizations.values()) {
    const path = { clientId, authorizationId: authorization.id };
    const expected = expectedRow(model, authorization);
    expect(rowShown(await accepted(services, readAuthorization, { path }))).toEqual(expected);
    await expectLedger(running, authorization.id);
  }
  await expectAudit(running);
}

/** Every movement, summed page by page, is the balance: used and scheduled of units and visits. */
async function expectLedger({ model, client }: Running, authorizationId: string): Promise<void> {
  const path = { clientId: client.clientId, authorizationId };
  const [newest] = await pagesOfLedger(client.services, path, { limit: "5" });
  const { units, visits } = model.usage(authorizationId);
  expect(newest?.balance).toMatchObject({ units, visits });
}
