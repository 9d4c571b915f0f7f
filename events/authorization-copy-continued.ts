import * as z from "zod/mini";
import { CopyId } from "../domain/id.ts";
import { event } from "./envelope.ts";

/** A copy of an authorization to many clients has to begin or go on. For ourselves: it is no part of the contract. */
export const AuthorizationCopyContinued = event(
  z.object({
    copyId: CopyId,
    /** The number of this event among those of the copy: only the latest one carries it on. */
    lap: z.int().check(z.minimum(1)),
  }),
);
export type AuthorizationCopyContinued = z.infer<typeof AuthorizationCopyContinued>;
