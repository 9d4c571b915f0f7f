import { EventsTable } from "./events-table/events-table.ts";
import { connect, openPage, part } from "./page.ts";

customElements.define("events-table", EventsTable);

const table = new EventsTable();
connect(table, await openPage());
part("events").append(table);
