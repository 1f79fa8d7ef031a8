/* scopes.h: which scopes manage a credential's own secrets. A token that has one of them can
 * make another secret that lasts, so that none is ever handed out.
 */
#pragma once

/* What rotating asks for where the Console's file named no such scopes: Adobe, "OAuth
 * Server-to-Server credential", implementation guide. */
#define SCOPES_MANAGEMENT                                                                      \
    "AdobeID,openid,read_organizations,additional_info.projectedProductContext,"               \
    "additional_info.roles,adobeio_api,read_client_secret,manage_client_secrets"

/* Moves `manage_client_secrets`, `read_client_secret` and `ent_adobeio_sdk` after the others
 * of the comma-joined list, as a string of its own in the same bytes, and returns that; NULL
 * when there are none. A list of nothing else becomes "", and is dropped. */
const char *scopes_split(char *scopes);
