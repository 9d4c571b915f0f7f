import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { CognitoUsers } from "./cognito-users.ts";
import type { DeployedAgency } from "./deployed-agency.ts";
import { ObservedBus } from "./observed-bus.ts";

/** What tests send, each route its own. */
interface Asked {
  readonly userId?: string;
  readonly permissions?: readonly string[];
  readonly source?: string;
  readonly "detail-type"?: string;
  readonly detail?: object;
}

export interface Conveniences {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/**
 * What the local server offers to tests under /local, for an agency that is deployed: tokens of its user pool, what passes its
 * bus, its jobs. Dead letters are not among it, since a message ends there a quarter of an hour after its first attempt.
 */
export async function offerConveniences(agency: DeployedAgency): Promise<Conveniences> {
  const users = new CognitoUsers(agency);
  const bus = await ObservedBus.open(agency);
  const lambda = new LambdaClient({ region: agency.region });
  const routes: Readonly<Record<string, (body: Asked) => Promise<unknown>>> = {
    "POST /local/token": ({ userId = "", permissions = [] }) => users.token(userId, permissions),
    "GET /local/events": async () => ({ items: await bus.events() }),
    "POST /local/events": async ({ source = "", "detail-type": detailType = "", detail = {} }) => ({
      eventId: await bus.put(source, detailType, detail),
    }),
  };

  const runJob = async (name: string, input: object) => {
    const FunctionName = agency.physicalId("AWS::Lambda::Function", `Functions${name}`);
    const Payload = JSON.stringify(Object.keys(input).length > 0 ? input : { job: name });
    const { Payload: result, FunctionError } = await lambda.send(new InvokeCommand({ FunctionName, Payload }));
    const text = new TextDecoder().decode(result);
    if (FunctionError !== undefined) throw new Error(`The job ${name} failed: ${text}`);
    return { result: JSON.parse(text || "null") };
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString("utf8") || "{}");
    const [, job] = /^POST \/local\/jobs\/([\w-]+)$/.exec(`${request.method} ${request.url}`) ?? [];
    const route = routes[`${request.method} ${request.url}`];
    const [status, reply] =
      job !== undefined
        ? [200, await runJob(job, body)]
        : route === undefined
          ? [404, { detail: "A deployed agency does not offer this to tests." }]
          : [200, await route(body)];
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(reply));
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(500, { "content-type": "application/json" }).end(JSON.stringify({ detail: String(error) }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await bus.close();
    },
  };
}
