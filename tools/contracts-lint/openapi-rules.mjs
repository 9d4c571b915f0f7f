import owasp from "@stoplight/spectral-owasp-ruleset";
import { oas } from "@stoplight/spectral-rulesets";

/** Rules that protect us from what is sent to us: asked of parameters and bodies. */
const takenIn = (type) => [
  `$.paths[*][*].parameters[?(@ && @.schema && @.schema.type=="${type}")].schema`,
  `$.paths[*][*].requestBody.content[*].schema..[?(@ && @.type=="${type}")]`,
];

/**
 * `narrowed` keeps a rule and asks it of what is taken in alone. The limits of replies are no promise: a name may become
 * longer without breaking anybody, and lists have as many entries as there are.
 */
const narrowed = {
  "owasp:api4:2023-array-limit": { ...owasp.rules["owasp:api4:2023-array-limit"], given: takenIn("array") },
  "owasp:api4:2023-string-limit": { ...owasp.rules["owasp:api4:2023-string-limit"], given: takenIn("string") },
  "owasp:api4:2023-string-restricted": {
    ...owasp.rules["owasp:api4:2023-string-restricted"],
    given: takenIn("string"),
  },
};

export default {
  extends: [oas, owasp],
  rules: {
    ...narrowed,
    // API Gateway throttles without telling its limits: a header that is documented and never sent would mislead.
    "owasp:api4:2023-rate-limit": "off",
    "owasp:api4:2023-rate-limit-retry-after": "off",
    // JSON Schema has no formats of integers. Every one has a minimum and a maximum, which say more.
    "owasp:api4:2023-integer-format": "off",
  },
  overrides: [
    {
      // Public on purpose: what the contract is, and what its codes mean. They hold nothing of anybody, and answer no 401.
      files: ["openapi.json", "problems"].map((name) => `../../docs/contracts/openapi.json#/paths/~1v1~1${name}`),
      rules: {
        "owasp:api2:2023-read-restricted": "off",
        "owasp:api8:2023-define-error-responses-401": "off",
      },
    },
  ],
};
