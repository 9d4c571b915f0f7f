import { buildWebSite } from "../lib/web-site/web-site-build.ts";
import { readCommandLine, usage } from "./command-line.ts";
import { type LocalStack, startLocalStack } from "./local-stack.ts";
import { firstSteps } from "./pages/developers-page.ts";
import { loadDemoAgency } from "./sample/demo-agency.ts";
import { StartError } from "./start-error.ts";

/** The exit code of shells for a wrong call. */
const wrongCall = 2;

function greeting({ baseUrl, stackName, timeZone, today, dynamodbEndpoint, tableName }: LocalStack): string {
  return `${stackName} runs here; today is ${today()} in ${timeZone}.

  Pages        ${baseUrl}/
  API          ${baseUrl}/v1
  Reference    ${baseUrl}/docs
  Events       ${baseUrl}/events.html
  Developers   ${baseUrl}/local
  Database     ${dynamodbEndpoint} (table ${tableName})

Try next:

${firstSteps(baseUrl).join("\n")}

Ctrl-C ends it.`;
}

/** npm starts this by a shell that does not pass on signals: `kill` of npm must end us too. */
function endWithNpm(end: () => void): void {
  const shell = process.ppid;
  if (process.env["npm_lifecycle_event"] !== undefined) {
    const watch = setInterval(() => {
      if (process.ppid !== shell) {
        clearInterval(watch);
        end();
      }
    }, 500);
    watch.unref();
  }
}

async function run(): Promise<void> {
  const { help, port, today, dataDir, sample, login, throttled } = readCommandLine(process.argv.slice(2));
  if (help) {
    process.stdout.write(usage);
    return;
  }
  const breakOff = new AbortController();
  let stack: LocalStack | undefined;
  // What functions print while the sample is loaded matters only if loading fails.
  const early: string[] = [];
  const end = () => {
    breakOff.abort();
    // While it is still starting, the start is broken off and ends below.
    void stack?.stop().finally(() => process.exit(0));
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, end);
  }
  endWithNpm(end);
  try {
    stack = await startLocalStack({
      port,
      throttled,
      webSite: buildWebSite({ local: true }),
      log: (line) => (stack ? console.error(line) : early.push(line)),
      signal: breakOff.signal,
      ...(today !== undefined && { today }),
      ...(dataDir !== undefined && { dataDir }),
      ...(login !== undefined && { login }),
      ...(sample !== null && {
        // With a fixed day the sample's own days are wanted; otherwise its as-of day becomes today.
        loadSample: (filled) => loadDemoAgency(filled, { file: sample, shiftDays: today === undefined }),
      }),
    });
  } catch (error) {
    if (breakOff.signal.aborted) {
      process.exit(0);
    }
    process.stderr.write(early.map((line) => `${line}\n`).join(""));
    throw error;
  }
  console.log(greeting(stack));
}

try {
  await run();
} catch (error) {
  if (!(error instanceof StartError)) {
    throw error;
  }
  process.stderr.write(`${error.message}\n`);
  process.exit(wrongCall);
}
