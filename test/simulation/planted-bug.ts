/** Tests that must fail while a bug is planted: of a file those whose names hold these words, or all. */
export interface CatchingTest {
  readonly file: string;
  readonly name?: string;
}
/** Who must notice a bug: a test, or the compiler by an error that holds this text. */
export type Catcher = CatchingTest | { readonly compilerSays: string };

/** A bug to plant: one text in one file, found there exactly once, and what stands in its place. */
export interface PlantedBug {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** Each of these must notice it. */
  readonly caughtBy: readonly Catcher[];
}

const simulation = (name: string): Catcher => ({ file: "test/simulation/simulation.test.ts", name });
export const harsh = simulation("so frequent that they meet");
export const usual = simulation("2,000 confirmations");
export const stranded = simulation("stranded find another authorization");
export const unit = (file: string): Catcher => ({ file: `test/${file}.test.ts` });
