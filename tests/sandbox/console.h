/*
 * console: the I/O Management API's client secrets, on api.adobe.io behind the gateway.
 *
 *   GET    /console/organizations/ORG/credentials/CREDENTIAL/secrets        200, without values
 *   POST   the same                                                         201, with the value
 *   DELETE the same/UUID                                                    204
 *   GET    /console/organizations                                           200, the token's
 *   GET    /console/organizations/ORG/integrations?page=N                   200, its
 * credentials
 *
 * ORG is the number of the organization and CREDENTIAL that of the credential, as in a project
 * downloaded from the Console. The token must be of that very client and carry the scope
 * read_client_secret to read, manage_client_secrets to write, read_organizations for the two
 * lists; else 403. Secrets are really
 * added and removed: what IMS accepts changes with them. A third secret is refused with 400, an
 * unknown UUID with 404; those two statuses are not documented.
 */
#pragma once

#include "exchange.h"

bool console_serves(const char *host);
void console_answer(struct exchange *x);
