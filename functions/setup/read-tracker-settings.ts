import * as contract from "../../api/setup.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";

export const readTrackerSettings = handles(
  contract.readTrackerSettings,
  async (_call, { readCatalog }: HttpServices) => {
    const { settings, settingsVersion } = await readCatalog();
    return ok(settings, settingsVersion);
  },
);
