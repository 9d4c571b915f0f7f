import { expect } from "vitest";
import { AuthorizationExpiring } from "../../../events/authorization-expiring.ts";
import { AuthorizationRunningLow } from "../../../events/authorization-running-low.ts";
import { addAuthorization } from "../../../functions/authorizations/add-authorization.ts";
import { changeAuthorization } from "../../../functions/authorizations/change-authorization.ts";
import { discontinueAuthorization } from "../../../functions/authorizations/discontinue-authorization.ts";
import { putClient } from "../../../functions/clients/put-client.ts";
import { addClientInsurance } from "../../../functions/insurances/add-client-insurance.ts";
import { giveAlerts } from "../../../functions/remind/give-alerts.ts";
import { putService } from "../../../functions/services/put-service.ts";
import { voidService } from "../../../functions/services/void-service.ts";
import { putActivityCode } from "../../../functions/setup/put-activity-code.ts";
import { putPayer } from "../../../functions/setup/put-payer.ts";
import { type UnsentEvent, unsentEvents } from "../../../store/outbox.ts";
import { accepted, type TestServices } from "../handlers-in-process.ts";
import type { Action } from "./actions.ts";
import { added, alertsOn, later, type ModelAuthorization } from "./model.ts";

/** An agency whose clock is set by hand. Days only ever go on, from one run to the next as well. */
export class AgencyOverDays {
  today = "2026-01-01";
  readonly services: TestServices;
  private busIsUp = true;
  private readonly published: UnsentEvent[] = [];

  constructor(services: TestServices) {
    let millis = 0;
    const publish = async (events: readonly UnsentEvent[]) => {
      if (!this.busIsUp) return [];
      this.published.push(...events);
      return [...events];
    };
    const now = () => new Date(Date.parse(`${this.today}T12:00:00.000Z`) + millis++);
    this.services = { ...services, now, publish };
  }

  async enterCatalog(): Promise<void> {
    const payer = { name: "First Payer", priorAuthsRequired: true };
    await accepted(this.services, putPayer, { path: { payerId: "P1" }, body: payer });
    const code = { procedureCode: "90837", label: "Session" };
    await accepted(this.services, putActivityCode, { path: { activityCode: "INT" }, body: code });
  }

  /** Runs the job, in one manner or another. */
  async remind(manner: "once" | "twice" | "at once" | "without bus" | "without time"): Promise<void> {
    const run = (remainingMillis = 60_000) => giveAlerts(this.services, () => remainingMillis);
    this.busIsUp = manner !== "without bus";
    if (manner === "without time") await run(0);
    else if (manner === "at once") await Promise.all([run(), run()]);
    else await run();
    if (manner === "twice") await run();
    this.busIsUp = true;
  }

  /** Every event that ever passed the bus or waits in the outbox, each once. */
  async events(): Promise<UnsentEvent[]> {
    const all = [...this.published, ...(await unsentEvents(this.services.table))];
    return [...new Map(all.map((event) => [event.eventId, event])).values()];
  }
}

let clients = 0;

/** A client of one run. */
export class ClientOverDays {
  private readonly agency: AgencyOverDays;
  private readonly authorizations: ModelAuthorization[] = [];
  private readonly posted: { readonly serviceId: string; readonly authorization: ModelAuthorization }[] = [];
  private readonly expected: string[] = [];
  private readonly clientId: string;
  private insuranceId = "";
  private made = 0;

  constructor(agency: AgencyOverDays) {
    this.agency = agency;
    clients += 1;
    this.clientId = `OVER-DAYS-${clients}`;
  }

  async enter(): Promise<void> {
    const path = { clientId: this.clientId };
    const person = { firstName: "Ada", lastName: "Example", dateOfBirth: "2015-01-01", status: "ACTIVE" };
    await accepted(this.agency.services, putClient, { path, body: person });
    const body = { priority: 1, payerId: "P1", subscriberNumber: "S-1" };
    this.insuranceId = (await accepted(this.agency.services, addClientInsurance, { path, body })).insuranceId;
  }

  async take(action: Action): Promise<void> {
    const { agency } = this;
    const current = this.authorizations.filter(({ discontinued }) => !discontinued);
    switch (action.type) {
      case "add":
        return this.add(action);
      case "remind":
        agency.today = later(agency.today, action.gap);
        await agency.remind(action.manner);
        if (action.manner !== "without time")
          this.expected.push(...this.authorizations.flatMap((authorization) => alertsOn(agency.today, authorization)));
        return this.expectAlerts();
      case "void": {
        const service = this.posted[action.which % Math.max(1, this.posted.length)];
        if (service === undefined) return;
        const path = { clientId: this.clientId, serviceId: service.serviceId };
        await accepted(agency.services, voidService, { path });
        service.authorization.services.delete(service.serviceId);
        return;
      }
    }
    const authorization = current[action.which % Math.max(1, current.length)];
    if (authorization === undefined) return;
    if (action.type === "edit") return this.edit(authorization, action.change);
    if (action.type === "post") return this.post(authorization, action);
    const path = { clientId: this.clientId, authorizationId: authorization.id };
    await accepted(agency.services, discontinueAuthorization, { path, body: {}, ifMatch: authorization.version });
    authorization.discontinued = true;
  }

  private async add(action: Extract<Action, { type: "add" }>): Promise<void> {
    const { agency, clientId, insuranceId } = this;
    const { units, visits } = action;
    const expires = later(agency.today, action.expiresIn);
    const { authorizationId } = await accepted(agency.services, addAuthorization, {
      path: { clientId },
      body: {
        insuranceId,
        authorizationNumber: "Pending",
        procedure: { activityCode: "INT" },
        effectiveDate: "2020-01-01",
        expirationDate: expires,
        ...(units !== null && { authUnits: units }),
        ...(visits !== null && { authVisits: visits }),
      },
    });
    this.authorizations.push(added(authorizationId, { expires, entered: agency.today, units, visits }));
  }

  private async edit(
    authorization: ModelAuthorization,
    change: Extract<Action, { type: "edit" }>["change"],
  ): Promise<void> {
    const { today, services } = this.agency;
    const expires =
      "expiresIn" in change
        ? later(today, change.expiresIn)
        : "movedBy" in change
          ? later(authorization.expires, change.movedBy)
          : undefined;
    const { version } = await accepted(services, changeAuthorization, {
      path: { clientId: this.clientId, authorizationId: authorization.id },
      ifMatch: authorization.version,
      body: {
        ...(expires !== undefined && { expirationDate: expires }),
        ...("units" in change && { authUnits: change.units }),
        ...("visits" in change && { authVisits: change.visits }),
        ...("notes" in change && { notes: change.notes }),
      },
    });
    authorization.version = version;
    if ("units" in change) authorization.units = change.units;
    if ("visits" in change) authorization.visits = change.visits;
    if (expires === undefined || expires === authorization.expires) return;
    authorization.expires = expires;
    authorization.entered = today;
  }

  private async post(
    authorization: ModelAuthorization,
    { units, daysAgo }: Extract<Action, { type: "post" }>,
  ): Promise<void> {
    this.made += 1;
    const serviceId = `${this.clientId}-${this.made}`;
    const day = later(this.agency.today, -daysAgo);
    await accepted(this.agency.services, putService, {
      path: { clientId: this.clientId, serviceId },
      body: { activityCode: "INT", serviceDate: day, units, status: "RENDERED", authorizationId: authorization.id },
    });
    authorization.services.set(serviceId, { units, day });
    this.posted.push({ serviceId, authorization });
  }

  /** Exactly the alerts that the model gave so far, each with one event. */
  private async expectAlerts(): Promise<void> {
    const told = (await this.agency.events()).map(toldBy).filter((each) => each !== null);
    const lines = told.filter(({ clientId }) => clientId === this.clientId).map(({ line }) => line);
    expect(lines.sort()).toEqual([...this.expected].sort());
  }
}

/** An alert as a line of text, with the client that it is about; null: the event is no alert. */
function toldBy({ detailType, detail }: UnsentEvent): { clientId: string; line: string } | null {
  if (detailType === "AuthorizationExpiring") {
    const { clientId, authorizationId, expirationDate, daysLeft } = AuthorizationExpiring.parse(
      JSON.parse(detail),
    ).data;
    return { clientId, line: `${authorizationId} expires ${expirationDate}: ${daysLeft}` };
  }
  if (detailType !== "AuthorizationRunningLow") return null;
  const { data } = AuthorizationRunningLow.parse(JSON.parse(detail));
  const left = `${data.unitsLeft} units, ${data.visitsLeft} visits left`;
  return { clientId: data.clientId, line: `${data.authorizationId} has ${left}: ${data.threshold}` };
}
