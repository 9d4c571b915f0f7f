import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byName, Client, searchFor, searchTerms } from "../../domain/client.ts";
import { fold } from "../../domain/text.ts";
import { client } from "./examples.ts";

const marisol = client();
const devon = client({ clientId: "C1002", firstName: "Devon", lastName: "Achterberg" });
const jose = client({ clientId: "C1009", firstName: "José", lastName: "NUÑEZ" });
const anna = client({ clientId: "C1010", firstName: "Anna Lena", lastName: "van den Berg" });
const amara = client({ clientId: "C1005", firstName: "Amara", lastName: "Okonjo-Bell" });
const long = client({ clientId: "C-2026-000000017", firstName: "Maximiliana", lastName: "Wolfeschlegelsteinhausen" });
const junior = client({ clientId: "C1011", firstName: "Jo", lastName: "Smith, Jr." });
const hx = client({ clientId: "HX-77_a", firstName: "Nia", lastName: "Hxley" });
const everybody = [marisol, devon, jose, anna, amara, long, junior, hx];

/** Whom the index and the comparison find together, as the store does it. */
function found(text: string): string[] {
  const { term, matches } = searchFor(text);
  return everybody.filter((each) => searchTerms(each).has(term) && matches(each)).map(({ clientId }) => clientId);
}

describe("search by the start of last name, of first name or by the start of the client id, case- and accent-insensitive, paged: whom a search means", () => {
  it.each([
    ["quint", ["C1001"]],
    ["Quintero", ["C1001"]],
    ["MARISOL", ["C1001"]],
    ["mar", ["C1001"]],
    ["ma", ["C1001", long.clientId]],
    ["q", ["C1001"]],
    ["uintero", []],
    ["Quinteros", []],
    ["C1001", ["C1001"]],
    ["c1001", ["C1001"]],
    ["C100", ["C1001", "C1002", "C1009", "C1005"]],
    ["c1", ["C1001", "C1002", "C1009", "C1010", "C1005", "C1011"]],
    ["C", []],
    ["HX-77", ["HX-77_a"]],
    ["hx-77_A", ["HX-77_a"]],
    ["HX-78", []],
    ["X-77", []],
    ["hx-7 nia", ["HX-77_a"]],
    ["hx-7 ann", []],
    ["C10011", []],
    [long.clientId, [long.clientId]],
    ["C-2026-000", [long.clientId]],
    ["C-2026-0000000", [long.clientId]],
    ["C-2026-0000001", []],
    ["nunez", ["C1009"]],
    ["Nuñez", ["C1009"]],
    ["Nun\u0303ez", ["C1009"]],
    ["jose", ["C1009"]],
    ["jo", ["C1009", "C1011"]],
    ["JOSÉ", ["C1009"]],
    ["okonjo-b", ["C1005"]],
    ["bell", []],
    ["zzz", []],
  ])("%j finds %j", (text, clientIds) => {
    expect(found(text)).toEqual(clientIds);
  });

  it.each([
    ["van den Berg", ["C1010"]],
    ["van den be", ["C1010"]],
    ["VAN  DEN   BERG", ["C1010"]],
    ["van", ["C1010"]],
    ["van ", ["C1010"]],
    ["van berg", []],
    ["berg", []],
    ["anna lena", ["C1010"]],
    ["Anna Le", ["C1010"]],
    ["anna van", ["C1010"]],
    ["quintero marisol", ["C1001"]],
    ["Quintero, Mar", ["C1001"]],
    ["mar quin", ["C1001"]],
    ["marisol achterberg", []],
    ["marisol xyz", []],
    ["C1001 quintero", ["C1001"]],
    ["C1001 achterberg", []],
    ["C100 achterberg", ["C1002"]],
    ["van den Berg, Anna", ["C1010"]],
    ["van den Berg, Ann", ["C1010"]],
    ["Anna Lena van den B", ["C1010"]],
    ["van den Berg, Lena", []],
    ["Smith, Jr.", ["C1011"]],
    ["smith jr.", ["C1011"]],
    ["smith, jr., jo", ["C1011"]],
    ["jr.", []],
  ])("of several words, %j finds %j", (text, clientIds) => {
    expect(found(text)).toEqual(clientIds);
  });

  it.each([
    ["wolfeschle", [long.clientId]],
    ["wolfeschleg", [long.clientId]],
    ["wolfeschlegelsteinhausen", [long.clientId]],
    ["wolfeschlegelsteinhausenx", []],
    ["wolfeschlexx", []],
    ["maximilian", [long.clientId]],
    ["maximiliana", [long.clientId]],
    ["maximilianus", []],
  ])("of names over 10 letters, %j finds %j", (text, clientIds) => {
    expect(found(text)).toEqual(clientIds);
  });

  it.each(["", " ", "  ", ","])("%j finds everybody", (text) => {
    expect(found(text)).toEqual(everybody.map(({ clientId }) => clientId));
  });

  const letters = fc.constantFrom(..."abcdeABCDEéÉñÑüÅçž'-., ");
  const name = fc
    .array(letters, { minLength: 1, maxLength: 30 })
    .map((chosen) => chosen.join("").trim())
    .filter((text) => /[^ ,]/.test(text));
  const id = fc.string({ unit: fc.constantFrom(..."ABCabc012._-"), maxLength: 20 }).map((tail) => `C${tail}`);

  it("finds a client by every start of either name and by every start of two letters or more of the id", () => {
    fc.assert(
      fc.property(name, name, id, fc.nat(), fc.boolean(), (lastName, firstName, clientId, cut, ofLast) => {
        const whom = { clientId, firstName, lastName };
        const whole = ofLast ? lastName : firstName;
        const start = whole.slice(0, 1 + (cut % whole.length));
        const startOfId = clientId.slice(0, Math.max(2, cut % clientId.length));
        const texts = [start, start.toUpperCase(), fold(start), clientId, startOfId, `${lastName}, ${firstName}`];
        return texts.every((text) => {
          const { term, matches } = searchFor(text);
          return searchTerms(whom).has(term) && matches(whom);
        });
      }),
    );
  });

  it("keeps at most 30 index terms of at most 10 letters for a client, however long the names", () => {
    fc.assert(
      fc.property(name, name, id, (lastName, firstName, clientId) => {
        const terms = [...searchTerms({ clientId, firstName, lastName })];
        return terms.length <= 30 && terms.every((term) => [...term].length <= 10);
      }),
    );
  });
});

describe("the order of names", () => {
  it("is by last name, first name, client id, without regard to case and accents", () => {
    const inOrder = [
      client({ clientId: "C9", lastName: "abel", firstName: "Zoë" }),
      client({ clientId: "C8", lastName: "Ábel", firstName: "zoe" }),
      client({ clientId: "C1", lastName: "ABEL", firstName: "Zola" }),
      client({ clientId: "C0", lastName: "Abelson", firstName: "Ann" }),
      client({ clientId: "C2", lastName: "Bell", firstName: "Ann" }),
      client({ clientId: "C3", lastName: "Bell", firstName: "Ann" }),
    ];
    const expected = ["C8", "C9", "C1", "C0", "C2", "C3"];
    expect(
      [...inOrder]
        .reverse()
        .sort(byName)
        .map(({ clientId }) => clientId),
    ).toEqual(expected);
    expect([...inOrder].sort(byName).map(({ clientId }) => clientId)).toEqual(expected);
  });
});

describe("Social security numbers are not stored.", () => {
  it.each(["ssn", "socialSecurityNumber", "taxId"])("a client has no field %s", (field) => {
    expect(Client.safeParse(client()).success).toBe(true);
    expect(Client.safeParse({ ...client(), [field]: "078-05-1120" }).success).toBe(false);
  });

  it("and has exactly these fields", () => {
    expect(Object.keys(Client.shape).sort()).toEqual([
      "address",
      "clientId",
      "dateOfBirth",
      "firstName",
      "isOnLegalHold",
      "isRestricted",
      "lastName",
      "location",
      "middleName",
      "program",
      "status",
      "version",
    ]);
  });
});
