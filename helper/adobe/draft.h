/* draft.h: what a credential file says of one credential, whatever it calls things.
 *
 * One table maps the keys in circulation to the fields of the answer. Keys are compared folded:
 * without case, "_" and "-", so client_id, CLIENT_ID and clientId are one. Values may be one
 * string or an array of them where several make sense. Every value is checked as it is taken;
 * the first fault stays.
 */
#ifndef HELPER_ADOBE_DRAFT_H
#define HELPER_ADOBE_DRAFT_H

#include <stdbool.h>

#include <jansson.h>

#include "protocol/adobe.h"
#include "protocol/buffer.h"

#define DRAFT_SCOPE_MAX 8192
#define DRAFT_KEY_SIZE  40

/* The strings, but for the scope, belong to the document. */
struct draft {
    const char *client_id, *org_id, *technical_account_id, *technical_account_email;
    struct string_list
        client_secret;         /* at most ADOBE_SECRETS_MAX, each once, in the file's order */
    struct buffer scope;       /* comma-joined, each once, case kept */
    bool has_members;          /* some key of the table was there */
    bool is_jwt;               /* some key that only a JWT credential has */
    bool has_api_key;          /* the client id was called api_key */
    const char *error, *field; /* the first fault, in words of protocol/adobe.h; NULL = none */
};

#define DRAFT                                                                                  \
    {                                                                                          \
        .scope = BUFFER(DRAFT_SCOPE_MAX)                                                       \
    }

/* Wipes what the draft owns and makes it empty. */
void draft_clear(struct draft *draft);

/* Takes one key with its value, or every member of an object; keys that mean nothing and null
 * are passed over. */
void draft_take(struct draft *draft, const char *key, const json_t *value);
void draft_take_object(struct draft *draft, const json_t *object);

/* Makes it a fault when something is missing that a credential can't be used without: client
 * id, secret, scope. (Who the technical account is, Workfront can tell.) */
void draft_complete(struct draft *draft);

/* Whether a key means something here; whether it names client secrets. */
bool draft_knows(const char *key);
bool draft_is_secret(const char *key);

/* Folds a key; one that is too long to mean anything becomes "". */
void draft_fold(char folded[DRAFT_KEY_SIZE], const char *key);

/* The first member of an object whose folded key is `folded`; NULL = none. */
const json_t *draft_find(const json_t *object, const char *folded);

#endif
