/*
 * fusion: Workfront Fusion's API on fusion.adobe.io, behind the gateway; see gateway.h.
 *
 *   GET /api/v3/activity-logs   {"items", "_page", "_links"}; the parameters start and limit
 *        need orderby, else 400
 *
 * Needs x-gw-region, or 400 400003 of the gateway (a wrong one gives 502), and
 * x-organization-id, or 400; 403 for an organization that isn't the token's. Errors of its own
 * are
 * {"type", "status", "title", "report"}.
 */
#pragma once

#include "exchange.h"

/* `known` is the token, as gateway_admit() gives it. */
void fusion_answer(struct exchange *x, const json_t *known);
