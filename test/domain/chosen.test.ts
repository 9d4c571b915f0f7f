import { describe, expect, it } from "vitest";
import { asChosen, type Choice, choiceIn, type PostedService } from "../../domain/service.ts";
import { posted } from "./examples.ts";

const { activityCode, serviceDate } = posted();
const insuranceOf = (authorizationId: string) => ({ A1: "I1", A2: "I2" })[authorizationId];

describe("An event that names no authorization keeps the one that a person chose, while code and date are unchanged", () => {
  const chosen = { authorizationId: "A1" };
  it.each<[what: string, chosen: object, told: Partial<PostedService>, kept: object]>([
    ["of other units", chosen, { units: 7 }, chosen],
    ["of another day", chosen, { serviceDate: "2026-03-11" }, {}],
    ["of another code", chosen, { activityCode: "IND30" }, {}],
    ["that names another", chosen, { authorizationId: "A2" }, { authorizationId: "A2" }],
    ["that names its insurance", chosen, { insuranceId: "I1" }, { ...chosen, insuranceId: "I1" }],
    ["that names another insurance", chosen, { insuranceId: "I2" }, { insuranceId: "I2" }],
    ["of an insurance that was chosen", { insuranceId: "I2" }, { units: 7 }, { insuranceId: "I2" }],
    ["of an insurance that was not chosen", { insuranceId: "I2" }, { insuranceId: "I1" }, { insuranceId: "I1" }],
    ["where nothing was chosen", {}, { units: 7 }, {}],
  ])("%s", (_, named, told, kept) => {
    const choice: Choice | undefined = choiceIn({ ...posted(), ...named });
    const event = posted(told);
    expect(asChosen(event, choice, insuranceOf)).toEqual({ ...event, ...kept });
  });

  it("a choice is for a code and a day, and there is none where nothing is named", () => {
    expect(choiceIn(posted())).toBeUndefined();
    expect(choiceIn(posted({ insuranceId: "I2" }))).toEqual({ activityCode, serviceDate, insuranceId: "I2" });
  });
});
