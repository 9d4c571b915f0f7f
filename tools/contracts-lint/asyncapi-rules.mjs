import { asyncapi } from "@stoplight/spectral-rulesets";

export default {
  extends: [asyncapi],
  rules: {
    // The bus is found by the stack's output `EventBusName` of each agency: no address holds for all of them.
    "asyncapi-servers": "off",
    // Whoever runs the agency's stack is asked; a repository for all agencies has no address of theirs.
    "asyncapi-info-contact-properties": "off",
    // 3.1 says nothing of an event bus that 3.0 does not, and more tools read 3.0.
    "asyncapi-latest-version": "off",
  },
};
