import { spawnSync } from "node:child_process";
import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { Authorization } from "../../domain/authorization.ts";
import { addDays } from "../../domain/calendar.ts";
import type { Client } from "../../domain/client.ts";
import type { ClientInsurance } from "../../domain/client-insurance.ts";
import { putActivityCode } from "../../functions/setup/put-activity-code.ts";
import { putPayer } from "../../functions/setup/put-payer.ts";
import { engineBinary, startEngine } from "../../local/database/dynamodb-engine.ts";
import { databaseClient } from "../../local/database/tables.ts";
import type { LocalStack } from "../../local/local-stack.ts";
import { item } from "../../store/items.ts";
import { authorizationKey, balanceKey, clientKey, insuranceKey } from "../../store/keys.ts";
import { withIndexKeys } from "../../store/listing.ts";
import { accepted, servicesOn } from "../../test/engine/handlers-in-process.ts";

/** How many authorizations an agency has, of how many clients, and how many of them are unconfirmed. */
export interface AgencySize {
  readonly authorizations: number;
  readonly clients: number;
  readonly unconfirmed: number;
  /** Days over which their expiration dates are spread, from today on. */
  readonly days: number;
}

const today = "2026-03-16";

/**
 * An engine with an agency of this size: the deployed table, filled by the engine's import with items as the store lays them out.
 * `directory` is for its files.
 */
export async function bigAgency(stack: LocalStack, directory: string, size: AgencySize) {
  const source = join(directory, "export");
  mkdirSync(join(source, stack.tableName, "data"), { recursive: true });
  const lines = createGzip({ level: 1 });
  const file = createWriteStream(join(source, stack.tableName, "data", "items.json.gz"));
  await pipeline(() => itemLines(size), lines, file);
  const schema = join(directory, "schema.json");
  const described = databaseClient(stack.dynamodbEndpoint, "us-east-1");
  writeFileSync(schema, JSON.stringify(await described.send(new DescribeTableCommand({ TableName: stack.tableName }))));
  const databaseFile = join(directory, "database.sqlite");
  const imported = spawnSync(
    engineBinary(),
    ["import", "--source", source, "--schema", schema, "--output", databaseFile],
    { encoding: "utf8" },
  );
  if (imported.status !== 0) throw new Error(`The engine did not import the agency: ${imported.stderr}`);

  const engine = await startEngine({ databaseFile });
  const services = servicesOn({ tableName: stack.tableName, dynamodbEndpoint: engine.endpoint });
  const payer = { name: "Cedar Valley Behavioral MCO", priorAuthsRequired: true };
  await accepted(services, putPayer, { path: { payerId: "CEDAR" }, body: payer });
  const body = { procedureCode: "90837", label: "Individual counselling" };
  await accepted(services, putActivityCode, { path: { activityCode: "IND15" }, body });
  return { services, stop: () => engine.stop() };
}

/** Every item as a line of an export, some hundred lines at a time. */
function* itemLines({ authorizations, clients, unconfirmed, days }: AgencySize): Generator<string> {
  const spread = { every: authorizations / unconfirmed, perClient: authorizations / clients, days };
  let lines: string[] = [];
  for (let number = 0; number < clients; number++) {
    for (const each of clientItems(number, spread))
      lines.push(JSON.stringify({ Item: marshall(each, { removeUndefinedValues: true }) }));
    if (lines.length < 500) continue;
    yield `${lines.join("\n")}\n`;
    lines = [];
  }
  yield `${lines.join("\n")}\n`;
}

interface Spread {
  /** Of so many authorizations one is unconfirmed. */
  readonly every: number;
  readonly perClient: number;
  readonly days: number;
}

function clientItems(number: number, spread: Spread): object[] {
  const { perClient } = spread;
  const clientId = `C${1_000_000 + number}`;
  const insuranceId = `I${clientId}`;
  const client: Client = {
    clientId,
    firstName: "Marisol",
    lastName: `Voss-${number % 97}`,
    dateOfBirth: "2012-05-14",
    status: "ACTIVE",
    program: "Outpatient",
    location: "Main Street",
    version: 1,
  };
  const insurance: ClientInsurance = {
    insuranceId,
    clientId,
    payerId: "CEDAR",
    priority: 1,
    status: "ACTIVE",
    subscriberNumber: `S-${number}`,
    priorAuthsRequired: true,
    source: "PAYER_DEFAULT",
    version: 1,
  };
  const seen = { client, insurances: new Map([[insuranceId, insurance]]) };
  return [
    item(clientKey(clientId), "client", client),
    item(insuranceKey(clientId, insuranceId), "insurance", insurance),
    ...Array.from({ length: perClient }, (_, index) => number * perClient + index).flatMap((ordinal) => {
      const { authorizationId, ...shown } = authorizationOf(ordinal, { clientId, insuranceId }, spread);
      const used = { unitsUsed: ordinal % 90, unitsScheduled: 0, visitsUsed: ordinal % 30, visitsScheduled: 0 };
      return [
        item(
          authorizationKey(clientId, authorizationId),
          "authorization",
          withIndexKeys({ authorizationId, ...shown }, seen, { billingEngine: true }),
        ),
        item(balanceKey(clientId, authorizationId), "balance", { authorizationId, ...used, version: 1 }),
      ];
    }),
  ];
}

function authorizationOf(
  ordinal: number,
  ids: Pick<Authorization, "clientId" | "insuranceId">,
  { every, days }: Spread,
): Authorization {
  const enteredAt = new Date(Date.parse(`${today}T00:00:00Z`) - (ordinal % 2_000_000) * 1000).toISOString();
  const confirmation = { confirmedAt: enteredAt, confirmedBy: "u-confirmer", confirmedVersion: 1, changedSince: false };
  const by = `u-${ordinal % 40}`;
  return {
    authorizationId: crypto.randomUUID(),
    ...ids,
    authorizationNumber: `PA-26-${ordinal}`,
    procedure: { activityCode: "IND15" },
    authUnits: 96,
    effectiveDate: "2026-01-05",
    // A step that shares no factor with any number of days spreads them evenly.
    expirationDate: addDays(today, (ordinal * 7919) % days),
    ...(Math.floor(ordinal / every) === Math.floor((ordinal - 1) / every) && { confirmation }),
    createdAt: enteredAt,
    createdBy: by,
    updatedAt: enteredAt,
    updatedBy: by,
    version: 2,
  };
}
