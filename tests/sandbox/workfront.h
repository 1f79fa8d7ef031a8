/*
 * workfront: what answers on the host names of a Workfront instance.
 *
 * The core API, /attask/api/vN.0 (without a version: the newest):
 *   GET session             who the token is, with a live sessionID that begins with "CANARY"
 *   GET user/search, user/count, user?ID=… or id=…, user/ID   see search.h
 *   GET OBJ/search, OBJ/count   the instance's objects of that kind, from the world
 *   GET metadata            answers without credentials, so it proves nothing
 * Errors are {"error": {"class", "message"}}: 401 with
 * com.attask.common.AuthenticationException for whatever access.h refuses, 404, 410 for a
 * version that was removed, 422, 429, 500. That class name is documented, the others are not.
 * Query parameters username, password, apiKey and sessionID are taken as a login that fails, as
 * Workfront takes them.
 *
 * Planning, /maestro/api (needs x-gw-ims-org-id and x-api-key, the token's client):
 *   GET v1/workspaces   {"workspaces": […]}
 *   GET v2/workspaces   {"content": […], "cursor": {"hasMore", "nextCursor"}}, limit 1 to 50
 *
 * Event subscriptions: GET /attask/eventsubscription/api/v1/subscriptions, for administrators.
 * That it takes a Bearer token is not documented; "unauthorized" in the world's families makes
 * it refuse.
 *
 * Redirecting hosts answer 302 with the same path on the other host, without the query.
 */
#pragma once

#include "exchange.h"

bool workfront_serves(const char *host);
void workfront_answer(struct exchange *x);

/* The documented error for a status, in the shape of the family the path belongs to. */
void workfront_fail(struct exchange *x, unsigned status);

/* An error of the core API. */
void workfront_error(struct exchange *x, unsigned status, const char *class,
                     const char *message);
