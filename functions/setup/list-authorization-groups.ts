import * as contract from "../../api/setup.ts";
import { liveGroups } from "../../domain/catalog.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";

export const listAuthorizationGroups = handles(
  contract.listAuthorizationGroups,
  async (_call, { readCatalog }: HttpServices) => ok({ items: liveGroups(await readCatalog()) }),
);
