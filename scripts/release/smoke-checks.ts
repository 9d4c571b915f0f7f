import { isDeepStrictEqual } from "node:util";

/** What a running agency answers, whatever is stored in it. */
export interface SmokeCheck {
  readonly title: string;
  /** Nothing when it is as it should be, else what is wrong. */
  readonly fault: (get: Fetch) => Promise<string | undefined>;
}

/** Asks a path of the agency. */
export type Fetch = (path: string, options?: RequestInit) => Promise<Response>;

export interface SmokeTerms {
  /** The contract of this checkout. */
  readonly contract: object;
  /** An origin whose pages must be let in. */
  readonly origin?: string;
  /** A token of any of the agency's users. */
  readonly token?: string;
}

export function smokeChecks({ contract, origin, token }: SmokeTerms): SmokeCheck[] {
  return [
    { title: "serves the contract of this checkout", fault: servesContract(contract) },
    {
      title: "lets nobody in without a token",
      fault: async (get) => expecting(401, await get("/v1/payers")),
    },
    {
      title: "lets nobody in with a token that nobody made",
      fault: async (get) => expecting(401, await get("/v1/payers", bearer("made.up.token"))),
    },
    {
      title: "answers a problem to an unknown path",
      fault: async (get) => {
        const response = await get("/v1/nowhere");
        const type = response.headers.get("content-type") ?? "";
        return expecting(404, response) ?? (type.includes("problem+json") ? undefined : `answers ${type}`);
      },
    },
    ...(origin === undefined ? [] : [preflight(origin)]),
    ...(token === undefined
      ? []
      : [
          {
            title: "reads its table for a user",
            fault: async (get: Fetch) => expecting(200, await get("/v1/payers", bearer(token))),
          },
        ]),
  ];
}

/** What browsers get at the address of the pages besides, by way of CloudFront and its firewall. */
export const siteChecks: readonly SmokeCheck[] = [
  {
    title: "serves the pages, and lets nothing but their own files run",
    fault: async (get) => {
      const response = await get("/");
      const policy = response.headers.get("content-security-policy") ?? "";
      if (response.status !== 200) return answered(response);
      if (!policy.includes("default-src 'none'")) return "serves pages without their content security policy";
      return response.headers.has("strict-transport-security") ? undefined : "serves pages without HSTS";
    },
  },
  {
    title: "tells its pages where to sign in",
    fault: async (get) => {
      const response = await get("/site.json");
      return expecting(200, response) ?? ((await isJson(response)) ? undefined : "answers no JSON");
    },
  },
];

/** At the API's own address, where pages stand before it: nobody gets past them and their firewall. */
export const closedCheck: SmokeCheck = {
  title: "answers nobody who asks the API past its pages",
  fault: async (get) => expecting(403, await get("/v1/problems")),
};

function servesContract(contract: object): SmokeCheck["fault"] {
  return async (get) => {
    const response = await get("/v1/openapi.json");
    if (response.status !== 200) return answered(response);
    const served = (await response.json()) as object;
    return isSameContract(served, contract) ? undefined : "serves another contract: another version is deployed";
  };
}

async function isJson(response: Response): Promise<boolean> {
  return response.json().then(
    () => true,
    () => false,
  );
}

function preflight(origin: string): SmokeCheck {
  return {
    title: `lets pages of ${origin} call it`,
    fault: async (get) => {
      const headers = {
        origin,
        "access-control-request-method": "GET",
        "access-control-request-headers": "authorization",
      };
      const response = await get("/v1/payers", { method: "OPTIONS", headers });
      const allowed = response.headers.get("access-control-allow-origin");
      return allowed === origin ? undefined : `allows ${allowed ?? "nobody"}`;
    },
  };
}

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

function expecting(status: number, response: Response): string | undefined {
  return response.status === status ? undefined : `${answered(response)} instead of ${status}`;
}

const answered = ({ status }: Response) => `answers ${status}`;

/** Each deployment puts its own address into the document. */
function isSameContract(served: object, contract: object): boolean {
  return isDeepStrictEqual({ ...served, servers: [] }, { ...contract, servers: [] });
}

export interface RetryBudget {
  readonly attempts: number;
  readonly pause: () => Promise<unknown>;
}

/** The check's fault after the last attempt: a new route takes some seconds to be everywhere. */
export async function lastFault(
  check: SmokeCheck,
  get: Fetch,
  { attempts, pause }: RetryBudget,
): Promise<string | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const fault = await check.fault(get).catch(unreachable);
    if (fault === undefined || attempt >= attempts) return fault;
    await pause();
  }
}

function unreachable(error: unknown): string {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  return `can't be asked: ${cause instanceof Error ? cause.message : message}`;
}
