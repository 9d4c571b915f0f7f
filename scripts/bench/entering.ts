import { Permission } from "../../domain/permission.ts";
import type { LocalStack } from "../../local/local-stack.ts";

/** Sends a request and answers with the body of its reply. Throws when it is refused. */
type Send = (method: string, path: string, body?: object, ifMatch?: number) => Promise<Record<string, string>>;

/** What the measured agency is filled with, over HTTP. */
export interface Entering {
  readonly send: Send;
  /** A client with so many authorizations; answers their ids. */
  readonly enterClient: (clientId: string, authorizations: number) => Promise<string[]>;
}

export async function entering(stack: LocalStack): Promise<Entering> {
  const token = await stack.issueToken({ userId: "bench", permissions: [...Permission.options] });
  const send = sender(stack, token);
  await send("PUT", "/v1/payers/BENCH", { name: "Bench Payer", priorAuthsRequired: true });
  await send("PUT", "/v1/activity-codes/BENCH", { procedureCode: "H0004", label: "Individual counselling (15 min)" });
  const year = Number(stack.today().slice(0, 4));
  const authorization = {
    procedure: { activityCode: "BENCH" },
    authUnits: 96,
    authVisits: 24,
    effectiveDate: `${year}-01-01`,
    expirationDate: `${year + 1}-12-31`,
    notes: "Approved by phone.",
  };
  const enterClient = async (clientId: string, authorizations: number) => {
    const client = `/v1/clients/${clientId}`;
    const person = { firstName: "Ada", lastName: "Example", dateOfBirth: "2015-01-01", status: "ACTIVE" };
    await send("PUT", client, person);
    const insurance = { priority: 1, payerId: "BENCH", subscriberNumber: "S-1" };
    const { insuranceId } = await send("POST", `${client}/insurances`, insurance);
    const ids: string[] = [];
    for (let index = 0; index < authorizations; index++) {
      const body = { insuranceId, authorizationNumber: `PA-26-${index}`, ...authorization };
      const { authorizationId = "" } = await send("POST", `${client}/authorizations`, body);
      ids.push(authorizationId);
    }
    return ids;
  };
  return { send, enterClient };
}

function sender({ baseUrl }: LocalStack, token: string): Send {
  return async (method, path, body, ifMatch) => {
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(ifMatch !== undefined && { "if-match": `"${ifMatch}"` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  };
}
