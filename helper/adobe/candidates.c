/* candidates.c: the forms of files, and who is a credential in them. */
#include "helper/adobe/candidates.h"

#include <inttypes.h>
#include <string.h>

#include "helper/adobe/credential_fields.h"
#include "helper/adobe/document.h"
#include "helper/adobe/text.h"

/* ## Forms */

/* An object, or an array, of credentials as it is. */
static void gather_members(struct groups *groups, const json_t *node)
{
    json_decref(groups->fields);
    groups->fields = json_incref((json_t *)node);
}

static void gather_one(struct groups *groups, const json_t *node)
{
    if (json_object_set_nocheck(groups->fields, "", (json_t *)node) != 0)
        groups->status = STATUS_NO_MEMORY;
}

static void gather_project(struct groups *groups, const json_t *project)
{
    const json_t *details =
        credential_fields_find(credential_fields_find(project, "workspace"), "details");
    const json_t *credentials = credential_fields_find(details, "credentials");

    if (json_is_array(credentials))
        gather_members(groups, credentials);
}

static void gather_variables(struct groups *groups, const json_t *values)
{
    size_t i;

    for (i = 0; i < json_array_size(values); i++) {
        const json_t *variable = json_array_get(values, i);
        const char *name = document_text(variable, "key");
        const char *value = document_text(variable, "value");
        struct buffer text = BUFFER(GROUPS_VALUE_MAX);

        if (name == NULL || value == NULL ||
            json_is_false(json_object_get(variable, "enabled")))
            continue;
        buffer_text(&text, value);
        groups_put(groups, &(struct pair){ .name = name, .text = &text });
        buffer_clear(&text);
    }
}

/* What a document is, by the first row whose path leads to something of its type. */
static const struct form documents[] = {
    { "contexts",
      { "ims", "contexts" },
      JSON_OBJECT,
      .has_names = true,
      .gather = gather_members },
    { "contexts", { "contexts" }, JSON_OBJECT, .has_names = true, .gather = gather_members },
    { "project", { "project" }, JSON_OBJECT, .has_names = true, .gather = gather_project },
    { "postman", { "values" }, JSON_ARRAY, .gather = gather_variables },
    { "app-builder", { "imsoauths2s" }, JSON_OBJECT, .is_single = true, .gather = gather_one },
    { "app-builder",
      { "params", "imsoauths2s" },
      JSON_OBJECT,
      .is_single = true,
      .gather = gather_one },
    { "credential",
      { NULL },
      JSON_OBJECT,
      .is_single = true,
      .is_jwt_by_api_key = true,
      .gather = gather_one },
};

const struct form form_lines = { .shape = "lines" };
const struct form form_curl = { .shape = "curl" };

static const json_t *form_node(const struct form *form, const json_t *root)
{
    size_t i;

    for (i = 0; i < sizeof form->path / sizeof form->path[0] && form->path[i] != NULL; i++)
        root = credential_fields_find(root, form->path[i]);
    return root != NULL && json_typeof(root) == form->type ? root : NULL;
}

const struct form *form_gather(const json_t *root, struct groups *groups, const json_t **org)
{
    size_t i;

    for (i = 0; i < sizeof documents / sizeof documents[0]; i++) {
        const json_t *node = form_node(&documents[i], root);

        if (node == NULL)
            continue;
        documents[i].gather(groups, node);
        if (documents[i].gather == gather_project)
            *org = credential_fields_find(credential_fields_find(node, "org"), "imsorgid");
        return &documents[i];
    }
    return NULL;
}

/* ## Candidates */

static enum candidate_kind kind_of(const struct form *form, const json_t *object)
{
    struct credential_fields fields = CREDENTIAL_FIELDS;
    const json_t *client = credential_fields_find(object, "clientid");
    enum candidate_kind kind = CANDIDATE_REST;

    credential_fields_take_object(&fields, object);
    if (fields.has_api_key && form->is_jwt_by_api_key && fields.client_secret.count > 0)
        fields.is_jwt = true;
    if (!fields.has_members)
        kind = CANDIDATE_OTHER;
    else if (fields.is_jwt && fields.scope.length == 0)
        kind = CANDIDATE_JWT;
    else if (fields.has_api_key && client == NULL && fields.client_secret.count == 0 &&
             fields.scope.length == 0)
        kind = CANDIDATE_API_KEY;
    else if (json_is_string(client) || fields.has_api_key || form->is_single)
        kind = CANDIDATE_CREDENTIAL;
    credential_fields_clear(&fields);
    return kind;
}

/* A context of aio's, a group of lines, or the one there is. */
struct candidate candidate_from_group(const struct form *form, const char *name,
                                      const json_t *group)
{
    const json_t *client = credential_fields_find(group, "clientid");

    if (client == NULL)
        client = credential_fields_find(group, "apikey");
    return (struct candidate){
        .kind = kind_of(form, group),
        .fields = group,
        .name = text_or_null(name),
        .client_id = json_string_value(client),
    };
}

/* One element of a project's credentials[]. */
static struct candidate candidate_from_project(const json_t *element)
{
    const json_t *body = credential_fields_find(element, "oauthservertoserver");
    const json_t *id = credential_fields_find(element, "id");
    const char *type = json_string_value(credential_fields_find(element, "integrationtype"));
    bool is_jwt = credential_fields_find(element, "jwt") != NULL ||
                  (type != NULL && strcmp(type, "service") == 0);
    struct candidate candidate = {
        .kind = json_is_object(body) ? CANDIDATE_CREDENTIAL
                : is_jwt             ? CANDIDATE_JWT
                                     : CANDIDATE_OTHER,
        .fields = body,
        .name = json_string_value(credential_fields_find(element, "name")),
        .client_id = json_string_value(credential_fields_find(body, "clientid")),
    };

    if (json_is_integer(id))
        snprintf(candidate.id, sizeof candidate.id, "%" JSON_INTEGER_FORMAT,
                 json_integer_value(id));
    else if (identifier_is_valid(IDENTIFIER_OBJECT, json_string_value(id)))
        snprintf(candidate.id, sizeof candidate.id, "%s", json_string_value(id));
    return candidate;
}

void candidates_each(const struct form *form, const struct groups *groups, candidate_step *step,
                     void *context)
{
    struct candidate candidate;
    const char *name;
    json_t *group;
    size_t i;

    for (i = 0; i < json_array_size(groups->fields); i++) {
        candidate = candidate_from_project(json_array_get(groups->fields, i));
        step(&candidate, context);
    }
    json_object_foreach (groups->fields, name, group) {
        candidate = candidate_from_group(form, name, group);
        step(&candidate, context);
    }
}

bool candidate_is_wanted(const struct candidate *candidate, const char *wanted)
{
    const char *name = candidate->name != NULL ? candidate->name : "-";

    return wanted == NULL || *wanted == '\0' || strcmp(candidate->id, wanted) == 0 ||
           strcmp(name, wanted) == 0 ||
           (candidate->client_id != NULL && strcmp(candidate->client_id, wanted) == 0);
}

bool candidate_is_same(const struct candidate *one, const struct candidate *other)
{
    return one->fields == other->fields ||
           (one->client_id != NULL && other->client_id != NULL &&
            strcmp(one->client_id, other->client_id) == 0);
}
