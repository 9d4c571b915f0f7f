import * as z from "zod/mini";
import { isAllowedOrigin, objectFault, pattern, sentence, text } from "../agency-file/agency-field.ts";

const HostedZone = z.strictObject(
  {
    id: pattern("must be the id of a hosted zone of Route 53", /^Z[A-Z0-9]{4,31}$/),
    name: pattern("must be a domain name", /^([a-z0-9-]+\.)+[a-z]{2,}$/),
  },
  objectFault("must be an object with id and name"),
);

const Domain = z
  .strictObject(
    {
      name: pattern("must be a domain name such as tracker.example.org", /^([a-z0-9-]+\.)+[a-z]{2,}$/),
      certificateArn: z.optional(
        pattern(
          "must be the ARN of a certificate in us-east-1, where CloudFront looks for it",
          /^arn:aws:acm:us-east-1:\d{12}:certificate\/[\w-]+$/,
        ),
      ),
      hostedZone: z.optional(HostedZone),
    },
    objectFault("must be an object with name, and certificateArn or hostedZone"),
  )
  .check(
    z.refine(({ certificateArn, hostedZone }) => certificateArn !== undefined || hostedZone !== undefined, {
      error: "must have certificateArn, or hostedZone in which a certificate is proved",
    }),
  );

/** The pages, and the API behind them, at an address of their own. */
export const WebSiteConfig = z.strictObject(
  {
    domain: z.optional(Domain),
    keyNumber: z.optional(z.int("must be a number, one more than before").check(z.gte(1, "must be 1 or more"))),
    clientId: z.optional(pattern("must be the id of the pages' client with tokenIssuer", /\S/)),
    scopes: z.optional(
      z
        .array(pattern("must be a scope", /^\S+$/), sentence("must be a list of scopes"))
        .check(z.refine((scopes) => scopes.includes("openid"), { error: "must have openid" })),
    ),
    issuerOrigins: z.optional(
      z.array(
        text("must be an origin: https://host, without path or trailing slash", isAllowedOrigin),
        sentence("must be a list of origins"),
      ),
    ),
  },
  objectFault("must be an object"),
);
export type WebSiteConfig = z.infer<typeof WebSiteConfig>;

interface SignInFields {
  readonly webSite?: unknown;
  readonly tokenIssuer?: unknown;
}

/** With an issuer of the agency's own, pages need a client there; the stack's own pool makes one. */
export function pagesHaveAClient() {
  return z.refine<SignInFields>(
    ({ webSite, tokenIssuer }) =>
      typeof webSite !== "object" || webSite === null || (tokenIssuer !== undefined) === "clientId" in webSite,
    {
      path: ["webSite", "clientId"],
      message: "must be given with tokenIssuer, and only then: it is the pages' client with that issuer",
      when: ({ value }) => typeof value === "object" && value !== null,
    },
  );
}

/** An id token is made for the client that asked for it: where that is an audience of the API, a scope has to tell them apart. */
export function idTokensAreForThePagesAlone() {
  return z.refine<SignInFields>(
    ({ webSite, tokenIssuer }) => {
      const { clientId } = (webSite ?? {}) as { readonly clientId?: unknown };
      const { audience, scope } = (tokenIssuer ?? {}) as { readonly audience?: unknown; readonly scope?: unknown };
      return scope !== undefined || !Array.isArray(audience) || !audience.includes(clientId);
    },
    {
      path: ["tokenIssuer", "scope"],
      message:
        "must be given where webSite.clientId is an audience: id tokens, which are made for that client, have none",
      when: ({ value }) => typeof value === "object" && value !== null,
    },
  );
}
