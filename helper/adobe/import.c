/* import.c: the shapes of credential files. */
#include "helper/adobe/import.h"

#include <inttypes.h>
#include <string.h>

#include "helper/adobe/document.h"
#include "helper/adobe/draft.h"
#include "helper/adobe/leftover.h"
#include "helper/adobe/lines.h"
#include "helper/adobe/text.h"

enum { CREDENTIAL_ID_SIZE = 41, NAME_SHOWN = 120 };

static void draft_answer(struct draft *draft, struct reply *reply, const char *shape)
{
    struct adobe_answer *answer = &reply->answer;
    struct string_list *secrets = &answer->client_secret;
    size_t i;

    draft_complete(draft);
    if (buffer_status(&draft->scope) == STATUS_NO_MEMORY) {
        reply_end(reply, STATUS_NO_MEMORY, NULL, NULL);
        return;
    }
    if (draft->error != NULL) {
        reply_end(reply, STATUS_MALFORMED, draft->error, draft->field);
        return;
    }
    answer->shape = shape;
    answer->client_id = reply_keep(reply, draft->client_id);
    answer->org_id = reply_keep(reply, draft->org_id);
    answer->technical_account_id = reply_keep(reply, draft->technical_account_id);
    answer->technical_account_email = reply_keep(reply, draft->technical_account_email);
    answer->scope = reply_keep(reply, buffer_string(&draft->scope));
    for (i = 0; i < draft->client_secret.count; i++)
        secrets->item[secrets->count++] = reply_keep(reply, draft->client_secret.item[i]);
    reply_end(reply, STATUS_OK, NULL, NULL);
}

static void unsuitable(struct reply *reply, const char *error)
{
    reply_end(reply, STATUS_UNSUITABLE, error, NULL);
}

/* The credential's own download. */
static void import_flat(struct job *job, const json_t *root)
{
    struct draft draft = DRAFT;
    const char *wanted = job->call.credential;

    draft_take_object(&draft, root);
    if (draft_find(root, "integration") != NULL || draft.has_api_key)
        draft.is_jwt = true;
    if (draft.is_jwt && draft.scope.length == 0)
        unsuitable(&job->reply, "jwt");
    else if (!draft.has_members)
        unsuitable(&job->reply, "unknown-shape");
    else if (wanted != NULL && *wanted != '\0' && draft.client_id != NULL &&
             strcmp(wanted, draft.client_id) != 0)
        unsuitable(&job->reply, "no-match");
    else
        draft_answer(&draft, &job->reply, "credential");
    draft_clear(&draft);
}

/* One element of a project's credentials[]. */
struct listed {
    const json_t *body; /* its oauth_server_to_server object; NULL = another kind */
    bool is_jwt;
    char id[CREDENTIAL_ID_SIZE]; /* "" = none */
    const char *name, *client_id;
};

static struct listed listed_from(const json_t *element)
{
    const json_t *body = draft_find(element, "oauthservertoserver");
    const json_t *id = draft_find(element, "id");
    const char *type = json_string_value(draft_find(element, "integrationtype"));
    struct listed listed = {
        .body = json_is_object(body) ? body : NULL,
        .is_jwt = draft_find(element, "jwt") != NULL ||
                  (type != NULL && strcmp(type, "service") == 0),
        .name = json_string_value(draft_find(element, "name")),
        .client_id = json_string_value(draft_find(body, "clientid")),
    };

    if (json_is_integer(id))
        snprintf(listed.id, sizeof listed.id, "%" JSON_INTEGER_FORMAT, json_integer_value(id));
    else if (json_is_string(id) && text_is_word(json_string_value(id), sizeof listed.id - 1))
        snprintf(listed.id, sizeof listed.id, "%s", json_string_value(id));
    return listed;
}

static bool listed_is(const struct listed *listed, const char *wanted)
{
    return wanted == NULL || *wanted == '\0' || strcmp(listed->id, wanted) == 0 ||
           (listed->name != NULL && strcmp(listed->name, wanted) == 0) ||
           (listed->client_id != NULL && strcmp(listed->client_id, wanted) == 0);
}

static const char *shown(const char *text)
{
    return text != NULL && *text != '\0' ? text : "-";
}

static void choice_add(struct reply *reply, const struct listed *listed)
{
    struct string_list *choice = &reply->answer.choice;
    char line[REPLY_QUOTE_SIZE];

    if (choice->count == RECORD_LIST_MAX)
        return;
    snprintf(line, sizeof line, "%s %.*s %.64s", shown(listed->id), NAME_SHOWN,
             shown(listed->name), shown(listed->client_id));
    choice->item[choice->count++] = reply_quote(reply, line);
}

/* What a pass over the credentials of a file found. */
struct found {
    size_t suitable, matching;
    bool has_jwt;
    struct listed match; /* the last one that matches */
};

static void found_add(struct found *found, struct job *job, const struct listed *listed)
{
    if (listed->body == NULL) {
        found->has_jwt = found->has_jwt || listed->is_jwt;
        return;
    }
    found->suitable++;
    choice_add(&job->reply, listed);
    if (!listed_is(listed, job->call.credential))
        return;
    found->matching++;
    found->match = *listed;
}

static struct found search_project(struct job *job, const json_t *credentials)
{
    struct found found = { 0 };
    size_t i;

    for (i = 0; i < json_array_size(credentials); i++) {
        struct listed listed = listed_from(json_array_get(credentials, i));

        found_add(&found, job, &listed);
    }
    return found;
}

/* A context of aio's or a group of lines. One without a client is none. */
static struct listed listed_from_context(const char *name, const json_t *context)
{
    const json_t *client = draft_find(context, "clientid");
    bool is_jwt =
        draft_find(context, "metascopes") != NULL || draft_find(context, "privatekey") != NULL;

    if (client == NULL)
        client = draft_find(context, "apikey");
    return (struct listed){
        .body = client != NULL && !is_jwt ? context : NULL,
        .is_jwt = is_jwt,
        .name = name,
        .client_id = json_string_value(client),
    };
}

static struct found search_contexts(struct job *job, const json_t *contexts)
{
    struct found found = { 0 };
    const char *name;
    json_t *context;

    json_object_foreach ((json_t *)contexts, name, context) {
        struct listed listed = listed_from_context(name, context);

        found_add(&found, job, &listed);
    }
    return found;
}

/* Why none was found, or not one: a word of import.h; NULL when there is exactly one. */
static const char *found_fault(const struct found *found)
{
    if (found->suitable == 0)
        return found->has_jwt ? "jwt" : "no-credential";
    if (found->matching == 0)
        return "no-match";
    return found->matching > 1 ? "several" : NULL;
}

/* Answers with the one that was found, or says why there is none; false then. `org` may be
 * NULL. */
static bool import_found(struct job *job, const struct found *found, const json_t *org,
                         const char *shape)
{
    const char *fault = found_fault(found);
    struct draft draft = DRAFT;

    if (fault != NULL) {
        unsuitable(&job->reply, fault);
        return false;
    }
    draft_take_object(&draft, found->match.body);
    if (org != NULL)
        draft_take(&draft, "ims_org_id", org);
    job->reply.answer.choice.count = 0;
    job->reply.answer.name = reply_quote(&job->reply, found->match.name);
    draft_answer(&draft, &job->reply, shape);
    draft_clear(&draft);
    return reply_status(&job->reply) == STATUS_OK;
}

/* The project's download. */
static void import_project(struct job *job, const json_t *project)
{
    const json_t *details = draft_find(draft_find(project, "workspace"), "details");
    const json_t *org = draft_find(draft_find(project, "org"), "imsorgid");
    struct found found = search_project(job, draft_find(details, "credentials"));

    import_found(job, &found, org, "project");
}

/* aio's configuration, {"ims": {"contexts": {NAME: {…}}}}, or its "ims" alone. */
static void import_contexts(struct job *job, const json_t *contexts)
{
    struct found found = search_contexts(job, contexts);
    char prefix[LEFTOVER_NAME_MAX + 2];

    if (!import_found(job, &found, NULL, "contexts"))
        return;
    snprintf(prefix, sizeof prefix, "ims.contexts.%s.", found.match.name);
    leftover_add_keys(&job->reply, prefix, found.match.body);
}

/* Lines may spread one credential over several prefixes: what stands in a group without a
 * client belongs to the only one that has one. */
static bool belongs(const struct found *found, const char *name, const json_t *group)
{
    struct listed listed = listed_from_context(name, group);

    return group == found->match.body || (found->suitable == 1 && found->matching == 1 &&
                                          listed.body == NULL && !listed.is_jwt);
}

/* False when memory is short. */
static bool gather(struct found *found, json_t *groups)
{
    const char *name;
    json_t *group;

    json_object_foreach (groups, name, group) {
        if (group != found->match.body && belongs(found, name, group) &&
            json_object_update_missing((json_t *)found->match.body, group) != 0)
            return false;
    }
    return true;
}

/* Tells which lines hold secrets of what was found. */
static void tell_lines(struct reply *reply, const struct found *found,
                       const struct lines *lines)
{
    const char *name;
    json_t *names;
    size_t i;

    json_object_foreach (lines->secrets, name, names) {
        if (!belongs(found, name, json_object_get(lines->groups, name)))
            continue;
        for (i = 0; i < json_array_size(names); i++)
            leftover_add(reply, json_string_value(json_array_get(names, i)));
    }
}

static void import_lines(struct job *job, struct lines *lines)
{
    struct found found = search_contexts(job, lines->groups);

    if (!gather(&found, lines->groups)) {
        reply_end(&job->reply, STATUS_NO_MEMORY, NULL, NULL);
        return;
    }
    found.match.name = NULL;
    if (import_found(job, &found, NULL, lines->is_curl ? "curl" : "lines"))
        tell_lines(&job->reply, &found, lines);
}

static void not_json(struct reply *reply, struct document_place place)
{
    char text[64];

    if (place.line > 0) {
        snprintf(text, sizeof text, "line %d, column %d", place.line, place.column);
        reply->answer.error_description = reply_quote(reply, text);
    }
    reply_end(reply, STATUS_MALFORMED, "not-json", NULL);
}

static void import_document(struct job *job, const char *data, size_t length)
{
    struct document_place place = { 0 };
    json_t *root = document_load(data, length, &place);
    const json_t *project = draft_find(root, "project");
    const json_t *ims = draft_find(root, "ims");
    const json_t *contexts = draft_find(ims != NULL ? ims : root, "contexts");

    if (root == NULL && lines_is_aio(data, length))
        reply_end(&job->reply, STATUS_MALFORMED, "hjson-yaml", NULL);
    else if (root == NULL)
        not_json(&job->reply, place);
    else if (json_is_object(contexts))
        import_contexts(job, contexts);
    else if (json_is_object(project))
        import_project(job, project);
    else if (json_is_object(root))
        import_flat(job, root);
    else
        unsuitable(&job->reply, "unknown-shape");
    json_decref(root);
}

void import_file(struct job *job)
{
    static const char mark[] = "\xEF\xBB\xBF"; /* some editors put it in front */
    const char *data = job->payload;
    size_t length = job->payload_length, skip = sizeof mark - 1;
    enum status status = STATUS_NOT_FOUND;
    struct lines lines = { 0 };

    if (length > ADOBE_PAYLOAD_MAX) {
        reply_end(&job->reply, STATUS_TOO_LONG, NULL, NULL);
        return;
    }
    if (length >= skip && memcmp(data, mark, skip) == 0) {
        data += skip;
        length -= skip;
    }
    if (!lines_is_json(data, length))
        status = lines_load(data, length, &lines);
    if (status == STATUS_OK)
        import_lines(job, &lines);
    else if (status == STATUS_NOT_FOUND)
        import_document(job, data, length);
    else
        reply_end(&job->reply, status, NULL, NULL);
    lines_clear(&lines);
}
