import { EventInspector } from "./event-inspector/event-inspector.ts";
import { connect, openPage, part } from "./page.ts";

customElements.define("event-inspector", EventInspector);

const inspector = new EventInspector();
connect(inspector, await openPage());
part("events").append(inspector);
