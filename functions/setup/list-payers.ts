import * as contract from "../../api/setup.ts";
import { livePayers } from "../../domain/catalog.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";

export const listPayers = handles(contract.listPayers, async (_call, { readCatalog }: HttpServices) =>
  ok({ items: livePayers(await readCatalog()) }),
);
