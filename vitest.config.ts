import { defineConfig } from "vitest/config";

/**
 * `unit` needs nothing; `engine` runs handlers on the real local engine, each file with stacks of its own; `long` does so
 * for minutes, and only `npm run test:long` runs it; `e2e` speaks only HTTP to one agency, by default a local one that is
 * started for it (test/setup/shared-agency.ts). `browser` does the same through a real Chromium, one for all files, and only
 * `npm run test:browser` runs it. `simulation` runs handlers under faults, in simulated time (test/simulation/README.md).
 */
export default defineConfig({
  test: {
    // Tests in Node import lit's other build, which says so in every file; browsers get the one that says nothing.
    onConsoleLog: (log) => !log.startsWith("Lit is in dev mode"),
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "test/{domain,api,events,store,functions,lib,local,scripts,clients,examples,web,repository}/**/*.test.ts",
          ],
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: "engine",
          include: ["test/engine/**/*.test.ts"],
          globalSetup: ["test/setup/assembly.ts"],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "simulation",
          include: ["test/simulation/**/*.test.ts"],
          testTimeout: 300_000,
        },
      },
      {
        test: {
          name: "long",
          include: ["test/long/**/*.test.ts"],
          globalSetup: ["test/setup/assembly.ts"],
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          globalSetup: ["test/setup/shared-agency.ts"],
          // One agency for all files, and one of them changes its settings for a while.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          globalSetup: ["test/setup/browser-agency.ts"],
          // On a busy machine axe looks for a minute at a setup page that all other tests have added to.
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
