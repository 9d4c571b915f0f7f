import { IdleWatch } from "./idle-watch.ts";
import type { Session } from "./session.ts";
import { SignOffWarning } from "./sign-off-warning.ts";

/** What counts as use. Moving a pointer is none: a table that shakes moves one too. */
const inputs = ["pointerdown", "keydown", "wheel"] as const;

/** Signs the user out who has not used any tab of this site for so long, with a warning before. */
export function signOffWhenIdle(session: Session, afterMinutes: number): void {
  customElements.define("sign-off-warning", SignOffWarning);
  const warning = new SignOffWarning();
  document.body.append(warning);
  const watch = new IdleWatch({
    afterMillis: afterMinutes * 60_000,
    storage: localStorage,
    now: () => Date.now(),
    warn: (secondsLeft) => warning.show(secondsLeft),
    end: () => void session.signOut("idle"),
  });
  warning.stay = () => watch.input();
  for (const type of inputs) {
    // Scripts can't use a page.
    const onInput = ({ isTrusted }: Event) => isTrusted && watch.input();
    window.addEventListener(type, onInput, { capture: true, passive: true });
  }
  setInterval(() => watch.check(), 1_000);
  // A computer that slept shows nothing to whoever wakes it.
  for (const type of ["visibilitychange", "resume"]) document.addEventListener(type, () => watch.check());
}
