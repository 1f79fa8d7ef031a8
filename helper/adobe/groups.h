/* groups.h: pairs of a name and a text, sorted into credentials by what the names begin with.
 *
 * Lines of a .env file, the variables of a Postman environment and the form of a curl command
 * are such pairs. A name is one of the keys of credential_fields.h after any of these words,
 * which make its group: ADOBE, AIO_COMMERCE_AUTH, FUSION, IMS, OAUTH, S2S, WF, WORKFRONT, as
 * in IMS_OAUTH_S2S_CLIENT_ID; or AIO_ims_contexts_NAME_KEY, where "__" stands for "_" and NAME
 * is the group. Sources: adobe/aio-lib-core-config, src/Config.js; the .env files of
 * adobe/aio-cli-plugin-app, adobe/aio-commerce-sdk, adobe/aio-lib-ims and adobe/imscli;
 * "Authentication" of the Workfront Fusion API.
 */
#pragma once

#include <stdbool.h>

#include <jansson.h>

#include "protocol/buffer.h"

#define GROUPS_NAME_SIZE 256   /* bytes of a name */
#define GROUPS_VALUE_MAX 65536 /* bytes of a text */

struct groups {
    json_t *fields; /* {"GROUP": {"KEY": value, …}, …}; "" is the group of no word at all */
    json_t *faults; /* {"GROUP": ["error", line, "NAME"], …}: the first of each */
    bool has_others;    /* there were names that mean nothing here */
    enum status status; /* the first failure: STATUS_TOO_LONG, STATUS_NO_MEMORY */
};

struct pair {
    const char *name;
    const struct buffer *text;
    char quote;        /* what stood around the text; 0 = nothing */
    int line;          /* counted from 1; 0 = isn't told */
    const char *error; /* what is wrong with it already, as below; NULL = nothing */
};

/* Makes an empty value of it; what it owns is released by groups_clear(). */
void groups_init(struct groups *groups);
void groups_clear(struct groups *groups);

/* Whether a name means something; then its group, as it stands in groups.fields, and its key,
 * folded. */
bool groups_split(const char *name, char group[GROUPS_NAME_SIZE], char key[GROUPS_NAME_SIZE]);

/* Sorts a pair in; of two with one group and key the last counts. A text in brackets is a list,
 * of JSON or of words with any quotes or none. A fault instead is one of: "reference" (to
 * another variable, which nothing here expands), "bad-list", "wrong-value" (a NUL in it), or
 * the pair's own error. */
void groups_put(struct groups *groups, const struct pair *pair);
