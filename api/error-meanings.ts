import type { ErrorCode } from "../domain/domain-error.ts";

interface Meaning {
  /** What is the matter. */
  readonly meaning: string;
  /** What the caller should do. */
  readonly remedy: string;
  /** A detail as the API may tell it. */
  readonly example: string;
}

/** Every code with its meaning and what to do: the documentation that the `type` of a problem leads to. */
export const errorMeanings = {
  VALIDATION_FAILED: {
    meaning:
      "Path, query, headers or body are not as the contract has them. `errors` names every fault with its place.",
    remedy: "Show each fault at its field. Sending the same again gives the same answer.",
    example: "The request has 1 fault(s): /priority is required.",
  },
  VALUE_NOT_EDITABLE: {
    meaning: "The settings give a value to a status that has none.",
    remedy: "Leave `value` out of every status but VARIABLE_LEFT and EXPIRATION_REMINDER.",
    example: "These statuses have no value: OVERUSE.",
  },
  UNAUTHENTICATED: {
    meaning: "The token is missing, has expired, or is not of the agency's issuer.",
    remedy: "Let the user sign in again and repeat the request with the new token.",
    example: "This needs a valid token.",
  },
  FORBIDDEN: {
    meaning:
      "The token is good, and lacks a permission that the route needs; `detail` names each one that is missing. Or the API was asked past the address of its pages.",
    remedy:
      "Hide what the user may not do; the agency's administrator grants permissions. Ask at the address of the pages, where there are any.",
    example: "This needs clients:read and auths:confirm.",
  },
  NOT_FOUND: {
    meaning: "There is nothing of this id here, or no such path.",
    remedy: "Look for it again by a list. Ids of one client's items are not found under another client.",
    example: "There is no client C9999.",
  },
  METHOD_NOT_ALLOWED: {
    meaning: "The path exists and does not answer this method.",
    remedy: "Use one of the methods in the header Allow.",
    example: "This path answers GET, PUT.",
  },
  PRIORITY_IN_USE: {
    meaning: "Another active insurance of the client has this priority.",
    remedy: "Choose another priority, or change the other insurance first.",
    example: "The active insurance I2001 has priority 1 already.",
  },
  PAYER_IN_USE: {
    meaning: "The insurance has open authorizations, which its payer gave. Another payer is another insurance.",
    remedy: "End this insurance by its expiration date, and add another one of the new payer.",
    example: "The insurance I2001 has open authorizations of PSMED: end it and add another one of CVBMC.",
  },
  IN_USE: {
    meaning: "Something still names what should be deleted.",
    remedy: "Keep it. A client insurance can be made INACTIVE instead.",
    example: "The payer PSMED is in use.",
  },
  CLIENT_DELETED: {
    meaning:
      "A client with this id was deleted at the end of the retention. What is still known of it would be told of the new one.",
    remedy: "Choose another id.",
    example: "The client C0017 was deleted, and no other gets this id.",
  },
  PLAN_CHANGED: {
    meaning: "Something has changed since the plan was read, and so has the plan. Nothing further was moved.",
    remedy: "Show `plan`, which is the one of now, and let the user decide again.",
    example: "The plan has changed: it has 4 moves now.",
  },
  DUPLICATE_NAME: {
    meaning: "Another authorization group has this choice text.",
    remedy: "Choose another text.",
    example: "Another group has this choice text.",
  },
  DUPLICATE_AUTHORIZATION: {
    meaning: "The client has an authorization with this number, insurance and procedure on some of the same days.",
    remedy: "Change the existing one, or correct number or dates: the next period may have the same number.",
    example: "The authorization A3001 has this number, insurance and procedure from 2026-01-05 to 2026-07-04.",
  },
  ALREADY_DISCONTINUED: {
    meaning: "The authorization is discontinued, and nothing of it changes any more.",
    remedy: "Read the tracker again. Add a new authorization if one is needed.",
    example: "The authorization A3001 is discontinued.",
  },
  BILLING_ENGINE_DISABLED: {
    meaning: "The agency has no billing engine, so nothing can be confirmed.",
    remedy: "Hide the confirm button; the setting `billingEngine` tells it beforehand.",
    example: "This agency has no billing engine to confirm to.",
  },
  IDEMPOTENCY_IN_PROGRESS: {
    meaning: "A request with this Idempotency-Key is being stored at this moment.",
    remedy: "Send the same again after the seconds in Retry-After.",
    example: "A request with this Idempotency-Key is being answered.",
  },
  VERSION_CONFLICT: {
    meaning: "It was changed since it was read. The header ETag has the version as it is.",
    remedy: "Read it again, show what changed, and let the user decide anew.",
    example: "The authorization A3001 has changed since it was read; its version is 2.",
  },
  PAYLOAD_TOO_LARGE: {
    meaning: "The body has more than 64 KB.",
    remedy: "Send less at a time.",
    example: "The body has 70000 bytes; 65536 are allowed.",
  },
  UNSUPPORTED_MEDIA_TYPE: {
    meaning: "The body was not sent as JSON.",
    remedy: "Send the header `Content-Type: application/json`.",
    example: "The body must be sent as content-type application/json.",
  },
  UNKNOWN_PAYER: {
    meaning: "There is no such payer in the agency's setup, or it was deleted.",
    remedy: "Load the payers again and let the user choose.",
    example: "There is no payer PSMED.",
  },
  UNKNOWN_PROCEDURE: {
    meaning: "There is no such activity code or authorization group, or it was deleted.",
    remedy: "Load the procedures again and let the user choose.",
    example: "There is no authorization group individual-therapy.",
  },
  UNKNOWN_ACTIVITY_CODE: {
    meaning: "An activity code is not in the agency's setup.",
    remedy: "Add it to the setup, or correct it.",
    example: "There is no activity code IND15.",
  },
  PRIOR_AUTH_NOT_REQUIRED: {
    meaning: "The client insurance is not marked as requiring prior auths.",
    remedy: "Mark the insurance first, or choose another one.",
    example: "The insurance I2001 is not marked as requiring prior auths.",
  },
  INSURANCE_INACTIVE: {
    meaning: "The client insurance is not active.",
    remedy: "Choose an active insurance.",
    example: "The insurance I2001 is not active.",
  },
  EXPIRATION_BEFORE_EFFECTIVE: {
    meaning: "The expiration date is before the effective date.",
    remedy: "Correct one of the dates; both may be the same day.",
    example: "The expiration date 2026-03-15 is before the effective date 2026-03-16.",
  },
  DATE_OUT_OF_BOUNDS: {
    meaning: "A date lies so far from today that it must be mistyped, such as the year 26, 1026 or 2206.",
    remedy:
      "Correct the dates that `errors` name, each with its first and last day. What never ends has no expiration date.",
    example: "A date is far from all that is meant: /effectiveDate must be from 2000-01-01 to 2031-12-31.",
  },
  AUTH_NUMBER_PENDING: {
    meaning:
      "The authorization number is still Pending, or another text that is none: it can be saved and not confirmed.",
    remedy: "Enter the payer's number, then confirm.",
    example: "The authorization A3001 has no authorization number yet; enter the payer's number, then confirm.",
  },
  CAP_EXCEEDED: {
    meaning: "The service goes over what is left, and the agency blocks that.",
    remedy: "Post fewer units, use another authorization, or ask the payer for more.",
    example: "The service S4001 takes more than is left of A3001.",
  },
  NO_AUTHORIZATION: {
    meaning: "No authorization covers the service, or the one that it names does not, and the agency blocks that.",
    remedy: "Check activity code and service date against the tracker.",
    example: "No authorization covers IND15 on 2026-03-16.",
  },
  IDEMPOTENCY_KEY_REUSED: {
    meaning: "The Idempotency-Key belongs to an earlier request with another body.",
    remedy: "Make a new key for each thing that is created.",
    example: "This Idempotency-Key was used for a request with another body.",
  },
  PRECONDITION_REQUIRED: {
    meaning:
      "The route changes something and needs If-Match, so that nobody overwrites what somebody else has just saved.",
    remedy: "Send the ETag that was read as If-Match.",
    example: 'If-Match is required: send the ETag that was read, such as "1".',
  },
  RECORD_UNREADABLE: {
    meaning:
      "Something that is stored is not as it was written, and nothing can be answered or decided without it. `detail` names it by kind and id.",
    remedy: "Tell the agency's administrator `detail` and `traceId`. Trying again does not help until it is mended.",
    example: "What is stored can't be read: authorization A3001 of C1001. Nothing was changed.",
  },
  INTERNAL: {
    meaning: "A fault on our side. Nothing is half-written.",
    remedy: "Tell the agency's administrator the `traceId`. Trying again may help.",
    example: "Something went wrong on our side.",
  },
  SERVICE_UNAVAILABLE: {
    meaning: "The table stayed busy or out of reach for as long as a request may try.",
    remedy:
      "Send the same again after the seconds in Retry-After, with its Idempotency-Key where it creates something.",
    example: "The table is busy; try again.",
  },
} as const satisfies Record<ErrorCode, Meaning>;
