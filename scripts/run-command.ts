/** Runs a command. Exits with what it answers, or with 2 and the reason when it can't work. */
export async function runCommand(run: () => Promise<number> | number): Promise<void> {
  try {
    process.exitCode = await run();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  }
}
