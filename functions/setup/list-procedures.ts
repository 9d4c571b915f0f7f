import * as contract from "../../api/setup.ts";
import { dropDown } from "../../domain/catalog.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";

export const listProcedures = handles(contract.listProcedures, async (_call, { readCatalog }: HttpServices) =>
  ok({ items: dropDown(await readCatalog()) }),
);
