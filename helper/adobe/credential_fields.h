/* credential_fields.h: what a credential file says of one credential, whatever it calls things.
 *
 * One table maps the keys in circulation to the fields of the answer. Keys are compared folded:
 * without case, "_", "-" and ".", so client_id, CLIENT_ID and clientId are one. Values may be
 * one string or an array of them where several make sense. Every value is checked as it is
 * taken; the first fault stays.
 */
#pragma once

#include <stdbool.h>

#include <jansson.h>

#include "protocol/adobe.h"
#include "protocol/buffer.h"

#define CREDENTIAL_FIELDS_SCOPE_MAX 8192
#define CREDENTIAL_FIELDS_KEY_SIZE  40

/* The strings, but for the scope, belong to the document. */
struct credential_fields {
    const char *client_id, *org_id, *technical_account_id, *technical_account_email;
    struct string_list
        client_secret;         /* at most ADOBE_SECRETS_MAX, each once, in the file's order */
    struct buffer scope;       /* comma-joined, each once, case kept */
    size_t scope_text;         /* bytes that it was made of */
    bool has_members;          /* some key of the table was there, other than a token */
    bool is_jwt;               /* some key that only a JWT credential has */
    bool has_api_key;          /* the client id was called api_key */
    const char *error, *field; /* the first fault, in words of protocol/adobe.h; NULL = none */
};

#define CREDENTIAL_FIELDS                                                                      \
    {                                                                                          \
        .scope = BUFFER(CREDENTIAL_FIELDS_SCOPE_MAX)                                           \
    }

/* Wipes what the fields own and makes them empty. */
void credential_fields_clear(struct credential_fields *fields);

/* Takes one key with its value, or every member of an object; keys that mean nothing and null
 * are passed over. */
void credential_fields_take(struct credential_fields *fields, const char *key,
                            const json_t *value);
void credential_fields_take_object(struct credential_fields *fields, const json_t *object);

/* Takes those members of an object whose fields are still empty. */
void credential_fields_fill(struct credential_fields *fields, const json_t *object);

/* Makes it a fault when something is missing that a credential can't be used without: client
 * id, secret, scope. (Who the technical account is, Workfront can tell.) */
void credential_fields_complete(struct credential_fields *fields);

/* Whether a key, in any spelling, means something here; whether it names client secrets or a
 * token got with them. */
bool credential_fields_knows(const char *key);
bool credential_fields_is_secret(const char *key);

/* Folds a key; one that is too long to mean anything becomes "". */
void credential_fields_fold(char folded[CREDENTIAL_FIELDS_KEY_SIZE], const char *key);

/* The first member of an object whose folded key is `folded`; NULL = none. */
const json_t *credential_fields_find(const json_t *object, const char *folded);
