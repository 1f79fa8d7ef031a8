/*
 * mcp: Workfront's MCP server, mcp.workfront.adobe.com.
 *
 *   POST /mcp/v1/workfront   answers any message as "initialize" is answered, in an event
 * stream
 *
 * 401 with a challenge for a token that is missing or no good; 400 without the header wf-url
 * where the organization has several instances, and 404 for one that it hasn't. That statuses
 * are these is inferred; the header is documented. `read` of the world's families switched off
 * is 403.
 */
#pragma once

#include "exchange.h"

bool mcp_serves(const char *host);
void mcp_answer(struct exchange *x);

/* An error in the shape of JSON-RPC. */
void mcp_fail(struct exchange *x, unsigned status);
