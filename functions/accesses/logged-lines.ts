import { gunzipSync } from "node:zlib";
import type { CloudWatchLogsDecodedData, CloudWatchLogsEvent } from "aws-lambda";

/** The lines of a delivery of CloudWatch Logs, which are JSON: the filter takes no others. A test of the connection has none. */
export function loggedLines({ awslogs }: CloudWatchLogsEvent): unknown[] {
  const delivery: CloudWatchLogsDecodedData = JSON.parse(gunzipSync(Buffer.from(awslogs.data, "base64")).toString());
  return delivery.messageType === "DATA_MESSAGE" ? delivery.logEvents.map(({ message }) => JSON.parse(message)) : [];
}
