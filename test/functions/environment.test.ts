import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { environment, fromEnvironment } from "../../functions/runtime/environment.ts";
import { defaultProvider } from "../../functions/runtime/environment-credentials.ts";

const common = { AGENCY_ID: "willow-creek", AGENCY_TIME_ZONE: "America/Chicago", TABLE_NAME: "agency-table" };
beforeEach(() => {
  for (const [name, value] of Object.entries(common)) vi.stubEnv(name, value);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe("what infrastructure tells a function", () => {
  it("is read when it is there", () => {
    expect(fromEnvironment(environment.common)).toEqual(common);
  });

  it.each(Object.keys(common))("fails at its start without %s, naming it and no value", (name) => {
    vi.stubEnv(name, "");
    expect(() => fromEnvironment(environment.common)).toThrow(name);
    vi.stubEnv(name, undefined);
    expect(() => fromEnvironment(environment.common)).toThrow(name);
    expect(() => fromEnvironment(environment.common)).not.toThrow("willow-creek");
  });

  it.each([
    ["true", true],
    ["false", true],
    ["", false],
    ["yes", false],
    ["TRUE", false],
  ])("whether there is a billing engine is said by %j: %s", (value, accepted) => {
    vi.stubEnv("BILLING_ENGINE", value);
    const read = () => fromEnvironment(environment.catalog);
    if (accepted) expect(read()).toEqual({ BILLING_ENGINE: value });
    else expect(read).toThrow("BILLING_ENGINE");
  });
});

describe("the role's keys out of the environment", () => {
  beforeEach(() => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "id");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
    vi.stubEnv("AWS_SESSION_TOKEN", "token");
  });

  it("with their session token where there is one", async () => {
    const keys = { accessKeyId: "id", secretAccessKey: "secret" };
    await expect(defaultProvider()()).resolves.toEqual({ ...keys, sessionToken: "token" });
    vi.stubEnv("AWS_SESSION_TOKEN", "");
    await expect(defaultProvider()()).resolves.toEqual(keys);
  });

  it("as they are at each call: Lambda renews them", async () => {
    const provide = defaultProvider();
    await provide();
    vi.stubEnv("AWS_ACCESS_KEY_ID", "renewed");
    await expect(provide()).resolves.toMatchObject({ accessKeyId: "renewed" });
  });

  it.each(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])("are an error without %s", async (name) => {
    vi.stubEnv(name, "");
    await expect(defaultProvider()()).rejects.toThrow(name);
  });
});
