import { httpFunction } from "../runtime/http-function.ts";
import { httpServices } from "../runtime/services.ts";
import { listCapsDrift } from "./list-caps-drift.ts";

export const handler = httpFunction(httpServices(), [listCapsDrift]);
