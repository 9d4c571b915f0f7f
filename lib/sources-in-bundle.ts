import type { Metafile } from "esbuild";

/** The files of which something was left in a bundle; what tree shaking dropped whole is not shipped. */
export function sourcesIn({ outputs }: Metafile): string[] {
  const sources = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  return [...new Set(sources)].sort();
}
