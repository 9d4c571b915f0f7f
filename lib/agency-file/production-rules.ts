import * as z from "zod/mini";

/** The fields that production is strict about, as an agency's file may have them. */
interface StrictFields {
  readonly stage?: unknown;
  readonly releaseWave?: unknown;
  readonly account?: unknown;
  readonly mfa?: unknown;
  readonly alarmEmail?: unknown;
  readonly removalPolicy?: unknown;
  readonly webSite?: unknown;
}

type StrictField = Exclude<keyof StrictFields, "stage">;

interface ProductionRule {
  readonly field: StrictField;
  readonly holds: (config: StrictFields) => boolean;
  readonly message: string;
}

export const productionRules: readonly ProductionRule[] = [
  {
    field: "removalPolicy",
    // A removalPolicy that is missing or misspelt has its own fault.
    holds: ({ removalPolicy }) => removalPolicy !== "destroy",
    message: "must be retain in production: deleting the stack must never delete clients' records",
  },
  {
    field: "account",
    holds: ({ account }) => account !== undefined,
    message: "must be given in production: nobody may deploy into another account by mistake",
  },
  {
    field: "alarmEmail",
    holds: ({ alarmEmail }) => alarmEmail !== undefined,
    message: "must be given in production: somebody has to hear of alarms",
  },
  {
    field: "mfa",
    holds: ({ mfa }) => mfa !== "optional",
    message: "must be required in production: a password alone must not open clients' records",
  },
  {
    field: "webSite",
    holds: ({ webSite }) => typeof webSite !== "object" || webSite === null || "domain" in webSite,
    message: "must have a domain in production: at its own addresses CloudFront takes TLS older than 1.2",
  },
  {
    field: "releaseWave",
    holds: ({ releaseWave }) => releaseWave !== 1,
    message: "must be 2 or later in production: a release is tried on pilots first",
  },
];

/** The rules as checks of the file's schema. */
export function inProduction() {
  return productionRules.map(({ field, holds, message }) =>
    z.refine<StrictFields>((config) => config.stage !== "production" || holds(config), {
      path: [field],
      message,
      // Other faults must not hide this one: every fault is named at once.
      when: ({ value }) => typeof value === "object" && value !== null,
    }),
  );
}
