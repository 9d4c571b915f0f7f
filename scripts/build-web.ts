/** Builds the web site: `npm run web`. With `--local` the one that `npm start` serves. */
import { relative } from "node:path";
import { parseArgs } from "node:util";
import { buildWebSite } from "../lib/web-site/web-site-build.ts";

const { values } = parseArgs({ options: { local: { type: "boolean", default: false } } });
console.log(relative(process.cwd(), buildWebSite(values)));
