/** All elements, defined: what a host page loads. */
import { AuthorizationTracker } from "./authorization-tracker/authorization-tracker.ts";
import { ClientCaps } from "./client-caps/client-caps.ts";
import { ClientInsurances } from "./client-insurance/client-insurance.ts";

const elements = {
  "authorization-tracker": AuthorizationTracker,
  "client-insurance": ClientInsurances,
  "client-caps": ClientCaps,
} as const;

for (const [name, element] of Object.entries(elements)) {
  // A page that loads the file twice, by two addresses, keeps the first.
  if (!customElements.get(name)) customElements.define(name, element);
}
