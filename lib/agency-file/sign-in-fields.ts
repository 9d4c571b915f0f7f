import * as z from "zod/mini";
import { isHttpsUrl, objectFault, pattern, sentence, text } from "./agency-field.ts";

/** Who makes the users' tokens, where it is not a user pool of the stack's own. */
export const TokenIssuer = z.strictObject(
  {
    issuer: text("must be an https URL, as in the token's iss claim", isHttpsUrl),
    audience: z
      .array(pattern("must be a text", /\S/), sentence("must be a list of texts"))
      .check(z.minLength(1, "must name at least one audience")),
    scope: z.optional(pattern("must be a scope, without spaces", /^\S+$/)),
  },
  objectFault("must be an object with issuer and audience, and perhaps scope"),
);

export const AgencyClaim = z.strictObject(
  {
    name: pattern("must be the name of a claim", /\S/),
    // The gateway writes a list as one text with spaces between.
    value: pattern("must be a text without spaces and brackets", /^[^\s[\]]+$/),
  },
  objectFault("must be an object with name and value"),
);

/** Pools belong to the stack; what an issuer of the agency's own asks of its users is not ours to say. */
export function signInIsOneOfTwo() {
  const ofPools = {
    mfa: "that issuer decides about second factors",
    threatProtection: "that issuer protects its users",
  };
  return Object.entries(ofPools).map(([name, reason]) =>
    z.refine<Record<string, unknown>>((file) => file["tokenIssuer"] === undefined || file[name] === undefined, {
      path: [name],
      message: `must not be given beside tokenIssuer: ${reason}`,
      when: ({ value }) => typeof value === "object" && value !== null,
    }),
  );
}

/** Users of a pool may change their own attributes, which are claims as well: only groups are given by somebody else. */
export function poolTellsByGroups() {
  const ofIssuers = {
    permissionsClaim: "the stack's own user pool tells permissions by its groups",
    agencyClaim: "the stack's own user pool has no users but this agency's",
  };
  return Object.entries(ofIssuers).map(([name, reason]) =>
    z.refine<Record<string, unknown>>((file) => file["tokenIssuer"] !== undefined || file[name] === undefined, {
      path: [name],
      message: `must not be given without tokenIssuer: ${reason}`,
      when: ({ value }) => typeof value === "object" && value !== null,
    }),
  );
}
