import { openClientPage } from "./client-page.ts";

await openClientPage("NOTE");
