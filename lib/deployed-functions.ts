import { routes } from "../api/routes.ts";
import { jobs } from "./job-table.ts";
import { consumers } from "./messaging/queue-table.ts";

/** The only public function: it serves the contract's document and answers every path that the contract doesn't name. */
export const catchAllFunction = "contract";

/** The functions behind the HTTP API, by folder in functions/. The contract's table of routes is the only list of them. */
export const httpFunctions: readonly string[] = [...new Set(routes.map(({ capability }) => capability))].sort();

/** Keeps who was told of which client, by what the functions behind the API log. */
export const accessRecorder = "accesses";

/** The functions that no route leads to. */
const workers: readonly string[] = [...consumers, ...jobs.map(({ name }) => name), accessRecorder];

/** Every function of an agency: each is a folder in functions/ with an index.ts that exports `handler`. */
export const deployedFunctions: readonly string[] = [...httpFunctions, ...workers];
