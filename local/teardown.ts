/** Undoes one thing that was started. */
export type Undo = () => void | Promise<void>;

/**
 * What was started, to be ended in reverse order. It may be asked to end while things are still being started (Ctrl-C
 * during the start): whatever arrives after that is ended at once.
 */
export class Teardown {
  private readonly undos: Undo[] = [];
  private ended: Promise<void> | undefined;

  async add(undo: Undo): Promise<void> {
    this.undos.push(undo);
    if (this.ended) {
      await this.endRest();
    }
  }

  /** Ends everything; a second call waits for the first. */
  run(): Promise<void> {
    this.ended ??= this.endRest();
    return this.ended;
  }

  private async endRest(): Promise<void> {
    const failures: unknown[] = [];
    for (let undo = this.undos.pop(); undo; undo = this.undos.pop()) {
      try {
        await undo();
      } catch (error) {
        // One thing that can't be ended must not leave the others running.
        failures.push(error);
      }
    }
    if (failures.length > 0) {
      throw new AggregateError(failures, "Not everything could be stopped.");
    }
  }
}
