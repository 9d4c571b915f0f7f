import { httpFunction } from "../runtime/http-function.ts";
import { httpServices, withCursors, withPublisher } from "../runtime/services.ts";
import { copyAuthorization } from "./copy-authorization.ts";
import { readAuthorizationCopy } from "./read-authorization-copy.ts";

export const handler = httpFunction({ ...httpServices(), ...withCursors(), ...withPublisher() }, [
  copyAuthorization,
  readAuthorizationCopy,
]);
