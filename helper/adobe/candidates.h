/* candidates.h: the forms that credential files have, and what each holds.
 *
 * A form puts its credentials into groups.h, one object of keys a credential; every such object
 * is a candidate. One table has the forms of JSON: the Console's downloads, aio's
 * configuration, an environment that Postman exported, the parameters that App Builder hands to
 * an action. Sources: adobe/aio-cli-plugin-app, schema/config.schema.json; adobe/aio-lib-ims,
 * README.md; adobe/aio-lib-core-auth, types.d.ts; exports of Postman.
 */
#pragma once

#include <stdbool.h>

#include <jansson.h>

#include "helper/adobe/groups.h"

#define CANDIDATE_ID_SIZE 41

struct form {
    const char *shape;
    const char *path[3]; /* folded keys to the object or array that makes it this form */
    json_type type;
    bool is_single; /* there is but one credential in it, whatever it lacks */
    bool has_names; /* the Console's or aio's, which the answer repeats; no name is a prefix */
    bool is_jwt_by_api_key; /* who calls the client "API_KEY" there has the retired kind */
    void (*gather)(struct groups *groups, const json_t *node);
};

/* What isn't JSON. */
extern const struct form form_lines, form_curl;

/* Gathers what the document holds into groups that are initialised, by the first form that it
 * has; NULL when it has none. `*org` becomes the organization beside them, NULL = none told. */
const struct form *form_gather(const json_t *root, struct groups *groups, const json_t **org);

enum candidate_kind {
    CANDIDATE_OTHER,   /* nothing that means anything */
    CANDIDATE_REST,    /* some of it, but no client */
    CANDIDATE_JWT,     /* of the retired kind */
    CANDIDATE_API_KEY, /* Workfront's own, with nothing beside it */
    CANDIDATE_CREDENTIAL,
    CANDIDATE_KINDS
};

/* A view of the groups, which must outlive it. */
struct candidate {
    enum candidate_kind kind;
    const json_t *fields;       /* the object with its keys */
    char id[CANDIDATE_ID_SIZE]; /* "" = none */
    const char *name, *client_id;
};

/* Makes a candidate of a group, and calls `step` with each that there is. */
struct candidate candidate_from_group(const struct form *form, const char *name,
                                      const json_t *group);
typedef void candidate_step(const struct candidate *candidate, void *context);
void candidates_each(const struct form *form, const struct groups *groups, candidate_step *step,
                     void *context);

/* Whether it is called so: its id, name or Client ID, "-" where it has no name. NULL and ""
 * are every one. */
bool candidate_is_wanted(const struct candidate *candidate, const char *wanted);

/* Whether both tell of one credential: they have one Client ID. */
bool candidate_is_same(const struct candidate *one, const struct candidate *other);
