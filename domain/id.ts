import * as z from "zod/mini";
import { entryRule } from "./entry-rules.ts";
import { atLeast, atMost } from "./text.ts";

/**
 * An id chosen by the agency or made by us: opaque, safe in a URL and in a key, never a name.
 * `#` separates the parts of a key, so no id may contain it.
 */
const id = (what: string, example: string, body = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}") =>
  z.string().check(
    z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
      error: "must be 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit",
      abort: true,
    }),
    entryRule((text) => !socialSecurityNumber.test(text), "must not look like a social security number"),
    z.meta({
      description: `${what}, 1 to 64 letters, digits, '.', '_' or '-'; not like a social security number.`,
      pattern: `^(?!${nineDigits}$)${body}$`,
      // What the pattern says, for readers that look for a limit.
      maxLength: 64,
      examples: [example],
    }),
  );

const nineDigits = "[0-9]{3}[._-]?[0-9]{2}[._-]?[0-9]{4}";
const socialSecurityNumber = new RegExp(`^${nineDigits}$`);

export const PayerId = id("Id of a payer", "PSMED");
export const ActivityCodeId = id("Activity code: the agency's name for a billable service", "IND15");
export const GroupId = id("Id of an authorization group", "individual-therapy");
/** Names have no digits. What stands for a person in URLs, keys and logs has one. */
export const ClientId = id(
  "Id of a client, with a digit, so that it is nobody's name",
  "C1001",
  "(?:[A-Za-z][A-Za-z._-]{0,62})?[0-9][A-Za-z0-9._-]{0,63}",
).check(entryRule((text) => /[0-9]/.test(text), "must not be a person's name: it needs a digit"));
export const InsuranceId = id("Id of a client insurance", "I2001");
export const AuthorizationId = id("Id of an authorization", "A3001");
export const ServiceId = id("Id of a service, the caller's own", "S4001");
export const CopyId = id("Id of a copy of an authorization to many clients", "0198c1f2-7f53-7cc2-9ad1-3f5b8a0e4d11");
export const UserId = z
  .string()
  .check(atLeast(1), atMost(128), z.meta({ description: "Subject of the user's token." }));

/** Counts changes of one item, from 1. The `ETag` of the item is this number in quotes. */
export const Version = z.int().check(z.minimum(1), z.meta({ description: "Counts changes, from 1. Also the ETag." }));
