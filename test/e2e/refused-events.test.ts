import { beforeAll, describe, expect, inject, it } from "vitest";
import * as bus from "./bus.ts";
import { Engine, four, noon, source, untouched } from "./told-services.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.open();
});
const open = (changes?: Record<string, unknown>) => engine.begin(changes);

describe.skipIf(!inject("offers").quickRetries)("what is refused ends in the dead-letter queue", () => {
  it("a void whose service never came, until it is redriven after the service", async () => {
    const { scene, serviceId, voidedDetail, balance, minutesAhead } = await open();
    const voided = await bus.put(source, "ServiceVoided", voidedDetail(await minutesAhead(4)));
    await bus.settled(voided, "dead-lettered");
    expect(await bus.deadLetters(voided)).toHaveLength(1);
    await scene.post({ units: 4 }, serviceId);
    expect(await balance()).toEqual(four);
    expect(await bus.redrive()).toBeGreaterThan(0);
    await bus.settled(voided, "processed");
    expect(await bus.deadLetters(voided)).toEqual([]);
    expect(await balance()).toEqual(untouched);
  });

  type Refused = [what: string, changes: Record<string, unknown>, said: { code: string; pointer?: string }];
  const malformed = (field: string) => ({
    code: "VALIDATION_FAILED",
    pointer: `/detail/data/${field}`,
    receiveCount: 1,
  });
  const refused: Refused[] = [
    ["an unknown client", { clientId: "nobody-1" }, { code: "NOT_FOUND" }],
    [
      "an unknown activity code",
      { activityCode: "nothing" },
      { code: "UNKNOWN_ACTIVITY_CODE", pointer: "/detail/data/activityCode" },
    ],
    ["an authorization that is not the client's", { authorizationId: "A3001" }, { code: "NOT_FOUND" }],
    ["an insurance that is not the client's", { insuranceId: "I2001" }, { code: "NOT_FOUND" }],
    ["no units", { units: 0 }, malformed("units")],
    ["a part of a unit", { units: 2.5 }, malformed("units")],
    ["units as a text", { units: "4" }, malformed("units")],
    ["a status that is only planned", { status: "SCHEDULED" }, malformed("status")],
    ["a day that is none", { serviceDate: "2026-02-30" }, malformed("serviceDate")],
  ];
  it.each(refused)("a service with %s, by name", async (_, changes, said) => {
    const { renderedDetail, balance } = await open();
    const event = await bus.put(source, "ServiceRendered", renderedDetail(noon, changes));
    await bus.settled(event, "dead-lettered");
    expect(await bus.deadLetters(event)).toMatchObject([{ receiveCount: 5, ...said }]);
    expect(await balance()).toEqual(untouched);
  });

  it("a service from more than five minutes ahead", async () => {
    const { renderedDetail, rendered, minutesAhead, balance } = await open();
    const event = await bus.put(source, "ServiceRendered", renderedDetail(await minutesAhead(7), { units: 9 }));
    await bus.settled(event, "dead-lettered");
    const pointer = "/detail/metadata/occurredAt";
    expect(await bus.deadLetters(event)).toMatchObject([{ code: "VALIDATION_FAILED", pointer }]);
    await rendered(await minutesAhead(4), { units: 4 });
    expect(await balance()).toEqual(four);
  });
});
