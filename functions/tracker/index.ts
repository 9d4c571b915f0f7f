import { httpFunction } from "../runtime/http-function.ts";
import { httpServices } from "../runtime/services.ts";
import { readTracker } from "./read-tracker.ts";

export const handler = httpFunction(httpServices(), [readTracker]);
