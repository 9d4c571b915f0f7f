import { SignInCover } from "./sign-in-cover.ts";
import type { SignInMessage, Surroundings } from "./surroundings.ts";

/** The browser that this page is shown in. */
export function browserSurroundings(): Surroundings {
  customElements.define("sign-in-cover", SignInCover);
  const screen = new SignInCover();
  document.body.append(screen);
  // A page from the browser's back-forward cache would still have the tokens of a user who has signed out since.
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted) location.reload();
  });
  const channel = new BroadcastChannel("prior-auth-tracker.sign-in");
  return {
    address: new URL(location.href),
    storage: sessionStorage,
    screen,
    clearPage: () => document.body.replaceChildren(screen),
    leaveFor: (address) => location.replace(address),
    openWindow: (address) => window.open(address, "_blank", "popup,width=520,height=760") !== null,
    closeWindow: () => window.close(),
    tell: (message) => channel.postMessage(message),
    listen: (hear) => channel.addEventListener("message", ({ data }: MessageEvent<SignInMessage>) => hear(data)),
  };
}
