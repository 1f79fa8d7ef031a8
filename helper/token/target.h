/* target.h: what a token is for: an instance, or a family of its API, which may live on a host
 * of Adobe's that serves all customers. A token goes there only for a family that the profile
 * has, and with what verification learnt of the instance.
 */
#pragma once

#include "protocol/credential.h"
#include "protocol/family.h"
#include "protocol/host.h"
#include "store/store.h"

struct context;
struct profile;

/* A view; its strings belong to `text`. The zeroed struct with its buffer is empty. */
struct target {
    const struct family *family; /* NULL: whatever the host has */
    const char *customer_id, *user_id;
    struct string_list found; /* "NAME VERDICT HTTP-STATUS", of verification */
    struct buffer text;
};

#define TARGET                                                                                 \
    {                                                                                          \
        .text = BUFFER(STORE_RECORD_MAX)                                                       \
    }

void target_clear(struct target *target);

/* Takes the family out of a URL: `host`, canonical, and what follows it. On a host of Adobe's
 * gateway `host` becomes the instance's that the command line names, or "". STATUS_NOT_FOUND
 * when it is such a host and the rest is none of its families' paths. */
enum status target_of_url(struct context *context, char host[HOST_SIZE], const char *rest);

/* The same for a word: a family's name, or an https URL. `host` becomes the instance's, or "".
 * STATUS_USAGE when it is neither. */
enum status target_take(struct context *context, char host[HOST_SIZE], const char *word);

/* Whether the context's profile has the family, and all is known that this wants to be told on
 * the instance `credential->host`: then the credential gets it, else STATUS_NOT_FOUND says what
 * is missing. Harmless where no family was taken. */
enum status target_fill(struct context *context, struct credential *credential);
