/** A page of the web site: `<name>.html` is its own part, `<name>.ts` its script. `index` is served at `/`. */
export interface Page {
  readonly name: string;
  /** In the navigation and the browser's title. */
  readonly title: string;
  /** Shows what only the local server has; not deployed. */
  readonly localOnly?: true;
}

/** Every page, in the order of the navigation. */
export const pages: readonly Page[] = [
  { name: "index", title: "Face Sheet" },
  { name: "note", title: "Note" },
  { name: "itp", title: "ITP" },
  { name: "billing", title: "Billing" },
  { name: "reports", title: "Reports" },
  { name: "setup", title: "Setup" },
  { name: "audit", title: "Audit" },
  { name: "events", title: "Events", localOnly: true },
];
