import * as contract from "../../api/setup.ts";
import { liveActivityCodes } from "../../domain/catalog.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";

export const listActivityCodes = handles(contract.listActivityCodes, async (_call, { readCatalog }: HttpServices) =>
  ok({ items: liveActivityCodes(await readCatalog()) }),
);
