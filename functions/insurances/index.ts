import { httpFunction } from "../runtime/http-function.ts";
import { httpServices } from "../runtime/services.ts";
import { addClientInsurance } from "./add-client-insurance.ts";
import { changeClientInsurance } from "./change-client-insurance.ts";
import { deleteClientInsurance } from "./delete-client-insurance.ts";
import { listCaps } from "./list-caps.ts";
import { listClientInsurances } from "./list-client-insurances.ts";
import { readClientInsurance } from "./read-client-insurance.ts";

export const handler = httpFunction(httpServices(), [
  listClientInsurances,
  addClientInsurance,
  readClientInsurance,
  changeClientInsurance,
  deleteClientInsurance,
  listCaps,
]);
