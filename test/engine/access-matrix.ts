/**
 * Who gets past the door of each route: the whole authorization of the API as one table. What a call without a good token is answered, by
 * what is wrong with the token; and which permissions a user with a good one needs, all of them and no others. `+`: let in, whatever comes of
 * the call then.
 *
 * `none`: no token. `key`: signed by somebody else's. `alg`: unsigned, `alg: none`. `id`: an id token. `id+`: one that has the scope as well.
 * `use`: a token for something else than access. `scope`: an access token without the scope.
 */
export const accessMatrix = `
none past iss key aud alg id  id+ use scope  route                                                                      needs
401  401  401 401 401 401 403 401 401 403    GET /v1/payers                                                             a token
401  401  401 401 401 401 403 401 401 403    PUT /v1/payers/{payerId}                                                   setup:write
401  401  401 401 401 401 403 401 401 403    DELETE /v1/payers/{payerId}                                                setup:write
401  401  401 401 401 401 403 401 401 403    GET /v1/activity-codes                                                     a token
401  401  401 401 401 401 403 401 401 403    PUT /v1/activity-codes/{activityCode}                                      setup:write
401  401  401 401 401 401 403 401 401 403    DELETE /v1/activity-codes/{activityCode}                                   setup:write
401  401  401 401 401 401 403 401 401 403    GET /v1/authorization-groups                                               a token
401  401  401 401 401 401 403 401 401 403    PUT /v1/authorization-groups/{groupId}                                     setup:write
401  401  401 401 401 401 403 401 401 403    DELETE /v1/authorization-groups/{groupId}                                  setup:write
401  401  401 401 401 401 403 401 401 403    GET /v1/procedures                                                         a token
401  401  401 401 401 401 403 401 401 403    GET /v1/tracker-settings                                                   a token
401  401  401 401 401 401 403 401 401 403    PUT /v1/tracker-settings                                                   setup:write
401  401  401 401 401 401 403 401 401 403    GET /v1/clients                                                            clients:read
401  401  401 401 401 401 403 401 401 403    GET /v1/clients/{clientId}                                                 clients:read
401  401  401 401 401 401 403 401 401 403    PUT /v1/clients/{clientId}                                                 clients:read clients:write
401  401  401 401 401 401 403 401 401 403    GET /v1/clients/{clientId}/insurances                                      clients:read
401  401  401 401 401 401 403 401 401 403    POST /v1/clients/{clientId}/insurances                                     clients:read insurances:write
401  401  401 401 401 401 403 401 401 403    GET /v1/clients/{clientId}/insurances/{insuranceId}                        clients:read
401  401  401 401 401 401 403 401 401 403    PATCH /v1/clients/{clientId}/insurances/{insuranceId}                      clients:read insurances:write
401  401  401 401 401 401 403 401 401 403    DELETE /v1/clients/{clientId}/insurances/{insuranceId}                     clients:read insurances:write
401  401  401 401 401 401 403 401 401 403    GET /v1/clients/{clientId}/insurances/{insuranceId}/caps                   clients:read
401  401  401 401 401 401 403 401 401 403    GET /v1/clients/{clientId}/authorization-tracker                           clients:read
401  401  401 401 401 401 403 401 401 403    POST /v1/clients/{clientId}/authorizations                                 clients:read auths:write
401  401  401 401 401 401 403 401 401 403    GET /v1/clients/{clientId}/authorizations/{authorizationId}                clients:read
401  401  401 401 401 401 403 401 401 403    PATCH /v1/clients/{clientId}/authorizations/{authorizationId}              clients:read auths:write
401  401  401 401 401 401 403 401 401 403    POST /v1/clients/{clientId}/authorizations/{authorizationId}/confirm       clients:read auths:confirm
401  401  401 401 401 401 403 401 401 403    POST /v1/clients/{clientId}/authorizations/{authorizationId}/discontinue   clients:read auths:write
401  401  401 401 401 401 403 401 401 403    GET /v1/clients/{clientId}/authorization-history                           clients:read
401  401  401 401 401 401 403 401 401 403    GET /v1/clients/{clientId}/authorizations/{authorizationId}/ledger         clients:read
401  401  401 401 401 401 403 401 401 403    GET /v1/clients/{clientId}/record                                          clients:read records:manage
401  401  401 401 401 401 403 401 401 403    POST /v1/clients/{clientId}/disclosures                                    clients:read records:manage
401  401  401 401 401 401 403 401 401 403    GET /v1/clients/{clientId}/disclosures                                     clients:read records:manage
401  401  401 401 401 401 403 401 401 403    GET /v1/clients/{clientId}/handling                                        clients:read records:manage
401  401  401 401 401 401 403 401 401 403    PUT /v1/clients/{clientId}/handling                                        clients:read records:manage
401  401  401 401 401 401 403 401 401 403    GET /v1/clients/{clientId}/audit                                           clients:read audit:read
401  401  401 401 401 401 403 401 401 403    GET /v1/setup-audit                                                        audit:read
401  401  401 401 401 401 403 401 401 403    POST /v1/authorization-copies                                              clients:read auths:copy
401  401  401 401 401 401 403 401 401 403    GET /v1/authorization-copies/{copyId}                                      clients:read auths:copy
401  401  401 401 401 401 403 401 401 403    PUT /v1/clients/{clientId}/services/{serviceId}                            clients:read services:write
401  401  401 401 401 401 403 401 401 403    DELETE /v1/clients/{clientId}/services/{serviceId}                         clients:read services:write
401  401  401 401 401 401 403 401 401 403    POST /v1/clients/{clientId}/service-checks                                 clients:read
401  401  401 401 401 401 403 401 401 403    GET /v1/clients/{clientId}/claim-authorization                             clients:read
401  401  401 401 401 401 403 401 401 403    GET /v1/clients/{clientId}/reallocation                                    clients:read
401  401  401 401 401 401 403 401 401 403    POST /v1/clients/{clientId}/reallocation                                   clients:read services:write
401  401  401 401 401 401 403 401 401 403    GET /v1/reports/retention-due                                              clients:read records:manage
401  401  401 401 401 401 403 401 401 403    GET /v1/reports/caps-drift                                                 clients:read reports:read
401  401  401 401 401 401 403 401 401 403    GET /v1/reports/client-authorizations                                      clients:read reports:read
401  401  401 401 401 401 403 401 401 403    GET /v1/reports/unconfirmed-authorizations                                 clients:read reports:read
+    +    +   +   +   +   +   +   +   +      GET /v1/openapi.json                                                       public
+    +    +   +   +   +   +   +   +   +      GET /v1/problems                                                           public
`;
