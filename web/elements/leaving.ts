/** Who may have something to lose when the page is left. */
interface Typed {
  readonly wouldLoseTyped: boolean;
  /** Asks whether it may be lost. */
  dismissDialog(): void;
}

/**
 * Keeps the page from being left while something typed would be lost: the browser asks before the page is closed, reloaded or
 * left. Going back or forward is prevented where browsers can do that, and the element asks.
 * @returns what ends it
 */
export function watchLeaving(typed: Typed): AbortController {
  const watch = new AbortController();
  const { signal } = watch;
  window.addEventListener("beforeunload", (event) => typed.wouldLoseTyped && event.preventDefault(), { signal });
  const { navigation } = window as Window & { readonly navigation?: EventTarget };
  navigation?.addEventListener(
    "navigate",
    (event) => {
      const { navigationType, destination } = event as Partial<NavigateEvent>;
      const isInside = navigationType === "traverse" && destination?.sameDocument;
      if (!isInside || !event.cancelable || !typed.wouldLoseTyped) return;
      event.preventDefault();
      typed.dismissDialog();
    },
    { signal },
  );
  return watch;
}
