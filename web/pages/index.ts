import { openClientPage } from "./client-page.ts";

await openClientPage("FACE_SHEET");
