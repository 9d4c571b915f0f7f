import { randomBytes } from "node:crypto";
import type { RequestListener } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { dayIn } from "../domain/calendar.ts";
import { type DayShift, shiftedTime } from "./clock.ts";
import { DatabaseEndpoint } from "./database/database-endpoint.ts";
import { startEngine } from "./database/dynamodb-engine.ts";
import { databaseClient, dropTable, isEmpty, makeTable, tableKeys } from "./database/tables.ts";
import { shiftToDay } from "./day-shift.ts";
import { functionDefinitions, namedFunctions } from "./functions/function-definition.ts";
import { FunctionHost } from "./functions/function-host.ts";
import { AccessLog, type AnsweredAccess } from "./gateway/access-log.ts";
import { Cors } from "./gateway/cors.ts";
import { Front } from "./gateway/front.ts";
import { HttpGateway } from "./gateway/http-gateway.ts";
import { RouteTable } from "./gateway/route-table.ts";
import { Throttles } from "./gateway/throttles.ts";
import { jobsOf, Schedules } from "./jobs/schedules.ts";
import { dataFiles } from "./kept/data-directory.ts";
import { openDurableState } from "./kept/durable-state.ts";
import { KeptValues } from "./kept/kept-values.ts";
import { LogSubscriptions } from "./logs/log-subscriptions.ts";
import { Messaging } from "./messaging/messaging.ts";
import { Alarms } from "./metrics/alarms.ts";
import { takeEmbeddedMetrics } from "./metrics/embedded-metrics.ts";
import { MetricFilters } from "./metrics/metric-filters.ts";
import { Metrics } from "./metrics/metrics.ts";
import { countCall, countRequest, functionDimensions } from "./metrics/platform-metrics.ts";
import { ObjectEndpoint } from "./objects/object-endpoint.ts";
import { ObjectStore } from "./objects/object-store.ts";
import { Console } from "./pages/console.ts";
import { reference } from "./pages/reference.ts";
import { WebSite } from "./pages/web-site.ts";
import { Grants } from "./roles/grants.ts";
import { fillWithSample } from "./sample/sample-loading.ts";
import type { LocalStack, LocalStackOptions } from "./stack-interface.ts";
import { StartError } from "./start-error.ts";
import { Teardown } from "./teardown.ts";
import { accessTerms, refuseOtherStages, timeZoneOf } from "./template/agency-terms.ts";
import { CloudFormation } from "./template/cloud-formation.ts";
import { secretValue } from "./template/secrets.ts";
import { refuseUnsupported } from "./template/supported-resources.ts";
import { assemblyOf } from "./template/synthesized-assembly.ts";
import { OutsideIssuer } from "./tokens/outside-issuer.ts";
import { tokenTerms } from "./tokens/token-check.ts";
import { TokenIssuer } from "./tokens/token-issuer.ts";

export type { LocalStack };

/** An account that is nobody's. */
const accountId = "000000000000";

/**
 * Runs a synthesized stack on this machine.
 * @throws StartError with one sentence for whoever started it
 */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const teardown = new Teardown();
  const aborted = new Promise<never>((_, reject) => {
    const abort = () => reject(new StartError("The start was broken off."));
    options.signal?.addEventListener("abort", abort, { once: true });
  });
  // The race below may leave this one's failure unhandled.
  const starting = start(options, teardown);
  starting.catch(() => {});
  try {
    return await Promise.race([starting, aborted]);
  } catch (error) {
    await teardown.run();
    throw error;
  }
}

async function start(options: LocalStackOptions, teardown: Teardown): Promise<LocalStack> {
  const { log = () => {}, signal = new AbortController().signal } = options;
  const files = dataFiles(options.dataDir);
  const database = openDurableState(files.queues);
  await teardown.add(() => database.close());
  const kept = new KeptValues(files.values);

  const front = new Front();
  const baseUrl = await front.start(options.port);
  await teardown.add(() => front.stop());

  const startedEngine = startEngine({
    endpoint: options.endpoint ?? process.env["DYNAMODB_ENDPOINT"],
    ...(files.table && { databaseFile: files.table }),
  }).then(async (engine) => {
    await teardown.add(() => engine.stop());
    return engine;
  });
  const [engine, assembly] = await Promise.all([startedEngine, assemblyOf(options.assembly, teardown, signal)]);
  for (const { template: stackTemplate } of assembly.stacks) {
    refuseUnsupported(stackTemplate);
  }
  const template: CloudFormation = new CloudFormation(
    assembly,
    { accountId, apiUrl: baseUrl, nameSuffix: kept.text("name suffix", () => randomBytes(4).toString("hex")) },
    (secretId) => secretValue(template, secretId, kept),
  );

  const client = databaseClient(engine.endpoint, template.region);
  await teardown.add(() => client.destroy());
  const tableName = await makeTable(client, template);
  if (!options.dataDir && !engine.isOwn) {
    // A stack without a data directory leaves nothing in an engine that others use as well.
    await teardown.add(() => dropTable(client, tableName));
  }

  // Undefined until the functions' environment tells the agency's time zone.
  let dayShift: DayShift | undefined;
  const now = () => shiftedTime(dayShift, Date.now());
  const grants = new Grants(template, namedFunctions(template));
  const recordOfGrants = process.env["GRANTS_USED_DIR"];
  if (recordOfGrants) {
    // After the functions have ended, since what was added last ends first.
    await teardown.add(() => grants.writeRecord(recordOfGrants, assembly.stacks[0].stackName));
  }
  const messaging = new Messaging({ template, database, grants, now, log });
  const [eventsEndpoint, queuesEndpoint] = await Promise.all([
    messaging.endpoint.start(),
    messaging.queueEndpoint.start(),
  ]);
  await teardown.add(() => messaging.stop());
  const granted = new DatabaseEndpoint({ engine: engine.endpoint, grants, table: tableKeys(template), log });
  const dynamodbEndpoint = await granted.start();
  await teardown.add(() => granted.stop());
  const objects = new ObjectStore(database);
  const buckets = template.ofType("AWS::S3::Bucket").map((bucket) => template.ref(bucket));
  const objectEndpoint = new ObjectEndpoint(objects, buckets, grants);
  const objectsEndpoint = await objectEndpoint.start();
  await teardown.add(() => objectEndpoint.stop());
  const endpoints = {
    dynamodb: dynamodbEndpoint,
    events: eventsEndpoint,
    queues: queuesEndpoint,
    objects: objectsEndpoint,
  };
  const definitions = functionDefinitions(template, assembly, endpoints);
  const timeZone = timeZoneOf(definitions);
  dayShift = options.today ? shiftToDay(options.today, timeZone, Date.now()) : undefined;

  const metrics = new Metrics(now);
  messaging.countInto(metrics);
  const takeLine = (functionName: string, line: string) => {
    if (!takeEmbeddedMetrics(line, metrics)) {
      log(`[${functionName}] ${line}`);
      subscriptions.take(functionName, line);
    }
  };
  const host = new FunctionHost(definitions, dayShift, takeLine);
  const dimensions = functionDimensions(template);
  host.onCall = ({ arn }, outcome) => countCall(dimensions(arn), outcome, metrics);
  const alarms = new Alarms(template, metrics);
  await teardown.add(() => host.stop());
  const invoke = (name: string, event: unknown) => host.invoke(name, event);
  const subscriptions = new LogSubscriptions(template, definitions, { invoke, log });
  await teardown.add(() => subscriptions.stop());
  const terms = tokenTerms(template);
  const access = accessTerms(definitions);
  const tokens = await TokenIssuer.start(terms, access, kept);
  const login = options.login && (await OutsideIssuer.ask(options.login));
  const keepUnstarted = messaging.keepUnstarted.bind(messaging);
  const schedules = new Schedules(jobsOf(template, definitions), { invoke, log, now, keepUnstarted });
  const { bus, endpoint } = messaging;

  const stack: LocalStack = {
    baseUrl,
    stackName: assembly.stacks[0].stackName,
    template,
    tableName,
    dynamodbEndpoint: engine.endpoint,
    timeZone,
    today: () => dayIn(timeZone, new Date(now())),
    now: () => new Date(now()),
    issueToken: (request) => tokens.issue(request),
    functions: {
      names: host.names,
      invoke,
      kill: (name) => host.kill(name),
      working: (name) => host.working(name),
      pids: () => host.pids(),
      takeLine,
    },
    environmentOf: (name) => host.definition(name).environment,
    bus: {
      events: (limit) => bus.events(limit),
      count: () => bus.count(),
      put: (entries) => bus.put(entries.map((entry) => ({ EventBusName: bus.defaultBusName, ...entry }))),
      pause: (at) => endpoint.pause(at),
      resume: () => endpoint.resume(),
      waitingRequests: () => endpoint.waitingRequests,
      onPutEvents: (hook) => {
        endpoint.onPutEvents = hook;
      },
      onDelivery: (hook) => {
        bus.onDelivery = hook;
      },
    },
    objects: () => buckets.flatMap((bucket) => objects.all(bucket)),
    queues: { deadLetters: () => messaging.deadLetters(), redrive: (ofEvent) => messaging.redrive(ofEvent) },
    jobs: schedules.names,
    runJob: (name, input) => schedules.run(name, input),
    onJobStart: (hook) => {
      schedules.onStart = hook;
    },
    metrics: () => metrics.all(),
    alarms: (at) => alarms.at(at?.getTime() ?? now()),
    settled: async () => {
      while (!messaging.isIdle()) {
        await pause(5);
      }
      await subscriptions.settled();
    },
    stop: () => teardown.run(),
  };

  const api = template.only("AWS::ApiGatewayV2::Api");
  refuseOtherStages(template);
  const cors = new Cors(template, api);
  const accessLog = new AccessLog(template);
  const filters = new MetricFilters(template, metrics);
  const onAnswered = (answered: AnsweredAccess) => {
    countRequest({ ApiId: template.ref(api), Stage: "$default" }, answered, metrics);
    if (accessLog.logGroupName !== undefined) {
      const line = accessLog.lineOf(answered);
      filters.take(accessLog.logGroupName, line);
      log(`[api] ${line}`);
    }
  };
  const gateway = new HttpGateway({
    routes: RouteTable.of(template, definitions),
    throttles: options.throttled ? new Throttles(template, () => performance.now()) : undefined,
    cors,
    issuers: [{ terms, key: () => tokens.publicKey }, ...(login ? [login.trusted] : [])],
    accountId,
    apiId: template.ref(api),
    domainName: new URL(baseUrl).host,
    invoke,
    now,
    log,
    onAnswered,
  });
  const console = new Console(stack);
  const webSite = new WebSite(options.webSite, login?.forPages(access));
  const answer: RequestListener = (request, response) => {
    const path = (request.url ?? "").split("?")[0] ?? "";
    if (webSite.answersTo(path)) {
      webSite.answer(request, response, path);
    } else if (reference.answersTo(path)) {
      reference.answer(request, response, path);
    } else {
      void (Console.answersTo(path) ? console.answer(request, response, path) : gateway.answer(request, response));
    }
  };
  messaging.deliverTo(definitions, invoke);
  if (options.runsSchedules ?? true) {
    schedules.start();
  }
  await teardown.add(() => schedules.stop());
  // The sample is loaded through an address of its own, so that nobody sees half of it.
  const sideDoor = new Front();
  sideDoor.open(answer);
  await teardown.add(() => sideDoor.stop());
  const entering = { ...stack, baseUrl: await sideDoor.start(0) };
  await fillWithSample(entering, options, kept, () => isEmpty(client, tableName));
  await sideDoor.stop();
  front.open(answer);
  return stack;
}
