import * as z from "zod/mini";
import { CopyId } from "../domain/id.ts";
import { event } from "./envelope.ts";

/** A copy of an authorization to many clients has to be begun, or carried on. For ourselves: it is no part of the contract. */
export const AuthorizationCopyContinued = event(
  z.object({
    copyId: CopyId,
    /** Counts these events of one copy: an older one than the copy's is done with. */
    lap: z.int().check(z.minimum(1)),
  }),
);
export type AuthorizationCopyContinued = z.infer<typeof AuthorizationCopyContinued>;
