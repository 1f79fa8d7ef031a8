/*
 * control: how tests steer the sandbox and look into it: plain HTTP and JSON on loopback.
 *
 *   POST   /fault            the fault in the body (fault.h); 201 {"id": N}
 *   GET    /fault            all faults, with how many requests each has seen and spoilt
 *   DELETE /fault[?id=N]     one or all; requests held by it go on
 *   GET    /requests[?…]     {"requests": […]} (journal.h), the query being the filter
 *   GET    /count[?…]        how many match, as a bare number and a newline. With at_least=N
 *                            it answers as soon as there are N, or after timeout_ms (10000)
 *   DELETE /requests         empties the journal
 *   GET    /world            the world (world.h)
 *   PATCH  /world            changes it by JSON Merge Patch
 *   DELETE /world            back to what it was at the start
 *   DELETE /tokens           revokes every token issued so far
 *   POST   /reset            DELETE /fault, /requests and /world at once
 *
 * 204 where there's nothing to say; 400 with a sentence for anything it doesn't understand,
 * also for a filter it doesn't know, so that a misspelt test fails.
 */
#pragma once

#include <stdbool.h>

bool control_start(unsigned short *port);

/* journal_stop() must have been called, else a waiting client holds this up. */
void control_stop(void);
