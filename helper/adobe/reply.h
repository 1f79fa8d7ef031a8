/* reply.h: an answer record while it is being made.
 *
 * The answer's strings are literals or belong to the reply, in guarded memory, and are wiped
 * with it. A reply starts as the zeroed struct; whoever makes it calls reply_clear().
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/adobe.h"
#include "protocol/buffer.h"
#include "protocol/status.h"

#define REPLY_QUOTE_SIZE 256 /* what a server said is cut to 255 bytes */

struct reply {
    struct adobe_answer answer;
    struct reply_piece *pieces; /* what the answer's strings live in */
    bool out_of_memory;         /* a string is missing: the answer can't be used */
};

/* Wipes and releases everything; the reply is empty and may be used again. */
void reply_clear(struct reply *reply);

/* A copy of a string that lives as long as the reply. For values that were checked: nothing is
 * changed. NULL for NULL and when memory is short (out_of_memory). */
const char *reply_keep(struct reply *reply, const char *text);

/* The same for text that a server or a file chose: printable ASCII of at most 255 bytes, as
 * fault_sanitise() makes it, without pieces of secrets (redact.h). */
const char *reply_quote(struct reply *reply, const char *text);

/* Sets the answer's status, its `error` (a literal of adobe.h, or what reply_quote() returned)
 * and its `field`; either may be NULL. Returns `status == STATUS_OK`. */
bool reply_end(struct reply *reply, enum status status, const char *error, const char *field);

/* What the answer's status says so far: STATUS_INTERNAL before reply_end(), STATUS_NO_MEMORY
 * when a string is missing. */
enum status reply_status(const struct reply *reply);

/* Writes the answer record. One that is incomplete or doesn't fit becomes a record that says
 * only that. STATUS_NO_MEMORY or STATUS_TOO_LONG when not even that could be written. */
enum status reply_write(struct buffer *out, const struct reply *reply);

/* One call being worked on: what was asked, with what, until when, and the reply. */
struct job {
    struct adobe_call call; /* its strings lie in the bytes that were read */
    const char *payload;    /* after the record; not terminated */
    size_t payload_length;
    int64_t deadline;     /* clock_milliseconds() */
    struct buffer *trace; /* for a line a request; NULL: nobody asked */
    struct reply reply;
};
