import { httpFunction } from "../runtime/http-function.ts";
import { httpServices, withPublisher } from "../runtime/services.ts";
import { confirmAuthorization } from "./confirm-authorization.ts";

export const handler = httpFunction({ ...httpServices(), ...withPublisher() }, [confirmAuthorization]);
