import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readAssembly } from "../../../local/template/assembly.ts";
import { temporaryDirectory } from "../hand-made-stack.ts";

interface Stack {
  /** The type of its one resource. */
  readonly type: string;
  readonly after?: readonly string[];
  /** Key and path of its asset. */
  readonly asset?: readonly [key: string, path: string];
}

/** Writes a cloud assembly with stacks of one resource each. */
function assemblyWith(stacks: Readonly<Record<string, Stack>>): string {
  const directory = temporaryDirectory();
  const write = (file: string, content: unknown) => writeFileSync(join(directory, file), JSON.stringify(content));
  const artifacts: Record<string, unknown> = {};
  for (const [id, { type, after = [], asset: [objectKey, path] = [] }] of Object.entries(stacks)) {
    artifacts[`${id}.assets`] = { type: "cdk:asset-manifest", properties: { file: `${id}.assets.json` } };
    artifacts[id] = {
      type: "aws:cloudformation:stack",
      environment: "aws://unknown-account/eu-central-1",
      properties: { templateFile: `${id}.template.json` },
      dependencies: [...after, `${id}.assets`],
    };
    write(`${id}.template.json`, { Resources: { Only: { Type: type } } });
    write(`${id}.assets.json`, {
      files: objectKey && path ? { asset: { source: { path }, destinations: { here: { objectKey } } } } : {},
    });
  }
  write("manifest.json", { artifacts });
  return directory;
}

const api = "AWS::ApiGatewayV2::Api";

it("reads the stack with the HTTP API and those that it is deployed after, however far, with their assets", () => {
  const directory = assemblyWith({
    Keys: { type: "AWS::KMS::Key", asset: ["k.zip", "asset.k"] },
    Data: { type: "AWS::DynamoDB::GlobalTable", after: ["Keys"] },
    Agency: { type: api, after: ["Data"], asset: ["a.zip", "asset.a"] },
  });
  const { stacks, assetDirectories } = readAssembly(directory);
  expect(stacks.map(({ stackName }) => stackName)).toEqual(["Agency", "Keys", "Data"]);
  expect([...assetDirectories].sort()).toEqual([
    ["a.zip", join(directory, "asset.a")],
    ["k.zip", join(directory, "asset.k")],
  ]);
});

it("leaves out stacks that it does not take from, also when they have functions and come after it", () => {
  const { stacks, assetDirectories } = readAssembly(
    assemblyWith({
      Agency: { type: api },
      Web: { type: "AWS::Lambda::Function", after: ["Agency"], asset: ["w.zip", "asset.w"] },
    }),
  );
  expect(stacks.map(({ stackName }) => stackName)).toEqual(["Agency"]);
  expect(assetDirectories.size).toBe(0);
});

it.each([
  ["no", { Data: { type: "AWS::DynamoDB::GlobalTable" } }, /must hold one stack with an HTTP API; it holds 0\.$/],
  ["a second", { One: { type: api }, Two: { type: api } }, /must hold one stack with an HTTP API; it holds 2\.$/],
])("refuses an assembly with %s stack with an HTTP API", (_, stacks, sentence) => {
  expect(() => readAssembly(assemblyWith(stacks))).toThrow(sentence);
});
