import { existsSync } from "node:fs";
import { type BrowserServer, chromium } from "playwright-core";

const usualPlaces = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where Chromium is: `CHROMIUM` of the environment, or where systems put it; undefined: nowhere. */
export function chromiumPath(): string | undefined {
  return [process.env["CHROMIUM"], ...usualPlaces].find((path) => path !== undefined && existsSync(path));
}

export const noChromium =
  "There is no Chromium here: install it (on Debian: apt-get install chromium), or name its executable in CHROMIUM.";

/**
 * Starts a Chromium that several processes can use.
 * @throws Error with the sentence of what is missing
 */
export async function startChromium(): Promise<BrowserServer> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) throw new Error(noChromium);
  const args = [
    // Its sandbox needs rights that containers do not give; what it opens here is our own.
    "--no-sandbox",
    "--font-render-hinting=none",
    // Host pages are answered by the tests, which a browser takes for pages of the internet that reach for this machine.
    "--disable-features=LocalNetworkAccessChecks",
  ];
  return chromium.launchServer({ executablePath, args });
}
