/* resp.h: RESP2, the protocol of Redis and Valkey, as far as five calls need it.
 * Source: "Redis serialization protocol specification" (redis.io), version 2.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/buffer.h"

#define RESP_BYTES_MAX 65536u /* of all that one connection answers */
#define RESP_LINE_MAX  1024u  /* of a line that isn't a bulk string, with its CR LF */
#define RESP_NODES_MAX 256u   /* of a reply: itself and what is in it */

enum resp_kind {
    RESP_NOTHING, /* a null bulk string or array */
    RESP_SIMPLE,
    RESP_ERROR,
    RESP_NUMBER,
    RESP_BULK,
    RESP_ARRAY,
};

/* A reply, or a part of one. */
struct resp {
    enum resp_kind kind;
    const char *text; /* simple, error, bulk; within the bytes that were read, not terminated */
    size_t length;
    int64_t number; /* of a number; of an array, how many parts follow it */
};

/* What could be read: a reply, each array before its parts. */
struct resp_reply {
    struct resp node[RESP_NODES_MAX];
    size_t count;
    size_t used; /* bytes */
};

enum resp_verdict {
    RESP_WHOLE,
    RESP_MORE, /* so far it is the beginning of one */
    RESP_BAD,  /* it can't become one, or is none of version 2 */
    RESP_LONG, /* it would be beyond the limits above: nothing more is to be read */
};

/* Reads one reply from the beginning of the bytes. `reply` is only of use when it is whole. */
enum resp_verdict resp_read(struct resp_reply *reply, const char *data, size_t length);

/* Whether a text is this word, to the byte. */
bool resp_is(const struct resp *node, const char *word);

/* Appends a command: an array of bulk strings. */
void resp_command(struct buffer *out, const char *const *words, size_t count);
