import { describe, expect, it } from "vitest";
import { issuesOf, subscriber } from "./complete-bodies.ts";

const text = (longest: number): [unknown, boolean][] => [
  ["x", true],
  ["x".repeat(longest), true],
  ["x".repeat(longest + 1), false],
  ["", false],
  ["  ", false],
  ["a\u0000", false],
  [7, false],
];
const day: [unknown, boolean][] = [
  ["2026-03-16", true],
  ["2026-02-30", false],
  ["2026-3-16", false],
  ["", false],
  [20260316, false],
];
const flag: [unknown, boolean][] = [
  [true, true],
  [false, true],
  ["true", false],
  ["yes", false],
  [1, false],
  [0, false],
  [null, false],
];
const quantity: [unknown, boolean][] = [
  [undefined, true],
  [1, true],
  [999_999, true],
  [0, false],
  [-1, false],
  [1_000_000, false],
  [0.5, false],
  ["1", false],
  [null, false],
];
const clearableQuantity = quantity.map(([value, accepted]): [unknown, boolean] => [value, accepted || value === null]);
const needed: [unknown, boolean][] = [
  [undefined, false],
  [null, false],
];
const optional: [unknown, boolean][] = [
  [undefined, true],
  [null, false],
];
const clearable: [unknown, boolean][] = [
  [undefined, true],
  [null, true],
];
const status: [unknown, boolean][] = [
  ["ACTIVE", true],
  ["INACTIVE", true],
  ["active", false],
  ["", false],
];

/** Of each field: which values are accepted. A non-boolean is 400; so is everything marked false here. */
const boundaries: [string, string, [unknown, boolean][]][] = [
  ["putPayer", "name", [...text(100), ...needed]],
  ["putPayer", "priorAuthsRequired", [...flag, ...needed]],
  ["putActivityCode", "procedureCode", [...text(20), ...needed]],
  ["putActivityCode", "label", [...text(100), ...needed]],
  [
    "putActivityCode",
    "unitMinutes",
    [...optional, [1, true], [1440, true], [0, false], [1441, false], [1.5, false], ["15", false]],
  ],
  ["putAuthorizationGroup", "choiceText", [...text(100), ...needed]],
  [
    "putAuthorizationGroup",
    "activityCodes",
    [...needed, [[], false], [["A"], true], [["A", "A"], false], [["A#"], false], ["A", false], [[1], false]],
  ],
  ["putClient", "firstName", [...text(100), ...needed]],
  ["putClient", "middleName", [...text(100), ...optional]],
  ["putClient", "lastName", [...text(100), ...needed]],
  ["putClient", "dateOfBirth", [...day, ...needed]],
  ["putClient", "status", [...status, ...needed]],
  ["putClient", "program", [...text(100), ...optional]],
  ["putClient", "location", [...text(100), ...optional]],
  [
    "putClient",
    "address",
    [...optional, [{}, true], [{ city: "Peoria" }, true], [{ town: "Peoria" }, false], ["12 Elm St", false]],
  ],
  ["putClient", "clientId", [["C1001", false]]],
  ["putClient", "version", [[1, false]]],
  [
    "addClientInsurance",
    "priority",
    [...needed, [1, true], [99, true], [0, false], [100, false], [1.5, false], ["1", false]],
  ],
  [
    "addClientInsurance",
    "payerId",
    [...needed, ["PSMED", true], ["x".repeat(64), true], ["x".repeat(65), false], ["a b", false]],
  ],
  ["addClientInsurance", "subscriberNumber", [...text(50), ...needed]],
  ["addClientInsurance", "priorAuthsRequired", [...flag, [undefined, true]]],
  ["addClientInsurance", "groupNumber", [...text(50), ...optional]],
  ["addClientInsurance", "effectiveDate", [...day, ...optional]],
  ["addClientInsurance", "expirationDate", [...day, ...optional]],
  [
    "addClientInsurance",
    "subscriber",
    [...optional, [subscriber, true], [{}, false], [{ ...subscriber, ssn: "1" }, false]],
  ],
  ["addClientInsurance", "populateSubscriberFromClient", [...optional, [true, true], [false, false], ["true", false]]],
  ["addClientInsurance", "status", [["ACTIVE", false]]],
  ["addClientInsurance", "source", [["EXPLICIT", false]]],
  [
    "changeClientInsurance",
    "priority",
    [
      [undefined, true],
      [null, false],
      [3, true],
      [0, false],
    ],
  ],
  [
    "changeClientInsurance",
    "payerId",
    [
      [undefined, true],
      [null, false],
      ["CVBMC", true],
    ],
  ],
  ["changeClientInsurance", "subscriberNumber", [...text(50), [undefined, true], [null, false]]],
  ["changeClientInsurance", "priorAuthsRequired", [...flag, [undefined, true]]],
  ["changeClientInsurance", "status", [...status, [undefined, true], [null, false]]],
  ["changeClientInsurance", "groupNumber", [...text(50), ...clearable]],
  ["changeClientInsurance", "effectiveDate", [...day, ...clearable]],
  ["changeClientInsurance", "expirationDate", [...day, ...clearable]],
  [
    "changeClientInsurance",
    "subscriber",
    [...clearable, [subscriber, true], [{ ...subscriber, firstName: "" }, false]],
  ],
  ["changeClientInsurance", "clientId", [["C1002", false]]],
  ["addAuthorization", "insuranceId", [...needed, ["I2001", true], ["I 2001", false]]],
  ["addAuthorization", "authorizationNumber", [...text(50), ...needed, ["Pending", true]]],
  [
    "addAuthorization",
    "procedure",
    [...needed, [{ activityCode: "A" }, true], [{ groupId: "g" }, true], [{}, false], ["A", false]],
  ],
  ["addAuthorization", "authUnits", quantity],
  ["addAuthorization", "authVisits", quantity],
  ["addAuthorization", "effectiveDate", [...day, ...needed]],
  ["addAuthorization", "expirationDate", [...day, ...needed]],
  ["addAuthorization", "notes", [...optional, ["", true], ["x".repeat(2000), true], ["x".repeat(2001), false]]],
  ["addAuthorization", "confirmation", [[{}, false]]],
  [
    "changeAuthorization",
    "insuranceId",
    [
      [undefined, true],
      [null, false],
      ["I2002", true],
    ],
  ],
  ["changeAuthorization", "authorizationNumber", [...text(50), [undefined, true], [null, false]]],
  [
    "changeAuthorization",
    "procedure",
    [
      [undefined, true],
      [null, false],
      [{ groupId: "g" }, true],
      [{ activityCode: "A", groupId: "g" }, false],
    ],
  ],
  ["changeAuthorization", "authUnits", clearableQuantity],
  ["changeAuthorization", "authVisits", clearableQuantity],
  ["changeAuthorization", "effectiveDate", [...day, [undefined, true], [null, false]]],
  ["changeAuthorization", "expirationDate", [...day, [undefined, true], [null, false]]],
  ["changeAuthorization", "notes", [...clearable, ["x".repeat(2000), true], ["x".repeat(2001), false]]],
  ["changeAuthorization", "version", [[1, false]]],
  [
    "discontinueAuthorization",
    "reason",
    [...optional, ["", true], ["x".repeat(500), true], ["x".repeat(501), false], [7, false]],
  ],
  ["copyAuthorization", "sourceClientId", [...needed, ["C1001", true], ["C 1", false]]],
  ["copyAuthorization", "sourceAuthorizationId", [...needed, ["A3001", true], ["A#1", false]]],
  ["copyAuthorization", "payerId", [...needed, ["PSMED", true], ["", false]]],
  [
    "copyAuthorization",
    "target",
    [
      ...needed,
      [{ type: "ALL" }, true],
      [{ type: "ACTIVE" }, true],
      [{ type: "INACTIVE" }, false],
      [{}, false],
      ["ALL", false],
      [{ type: "ALL", clientIds: ["C1"] }, false],
      [{ type: "CLIENTS" }, false],
      [{ type: "CLIENTS", clientIds: [] }, false],
      [{ type: "CLIENTS", clientIds: ["C1", "C2"] }, true],
      [{ type: "CLIENTS", clientIds: ["C1", "C1"] }, false],
      [{ type: "CLIENTS", clientIds: ["C#1"] }, false],
      [{ type: "CLIENTS", clientIds: Array.from({ length: 1000 }, (_, index) => `C${index}`) }, true],
      [{ type: "CLIENTS", clientIds: Array.from({ length: 1001 }, (_, index) => `C${index}`) }, false],
    ],
  ],
  ["copyAuthorization", "notes", [["x", false]]],
  ["putService", "activityCode", [...needed, ["IND15", true], ["IND 15", false]]],
  ["putService", "serviceDate", [...day, ...needed]],
  ["putService", "units", [...quantity.filter(([units]) => units !== undefined), [undefined, false]]],
  [
    "putService",
    "status",
    [
      [undefined, true],
      ["RENDERED", true],
      ["SCHEDULED", true],
      ["rendered", false],
      ["VOID", false],
      [null, false],
    ],
  ],
  ["putService", "insuranceId", [...optional, ["I2001", true], ["", false]]],
  ["putService", "authorizationId", [...optional, ["A3001", true], ["", false]]],
  ["putService", "serviceId", [["S1", false]]],
  [
    "putTrackerSettings",
    "overCapPolicy",
    [...needed, ["FLAG", true], ["BLOCK", true], ["flag", false], ["WARN", false]],
  ],
  ["putTrackerSettings", "billingEngine", [...flag, ...needed]],
  ["putTrackerSettings", "statuses", [...needed, [{}, false]]],
  [
    "putTrackerSettings",
    "numbersThatAreNone",
    [
      [["TBD", "N/A"], true],
      [[], true],
      [[""], false],
      [[7], false],
      ["TBD", false],
      [null, false],
    ],
  ],
  ["addAuthorization", "authorizationId", [["A1", false]]],
];

describe.each(boundaries)("%s: %s", (name, field, values) => {
  it.each(values)("%j: %s", (value, accepted) => {
    expect(issuesOf(name, { [field]: value }).length === 0).toBe(accepted);
  });
});
