/*
 * fault: what goes wrong on demand.
 *
 * A fault is a JSON object given to POST /fault. It applies to what it matches, in the order in
 * which faults were given: the first that matches and isn't used up. Members for all:
 *
 *   match     {"host", "path", "method"}, each optional: patterns as in value_matches()
 *   skip      let so many matching requests pass first (0)
 *   count     then spoil so many, and be used up (without it: all)
 *   hold      true: wait until the fault is deleted, then go on with the rest of it
 *   delay_ms  wait so long, then go on with the rest of it
 *
 * In the proxy, before the tunnel (matches by host only):
 *   proxy     "refuse" (403), "login" (407), "unresolved" (502, as proxies say when a name has
 * no address), "timeout" (504), "close" (no answer), "hang" (no answer until the client goes)
 *
 * In the TLS handshake (matches by the host asked for with SNI; can't hold or delay):
 *   tls       "wrong-host", "expired", "future", "other-ca", "self-signed": such a certificate;
 *             "close": the handshake fails
 *
 * In the answer. Those that replace it, so that the real answer is never made:
 *   status    without a body: the error Adobe documents for that status at that endpoint
 *   body      a string as it is, or JSON that is written out; with status 200 if none is given
 *   base64    the same for any bytes
 *   html, empty  true: an HTML page, an empty body; status as with body
 *   redirect  a URL for Location; status 302 if none is given
 *   megabytes a JSON body of so many MiB, beginning like a token answer
 *   close     true: the connection ends without an answer
 *
 * Those that change whichever answer there is:
 *   patch     JSON merge patch applied to a JSON answer: wrong types, missing members
 *   headers   name → value, or null to take the header away
 *   retry_after       Retry-After in seconds
 *   retry_after_date  the same as an HTTP date so many seconds from the sandbox's now
 *   debug_id  the x-debug-id header
 *   clock_offset  seconds added to the Date header
 *   truncate  end the connection after so many bytes of the body, whose length was announced
 *   chunked   true: no length is announced
 *   drip      {"bytes", "every_ms"}: so many bytes, then a pause, and so on
 *
 * A fault is refused if it has a member that isn't in this list or of another type, or members
 * of different places: a misspelt fault must not look like a passing test.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>

enum fault_place { FAULT_PROXY, FAULT_TLS, FAULT_ANSWER };

void fault_init(void);

/* Wakes everyone in fault_wait() and fault_pause(), now and from now on. */
void fault_stop(void);

/* Adds a fault and returns its number, from 1. Returns 0 if it's not a proper fault, and writes
 * the reason into error, at most size bytes. */
long fault_add(const json_t *spec, char *error, size_t size);

/* Deletes the fault of that number, or all for 0; what was held by it goes on. */
void fault_remove(long id);

/* All faults as a new JSON array: what was given, and "id", "seen" and "spoilt" counts. */
json_t *fault_list(void);

/* The fault for this request, as a new reference, after counting it; NULL if there is none. */
json_t *fault_take(enum fault_place place, const char *method, const char *host,
                   const char *path);

/* Waits as the fault says with "hold" and "delay_ms". */
void fault_wait(const json_t *fault);

/* Sleeps for ms milliseconds, less if the sandbox stops. */
void fault_pause(long ms);

/* Does the fault replace the answer, so that the real one must not be made? */
bool fault_replaces(const json_t *fault);
