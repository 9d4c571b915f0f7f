/** Loaded by the pages of a deployment alone; the local server's have no use for it. */
export { browserSurroundings } from "./browser-surroundings.ts";
export { openOidcSession } from "./open-oidc-session.ts";
