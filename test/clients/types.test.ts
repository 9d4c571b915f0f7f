import { expectTypeOf, it } from "vitest";
import {
  type Authorization,
  type AuthorizationInput,
  type CallOptions,
  type Client,
  createClient,
  type ErrorCode,
  type ErrorCodes,
  isProblem,
  type Known,
  type KnownErrorCode,
  type Payer,
  type PriorAuthClient,
  type ProblemError,
  type Reply,
  type Tracker,
} from "../../clients/typescript/src/index.ts";
import type { ErrorCode as DomainErrorCode } from "../../domain/domain-error.ts";

type Request<Name extends keyof PriorAuthClient> = Parameters<PriorAuthClient[Name]>[0];

// The types are what is tested: `npm run types` fails where they are not these.
it("a request has path, query and body by their names and types", () => {
  expectTypeOf<Request<"readTracker">>().toExtend<{
    readonly clientId: string;
    readonly context?: "NOTE" | "FACE_SHEET" | "ITP";
    readonly asOf?: string;
    readonly hideExpired?: boolean;
  }>();
  expectTypeOf<{ clientId: string }>().toExtend<Request<"readTracker">>();
  expectTypeOf<{ clientId: string; context: "CHART" }>().not.toExtend<Request<"readTracker">>();
  expectTypeOf<{ context: "NOTE" }>().not.toExtend<Request<"readTracker">>();
  expectTypeOf<Request<"addAuthorization">["body"]>().toEqualTypeOf<AuthorizationInput>();
  expectTypeOf<NonNullable<Request<"searchClients">>["limit"]>().toEqualTypeOf<number | undefined>();
  expectTypeOf<NonNullable<Request<"listClientAuthorizations">>["lowUnits"]>().toEqualTypeOf<
    number | true | undefined
  >();
});

it("ifMatch must be given where the contract needs it, and nowhere else", () => {
  type Confirm = Request<"confirmAuthorization">;
  expectTypeOf<Confirm["ifMatch"]>().toEqualTypeOf<string | number>();
  expectTypeOf<{ clientId: string; authorizationId: string }>().not.toExtend<Confirm>();
  expectTypeOf<Request<"readAuthorization">>().not.toHaveProperty("ifMatch");
});

it("replies are typed by status and data", () => {
  expectTypeOf<ReturnType<PriorAuthClient["readTracker"]>>().resolves.toEqualTypeOf<Reply<Tracker, 200>>();
  expectTypeOf<ReturnType<PriorAuthClient["putPayer"]>>().resolves.toEqualTypeOf<Reply<Payer, 200 | 201>>();
  expectTypeOf<ReturnType<PriorAuthClient["deletePayer"]>>().resolves.toEqualTypeOf<Reply<undefined, 204>>();
  expectTypeOf<Authorization["confirmedMark"]>().toEqualTypeOf<"C" | null>();
  expectTypeOf<Authorization["notes"]>().toEqualTypeOf<string | undefined>();
});

it("an enumeration that may grow takes other values and offers those that are known; a closed one has no others", () => {
  type Flag = Authorization["flags"][number];
  type Status = NonNullable<Authorization["status"]>;
  expectTypeOf<"FLAG_OF_A_LATER_RELEASE">().toExtend<Flag>();
  expectTypeOf<Known<Flag>>().toEqualTypeOf<Status | "OVERSCHEDULED">();
  expectTypeOf<"STATUS_OF_A_LATER_RELEASE">().not.toExtend<Status>();
});

it("pages give their entries", () => {
  expectTypeOf<ReturnType<PriorAuthClient["searchClients"]["each"]>>().toExtend<AsyncIterable<Client>>();
  expectTypeOf<PriorAuthClient["readTracker"]>().not.toHaveProperty("each");
});

it("errors have a union of codes, of which isProblem tells one from another", () => {
  expectTypeOf<ErrorCode>().toEqualTypeOf<DomainErrorCode>();
  expectTypeOf<ErrorCodes["confirmAuthorization"]>().toExtend<ErrorCode>();
  expectTypeOf<"AUTH_NUMBER_PENDING">().toExtend<ErrorCodes["confirmAuthorization"]>();
  expectTypeOf<"AUTH_NUMBER_PENDING">().not.toExtend<ErrorCodes["listPayers"]>();
  const error: unknown = undefined;
  if (isProblem(error, "IN_USE")) expectTypeOf(error).toExtend<ProblemError & { readonly code: "IN_USE" }>();
  if (isProblem(error)) expectTypeOf(error.code).toEqualTypeOf<KnownErrorCode>();
});

it("a client is made of an address and a token that may take its time", () => {
  expectTypeOf(createClient).returns.toEqualTypeOf<PriorAuthClient>();
  expectTypeOf<(refused: boolean) => Promise<string>>().toExtend<
    NonNullable<Parameters<typeof createClient>[0]["token"]>
  >();
  expectTypeOf<PriorAuthClient["listPayers"]>().parameter(1).toEqualTypeOf<CallOptions | undefined>();
});
