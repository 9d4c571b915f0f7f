/** A page of the web site: `<name>.html` is its own part, `<name>.ts` its script. `index` is served at `/`. */
export interface Page {
  readonly name: string;
  /** In the navigation and the browser's title. */
  readonly title: string;
  /** Is about one client, whom its address may name as `client`. */
  readonly isAboutClient?: true;
  /** Shows what only the local server has; not deployed. */
  readonly localOnly?: true;
}

/** Every page, in the order of the navigation. */
export const pages: readonly Page[] = [
  { name: "index", title: "Face Sheet", isAboutClient: true },
  { name: "note", title: "Note", isAboutClient: true },
  { name: "itp", title: "ITP", isAboutClient: true },
  { name: "billing", title: "Billing", isAboutClient: true },
  { name: "reports", title: "Reports" },
  { name: "setup", title: "Setup" },
  { name: "audit", title: "Audit", isAboutClient: true },
  { name: "record", title: "Record", isAboutClient: true },
  { name: "events", title: "Events", localOnly: true },
];
