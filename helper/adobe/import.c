/* import.c: which of a file's credentials is meant, and what is answered. */
#include "helper/adobe/import.h"

#include <string.h>

#include "helper/adobe/candidates.h"
#include "helper/adobe/credential_fields.h"
#include "helper/adobe/curl.h"
#include "helper/adobe/document.h"
#include "helper/adobe/lines.h"
#include "helper/adobe/secret_places.h"
#include "helper/adobe/text.h"
#include "protocol/identifiers.h"

enum { NAME_SHOWN = 120 };

/* The file while it is worked on. */
struct import {
    struct job *job;
    const char *data; /* its text, in UTF-8 */
    size_t length;
    json_t *root; /* of JSON; else NULL */
    const struct form *form;
    struct groups groups;
    const json_t *org; /* of a project; may be NULL */
};

/* ## The choice */

/* What a walk over the candidates found. */
struct found {
    struct job *job;
    struct candidate listed[RECORD_LIST_MAX]; /* the credentials, each once */
    size_t count, suitable, matching;
    bool has_kind[CANDIDATE_KINDS];
    enum candidate_kind least; /* that is a credential here */
    struct candidate match;    /* the first one that matches */
};

static const char *shown_text(const char *text)
{
    return text != NULL && *text != '\0' ? text : "-";
}

static void add_choice(struct reply *reply, const struct candidate *candidate)
{
    struct string_list *choice = &reply->answer.choice;
    char line[REPLY_QUOTE_SIZE];

    snprintf(line, sizeof line, "%s %.*s %.64s", shown_text(candidate->id), NAME_SHOWN,
             shown_text(candidate->name), shown_text(candidate->client_id));
    choice->item[choice->count++] = reply_quote(reply, line);
}

static void count_credential(struct found *found, const struct candidate *candidate)
{
    size_t i;

    for (i = 0; i < found->count; i++)
        if (candidate_is_same(&found->listed[i], candidate))
            return;
    found->suitable++;
    if (found->count == RECORD_LIST_MAX)
        return;
    found->listed[found->count++] = *candidate;
    add_choice(&found->job->reply, candidate);
}

static void kind_step(const struct candidate *candidate, void *context)
{
    ((struct found *)context)->has_kind[candidate->kind] = true;
}

static void find_step(const struct candidate *candidate, void *context)
{
    struct found *found = context;

    if (candidate->kind < found->least)
        return;
    count_credential(found, candidate);
    if (!candidate_is_wanted(candidate, found->job->call.credential) ||
        (found->matching > 0 && candidate_is_same(&found->match, candidate)))
        return;
    if (found->matching++ == 0)
        found->match = *candidate;
}

/* Whether there is something of a credential, and nothing else that it could be. */
static bool is_rest(const struct found *found)
{
    return found->suitable == 0 && found->has_kind[CANDIDATE_REST] &&
           !found->has_kind[CANDIDATE_JWT];
}

/* Why none was found, or not one: a word of import.h; NULL when there is exactly one. */
static const char *found_error(const struct import *import, const struct found *found)
{
    if (found->suitable == 0 && found->has_kind[CANDIDATE_JWT])
        return "jwt";
    if (found->suitable == 0 && found->has_kind[CANDIDATE_API_KEY])
        return "api-key";
    if (found->suitable == 0)
        return import->form->is_single ? "unknown-shape" : "no-credential";
    if (found->matching == 0)
        return "no-match";
    return found->matching > 1 ? "several" : NULL;
}

static void end_unsuitable(struct reply *reply, const char *error)
{
    reply_end(reply, STATUS_UNSUITABLE, error, NULL);
}

/* ## The answer */

/* Names in lines are prefixes: who has only one credential there may spread it over several. */
static bool takes_rest(const struct import *import, const struct found *found)
{
    return found->suitable <= 1 && !import->form->has_names;
}

/* The first fault of a line that the credential has to do with; NULL = none. */
static const json_t *fault_of(const struct import *import, const struct found *found)
{
    const char *name;
    json_t *fault;

    json_object_foreach (import->groups.faults, name, fault) {
        const json_t *group = json_object_get(import->groups.fields, name);
        struct candidate candidate = candidate_from_group(import->form, name, group);

        if (found->suitable == 0 || candidate_is_same(&candidate, &found->match) ||
            (takes_rest(import, found) && candidate.kind == CANDIDATE_REST))
            return fault;
    }
    return NULL;
}

static void answer_fault(struct import *import, const json_t *fault)
{
    struct reply *reply = &import->job->reply;
    json_int_t line = json_integer_value(json_array_get(fault, 1));
    const char *name = reply_quote(reply, json_string_value(json_array_get(fault, 2)));
    char place[32];

    snprintf(place, sizeof place, "line %" JSON_INTEGER_FORMAT, line);
    if (line > 0)
        reply->answer.error_description = reply_keep(reply, place);
    reply_end(reply, STATUS_MALFORMED,
              reply_keep(reply, json_string_value(json_array_get(fault, 0))), name);
}

/* What the credential's candidates say, then what belongs to nobody else. */
struct gathering {
    struct credential_fields fields;
    const struct found *found;
    bool takes_rest;
};

static void gather_step(const struct candidate *candidate, void *context)
{
    struct gathering *gathering = context;

    if (!gathering->takes_rest && candidate_is_same(candidate, &gathering->found->match))
        credential_fields_take_object(&gathering->fields, candidate->fields);
    else if (gathering->takes_rest && candidate->kind == CANDIDATE_REST)
        credential_fields_fill(&gathering->fields, candidate->fields);
}

static void answer_fields(struct import *import, const struct credential_fields *fields)
{
    struct reply *reply = &import->job->reply;
    struct adobe_answer *answer = &reply->answer;
    struct string_list *secrets = &answer->client_secret;
    size_t i;

    answer->client_id = reply_keep(reply, fields->client_id);
    answer->org_id = reply_keep(reply, fields->org_id);
    answer->technical_account_id = reply_keep(reply, fields->technical_account_id);
    answer->technical_account_email = reply_keep(reply, fields->technical_account_email);
    answer->scope = reply_keep(reply, buffer_string(&fields->scope));
    for (i = 0; i < fields->client_secret.count; i++)
        secrets->item[secrets->count++] = reply_keep(reply, fields->client_secret.item[i]);
    reply_end(reply, STATUS_OK, NULL, NULL);
}

static void answer_places(struct import *import, bool is_only)
{
    struct reply *reply = &import->job->reply;

    if (reply_status(reply) != STATUS_OK)
        return;
    if (strcmp(import->form->shape, "contexts") == 0)
        secret_places_in_keys(reply, import->form->path[1] == NULL ? "ims." : "", import->root);
    else if (import->form == &form_lines)
        secret_places_in_lines(reply, import->data, import->length, &import->groups, is_only);
}

/* The Console's ids, by which its secrets are managed. */
static void answer_console(struct import *import, const struct found *found)
{
    const json_t *project = credential_fields_find(import->root, "project");
    const char *org =
        json_string_value(credential_fields_find(credential_fields_find(project, "org"), "id"));
    struct adobe_answer *answer = &import->job->reply.answer;

    if (!identifier_is_valid(IDENTIFIER_NUMBER, org) ||
        !identifier_is_valid(IDENTIFIER_NUMBER, found->match.id))
        return;
    answer->console_org = reply_keep(&import->job->reply, org);
    answer->console_credential = reply_keep(&import->job->reply, found->match.id);
}

static void answer_credential(struct import *import, const struct found *found)
{
    struct reply *reply = &import->job->reply;
    struct gathering gathering = { .fields = CREDENTIAL_FIELDS, .found = found };
    struct credential_fields *fields = &gathering.fields;

    candidates_each(import->form, &import->groups, gather_step, &gathering);
    gathering.takes_rest = true;
    if (takes_rest(import, found))
        candidates_each(import->form, &import->groups, gather_step, &gathering);
    if (import->org != NULL)
        credential_fields_take(fields, "ims_org_id", import->org);
    credential_fields_complete(fields);
    reply->answer.choice.count = 0;
    reply->answer.shape = import->form->shape;
    if (import->form->has_names)
        reply->answer.name = reply_quote(reply, found->match.name);
    answer_console(import, found);
    if (buffer_status(&fields->scope) == STATUS_NO_MEMORY)
        reply_end(reply, STATUS_NO_MEMORY, NULL, NULL);
    else if (fields->error != NULL)
        reply_end(reply, STATUS_MALFORMED, fields->error, fields->field);
    else
        answer_fields(import, fields);
    answer_places(import, takes_rest(import, found));
    credential_fields_clear(fields);
}

/* A key alone is Workfront's, unless what is missing stands elsewhere. */
static enum candidate_kind least_kind(const struct import *import, const struct found *found)
{
    bool has_rest = found->has_kind[CANDIDATE_REST] && !import->form->has_names;

    return has_rest && !found->has_kind[CANDIDATE_CREDENTIAL] ? CANDIDATE_API_KEY
                                                              : CANDIDATE_CREDENTIAL;
}

/* From the groups to the answer. */
static void import_groups(struct import *import)
{
    struct reply *reply = &import->job->reply;
    struct found found = { .job = import->job };
    const json_t *fault = NULL;
    const char *error;

    if (import->groups.status != STATUS_OK) {
        reply_end(reply, import->groups.status, NULL, NULL);
        return;
    }
    candidates_each(import->form, &import->groups, kind_step, &found);
    found.least = least_kind(import, &found);
    candidates_each(import->form, &import->groups, find_step, &found);
    error = found_error(import, &found);
    if (error == NULL || found.suitable == 0)
        fault = fault_of(import, &found);
    if (fault != NULL)
        answer_fault(import, fault);
    else if (error != NULL && !(takes_rest(import, &found) && is_rest(&found)))
        end_unsuitable(reply, error);
    else
        answer_credential(import, &found);
}

/* ## Reading */

static void import_document(struct import *import)
{
    import->form = form_gather(import->root, &import->groups, &import->org);
    if (import->form != NULL)
        import_groups(import);
    else
        end_unsuitable(&import->job->reply, "unknown-shape");
}

/* What is neither JSON nor has a line that means anything. */
static void import_nothing(struct import *import, struct document_place place)
{
    struct reply *reply = &import->job->reply;
    char text[64];

    if (lines_is_aio(import->data, import->length)) {
        reply_end(reply, STATUS_MALFORMED, "hjson-yaml", NULL);
    } else if (import->groups.has_others) {
        end_unsuitable(reply, "unknown-names");
    } else {
        snprintf(text, sizeof text, "line %d, column %d", place.line, place.column);
        if (place.line > 0)
            reply->answer.error_description = reply_quote(reply, text);
        reply_end(reply, STATUS_MALFORMED, "not-json", NULL);
    }
}

static bool begins_as_json(const struct import *import)
{
    struct span text = { import->data, import->data + import->length };

    span_skip(&text, " \t\r\n");
    return span_starts(&text, "{") || span_starts(&text, "[");
}

static void import_text(struct import *import)
{
    struct document_place place = { 0 };
    bool is_curl = curl_is(import->data, import->length);

    groups_init(&import->groups);
    import->form = is_curl ? &form_curl : &form_lines;
    if (!begins_as_json(import))
        (is_curl ? curl_read : lines_read)(&import->groups, import->data, import->length);
    if (import->groups.status != STATUS_OK || json_object_size(import->groups.fields) > 0) {
        import_groups(import);
    } else {
        import->root = document_load(import->data, import->length, &place);
        if (import->root != NULL)
            import_document(import);
        else
            import_nothing(import, place);
    }
    groups_clear(&import->groups);
    json_decref(import->root);
}

/* What stands in front of a text in each encoding, or, in UTF-16, is its first character. */
static void decode_text(struct import *import, struct buffer *decoded)
{
    static const char mark[] = "\xEF\xBB\xBF";
    const char *data = import->data;
    bool is_big = import->length > 1 && (memcmp(data, "\xFE\xFF", 2) == 0 || data[0] == '\0');
    bool is_little =
        import->length > 1 && (memcmp(data, "\xFF\xFE", 2) == 0 || data[1] == '\0');

    if (is_big || is_little) {
        text_from_utf16(decoded, import->data, import->length, is_big);
        import->data = buffer_string(decoded);
        import->length = decoded->length;
    }
    if (import->length >= sizeof mark - 1 && memcmp(import->data, mark, sizeof mark - 1) == 0) {
        import->data += sizeof mark - 1;
        import->length -= sizeof mark - 1;
    }
}

void import_file(struct job *job)
{
    struct import import = { .job = job, .data = job->payload, .length = job->payload_length };
    struct buffer decoded = BUFFER(2 * ADOBE_PAYLOAD_MAX);

    if (import.length > ADOBE_PAYLOAD_MAX) {
        reply_end(&job->reply, STATUS_TOO_LONG, NULL, NULL);
        return;
    }
    decode_text(&import, &decoded);
    if (buffer_status(&decoded) != STATUS_OK)
        reply_end(&job->reply, buffer_status(&decoded), NULL, NULL);
    else
        import_text(&import);
    buffer_clear(&decoded);
}
