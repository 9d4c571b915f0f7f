import type { ErrorCode } from "../domain/domain-error.ts";
import type { ProblemMeaning } from "./documents.ts";
import { errorMeanings } from "./error-meanings.ts";
import { statusOf } from "./problem.ts";
import { titleOf } from "./status-titles.ts";

/** Every error code with its meaning and what to do, ordered by status. */
export const problemMeanings: readonly ProblemMeaning[] = (Object.keys(statusOf) as ErrorCode[])
  .map((code) => {
    const { meaning, remedy } = errorMeanings[code];
    return { code, status: statusOf[code], title: titleOf(statusOf[code]), meaning, remedy };
  })
  .sort((a, b) => a.status - b.status || (a.code < b.code ? -1 : 1));
