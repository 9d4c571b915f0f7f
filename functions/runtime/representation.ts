/** The form of a reply. */
export type Representation = "JSON" | "CSV";

const json: ReadonlySet<string> = new Set(["application/json", "application/*", "*/*"]);

/**
 * What an `Accept` header asks for: CSV only where it names `text/csv` and nothing of JSON before it or with more weight.
 * Everything else, whatever it is, gets JSON.
 */
export function representationIn(accept: string | undefined): Representation {
  const ranges = (accept ?? "").split(",").map((range) => {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith("q="));
    return { type, weight: weight === undefined ? 1 : Number(weight.slice("q=".length)) };
  });
  const csv = ranges.findIndex(({ type, weight }) => type === "text/csv" && weight > 0);
  const csvWeight = ranges[csv]?.weight;
  if (csvWeight === undefined) return "JSON";
  const isRival = ({ type, weight }: (typeof ranges)[number], place: number) =>
    json.has(type) && (weight > csvWeight || (weight === csvWeight && type === "application/json" && place < csv));
  return ranges.some(isRival) ? "JSON" : "CSV";
}
