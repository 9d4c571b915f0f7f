import { httpFunction } from "../runtime/http-function.ts";
import { httpServices, withBlindIndex } from "../runtime/services.ts";
import { addAuthorization } from "./add-authorization.ts";
import { readAuthorization } from "./read-authorization.ts";

export const handler = httpFunction({ ...httpServices(), ...withBlindIndex() }, [addAuthorization, readAuthorization]);
