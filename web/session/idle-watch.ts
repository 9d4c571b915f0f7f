/** Where the tabs of this site tell each other when somebody last used one of them: a moment, and nothing else. */
const place = "prior-auth-tracker.last-input";

/** Of the time without input, the last part that is announced; of a short one, its half. */
const longestWarningMillis = 120_000;

interface IdleWatchParts {
  readonly afterMillis: number;
  /** What all tabs of the site have in common. */
  readonly storage: Pick<Storage, "getItem" | "setItem">;
  readonly now: () => number;
  /** How many seconds are left; undefined: enough. */
  readonly warn: (secondsLeft: number | undefined) => void;
  /** Nobody has used the site for the whole time. Told once. */
  readonly end: () => void;
}

/** Waits for the time without anybody's own input. What pages do by themselves, such as reading anew or renewing a token, is none. */
export class IdleWatch {
  private readonly parts: IdleWatchParts;
  private lastInputAt: number;
  private isOver = false;

  constructor(parts: IdleWatchParts) {
    this.parts = parts;
    // Somebody has opened this page.
    this.lastInputAt = parts.now();
    this.tell();
  }

  /** Somebody has pressed a key or a button. */
  input(): void {
    // Too late, of whoever wakes the computer.
    this.check();
    if (this.isOver) return;
    this.lastInputAt = this.parts.now();
    this.tell();
    this.check();
  }

  check(): void {
    const { afterMillis, storage, now, warn, end } = this.parts;
    if (this.isOver) return;
    // Another tab's moment; one that is to come is of a clock that was set back since.
    const told = Math.min(Number(storage.getItem(place)) || 0, now());
    this.lastInputAt = Math.max(this.lastInputAt, told);
    const leftMillis = this.lastInputAt + afterMillis - now();
    if (leftMillis <= 0) {
      this.isOver = true;
      end();
      return;
    }
    warn(leftMillis > Math.min(longestWarningMillis, afterMillis / 2) ? undefined : Math.ceil(leftMillis / 1_000));
  }

  private tell(): void {
    this.parts.storage.setItem(place, String(this.lastInputAt));
  }
}
