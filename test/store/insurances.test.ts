import { TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import type { ClientInsurance } from "../../domain/client-insurance.ts";
import { ChangedMeanwhile } from "../../store/failures.ts";
import { idempotencyRecord } from "../../store/idempotency.ts";
import { deleteInsurance, saveInsurances } from "../../store/insurances.ts";
import { insurance, record } from "../domain/examples.ts";
import { auditEntry, auditedIn } from "./audited.ts";
import { cancelled, itemsPut, type MockedTable, mockedTable, writesOf } from "./mocked-table.ts";

let mocked: MockedTable;
beforeEach(() => {
  mocked = mockedTable();
  mocked.dynamo.on(TransactWriteCommand).resolves({});
});

const audit = auditEntry({ subject: "insurance", subjectId: "I2001" });
const audited = auditedIn("C1001");
const save = (next: ClientInsurance, previous?: ClientInsurance) => {
  const before = record({ insurances: previous === undefined ? [] : [previous] });
  return saveInsurances(mocked.table, before, [{ insurance: next, audit }]);
};
const changed = (changes: Partial<ClientInsurance>) => insurance({ version: 2, ...changes });

describe("saving a client insurance", () => {
  it("a new one refers to its payer, which nobody deletes meanwhile", async () => {
    await save(insurance());
    expect(writesOf(mocked)).toEqual([
      "Put CLIENT#C1001 | INSURANCE#I2001",
      "ConditionCheck CATALOG | PAYER#PSMED if attribute_exists(PK) AND attribute_not_exists(deleted)",
      "Put REFERENCE#PAYER#PSMED | INSURANCE#I2001",
      ...audited,
    ]);
    expect(itemsPut(mocked, "insurance")).toMatchObject([{ ...insurance() }]);
  });

  it("keeps its first reply at the head of the same transaction, where there is one to keep", async () => {
    const reply = idempotencyRecord("0a1b", { bodyHash: "2c3d", status: 201, body: "{}" }, 1000);
    const before = record({ insurances: [] });
    await saveInsurances(mocked.table, before, [{ insurance: insurance(), audit }], [reply]);
    const [first, ...more] = writesOf(mocked);
    expect(first).toBe("Put IDEMPOTENCY#0a1b | REPLY if attribute_not_exists(PK) OR expiresAtEpochSeconds <= 1000");
    expect(more).toContain("Put CLIENT#C1001 | INSURANCE#I2001");
  });

  it.each<[string, ClientInsurance, string[]]>([
    ["of the same payer", changed({ subscriberNumber: "NEW", priority: 2, status: "INACTIVE" }), []],
    [
      "of another payer",
      changed({ payerId: "CVBMC" }),
      [
        "ConditionCheck CATALOG | PAYER#CVBMC if attribute_exists(PK) AND attribute_not_exists(deleted)",
        "Delete REFERENCE#PAYER#PSMED | INSURANCE#I2001",
        "Put REFERENCE#PAYER#CVBMC | INSURANCE#I2001",
      ],
    ],
  ])("a changed one: %s", async (_, next, moved) => {
    await save(next, insurance());
    expect(writesOf(mocked)).toEqual(["Put CLIENT#C1001 | INSURANCE#I2001", ...moved, ...audited]);
  });

  it("two at once are one transaction, and one entry of the audit each", async () => {
    const second = insurance({ insuranceId: "I2002", priority: 2 });
    const auditOf = (subjectId: string) => auditEntry({ subject: "insurance", subjectId });
    await saveInsurances(mocked.table, record({ insurances: [insurance(), second] }), [
      { insurance: changed({ priority: 2 }), audit: auditOf("I2001") },
      { insurance: { ...second, priority: 1, version: 2 }, audit: auditOf("I2002") },
    ]);
    expect(writesOf(mocked).filter((write) => write.includes("INSURANCE#"))).toEqual([
      "Put CLIENT#C1001 | INSURANCE#I2001",
      "Put CLIENT#C1001 | INSURANCE#I2002",
    ]);
    expect(itemsPut(mocked, "audit")).toMatchObject([{ subjectId: "I2001" }, { subjectId: "I2002" }]);
  });

  it.each([
    ["the payer was deleted meanwhile", 1],
    ["anything of the client was changed meanwhile", 3],
  ])("%s: decided again", async (_, failed) => {
    const reasons = ["None", "None", "None", "None", "None"].with(failed, "ConditionalCheckFailed");
    mocked.dynamo.on(TransactWriteCommand).rejects(cancelled(...reasons));
    await expect(save(insurance())).rejects.toBeInstanceOf(ChangedMeanwhile);
  });

  it("no subscriber number is part of a key", async () => {
    await save(insurance());
    expect(writesOf(mocked).join("\n")).not.toContain(insurance().subscriberNumber);
  });
});

describe("deleting a client insurance", () => {
  const remove = (which = insurance({ version: 3 })) =>
    deleteInsurance(mocked.table, record(), { insurance: which, audit });

  it("takes everything of it away", async () => {
    await remove();
    expect(writesOf(mocked)).toEqual([
      "Delete CLIENT#C1001 | INSURANCE#I2001",
      "Delete REFERENCE#PAYER#PSMED | INSURANCE#I2001",
      ...audited,
    ]);
  });

  it("changed meanwhile: decided again", async () => {
    mocked.dynamo.on(TransactWriteCommand).rejects(cancelled("None", "None", "ConditionalCheckFailed", "None"));
    await expect(remove()).rejects.toBeInstanceOf(ChangedMeanwhile);
  });
});
