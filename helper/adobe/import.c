/* import.c: the shapes of credential files, normalised. */
#include "helper/adobe/import.h"

#include <inttypes.h>
#include <string.h>

#include "helper/adobe/document.h"
#include "helper/adobe/text.h"

enum { KEY_SIZE = 40, CREDENTIAL_ID_SIZE = 41, SCOPE_MAX = 8192, NAME_SHOWN = 120 };

/* What a file says of one credential; the strings belong to the document. */
struct draft {
    const char *client_id, *org_id, *technical_account_id, *technical_account_email;
    struct words client_secret;
    struct buffer scope;
    bool has_members; /* anything that a credential file has */
    bool is_jwt;      /* anything that only a JWT credential has */
    bool has_api_key;
    const char *error, *field; /* the first thing wrong */
};

#define DRAFT                                                                                  \
    {                                                                                          \
        .scope = BUFFER(SCOPE_MAX)                                                             \
    }

static bool is_word(const char *text)
{
    return text_is_word(text, TEXT_WORD_MAX);
}

static bool is_email(const char *text)
{
    const char *at = strchr(text, '@');

    return is_word(text) && at != NULL && at > text && at[1] != '\0' &&
           strchr(at + 1, '@') == NULL;
}

static bool is_org(const char *text)
{
    const char *at = strchr(text, '@');

    return is_word(text) && at != NULL && at > text && strcmp(at, "@AdobeOrg") == 0;
}

static void draft_fault(struct draft *draft, const char *error, const char *field)
{
    if (draft->error != NULL)
        return;
    draft->error = error;
    draft->field = field;
}

struct member;
typedef void take_function(struct draft *draft, const struct member *member,
                           const json_t *value);
static take_function take_text, take_api_key, take_secrets, take_scopes, take_mark;

/* The keys, folded, that mean something. */
static const struct member {
    const char *key;
    take_function *take;
    const char *field;
    size_t offset;                     /* take_text */
    bool (*is_good)(const char *text); /* take_text */
} members[] = {
    { "clientid", take_text, "client_id", offsetof(struct draft, client_id), is_word },
    { "apikey", take_api_key, "client_id", offsetof(struct draft, client_id), is_word },
    { "clientsecret", take_secrets, "client_secret", 0, NULL },
    { "clientsecrets", take_secrets, "client_secret", 0, NULL },
    { "scope", take_scopes, "scope", 0, NULL },
    { "scopes", take_scopes, "scope", 0, NULL },
    { "orgid", take_text, "org_id", offsetof(struct draft, org_id), is_org },
    { "imsorg", take_text, "org_id", offsetof(struct draft, org_id), is_org },
    { "imsorgid", take_text, "org_id", offsetof(struct draft, org_id), is_org },
    { "technicalaccountid", take_text, "technical_account_id",
      offsetof(struct draft, technical_account_id), is_word },
    { "technicalaccountemail", take_text, "technical_account_email",
      offsetof(struct draft, technical_account_email), is_email },
    { "metascopes", take_mark, NULL, 0, NULL },
    { "privatekey", take_mark, NULL, 0, NULL },
    { "publickeyswithexpiry", take_mark, NULL, 0, NULL },
};

static void take_text(struct draft *draft, const struct member *member, const json_t *value)
{
    const char **text = (const char **)((char *)draft + member->offset);
    const char *new = json_string_value(value);

    if (new == NULL)
        draft_fault(draft, "wrong-type", member->field);
    else if (*text != NULL && strcmp(*text, new) != 0)
        draft_fault(draft, "conflict", member->field);
    else if (!member->is_good(new))
        draft_fault(draft, *new == '\0' ? "missing" : "wrong-value", member->field);
    else
        *text = new;
}

static void take_api_key(struct draft *draft, const struct member *member, const json_t *value)
{
    draft->has_api_key = true;
    take_text(draft, member, value);
}

static void take_mark(struct draft *draft, const struct member *member, const json_t *value)
{
    (void)member;
    (void)value;
    draft->is_jwt = true;
}

static void take_secret(struct draft *draft, const struct member *member, const json_t *value)
{
    const char *secret = json_string_value(value);

    if (secret == NULL)
        draft_fault(draft, "wrong-type", member->field);
    else if (!is_word(secret))
        draft_fault(draft, *secret == '\0' ? "missing" : "wrong-value", member->field);
    else if (words_contain(&draft->client_secret, secret))
        return;
    else if (draft->client_secret.count == ADOBE_SECRETS_MAX)
        draft_fault(draft, "too-many", member->field);
    else
        draft->client_secret.item[draft->client_secret.count++] = secret;
}

static void take_scope(struct draft *draft, const struct member *member, const json_t *value)
{
    const char *text = json_string_value(value);

    if (text == NULL)
        draft_fault(draft, "wrong-type", member->field);
    else if (!text_is_scopes(text))
        draft_fault(draft, *text == '\0' ? "missing" : "wrong-value", member->field);
    else
        text_join_scopes(&draft->scope, text);
}

/* One value, or an array of them. */
static void take_each(struct draft *draft, const struct member *member, const json_t *value,
                      take_function *take)
{
    size_t i;

    if (!json_is_array(value))
        take(draft, member, value);
    for (i = 0; i < json_array_size(value); i++)
        take(draft, member, json_array_get(value, i));
}

static void take_secrets(struct draft *draft, const struct member *member, const json_t *value)
{
    take_each(draft, member, value, take_secret);
}

static void take_scopes(struct draft *draft, const struct member *member, const json_t *value)
{
    take_each(draft, member, value, take_scope);
}

/* Lower case, without "_" and "-"; "" for a key that is too long to mean anything. */
static void key_fold(char folded[KEY_SIZE], const char *key)
{
    size_t length = 0;

    for (; *key != '\0' && length < KEY_SIZE - 1; key++)
        if (*key != '_' && *key != '-')
            folded[length++] = (char)(*key >= 'A' && *key <= 'Z' ? *key - 'A' + 'a' : *key);
    folded[*key == '\0' ? length : 0] = '\0';
}

/* The first member of an object whose folded key is `folded`; NULL = none. */
static const json_t *find(const json_t *object, const char *folded)
{
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)object, key, value)
    {
        char candidate[KEY_SIZE];

        key_fold(candidate, key);
        if (strcmp(candidate, folded) == 0)
            return value;
    }
    return NULL;
}

static void draft_member(struct draft *draft, const char *key, const json_t *value)
{
    char folded[KEY_SIZE];
    size_t i;

    key_fold(folded, key);
    for (i = 0; i < sizeof members / sizeof members[0]; i++) {
        if (strcmp(members[i].key, folded) != 0)
            continue;
        draft->has_members = true;
        if (!json_is_null(value))
            members[i].take(draft, &members[i], value);
    }
}

static void draft_object(struct draft *draft, const json_t *object)
{
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)object, key, value) draft_member(draft, key, value);
}

static void draft_complete(struct draft *draft)
{
    if (draft->client_id == NULL)
        draft_fault(draft, "missing", "client_id");
    if (draft->client_secret.count == 0)
        draft_fault(draft, "missing", "client_secret");
    if (buffer_status(&draft->scope) == STATUS_TOO_LONG)
        draft_fault(draft, "too-many", "scope");
    else if (draft->scope.length == 0)
        draft_fault(draft, "missing", "scope");
    if (draft->technical_account_email == NULL)
        draft_fault(draft, "missing", "technical_account_email");
}

static void draft_answer(struct draft *draft, struct reply *reply)
{
    struct adobe_answer *answer = &reply->answer;
    struct words *secrets = &answer->client_secret;
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

    draft_object(&draft, root);
    if (find(root, "integration") != NULL || draft.has_api_key)
        draft.is_jwt = true;
    if (draft.is_jwt && draft.scope.length == 0)
        unsuitable(&job->reply, "jwt");
    else if (!draft.has_members)
        unsuitable(&job->reply, "unknown-shape");
    else if (wanted != NULL && draft.client_id != NULL && strcmp(wanted, draft.client_id) != 0)
        unsuitable(&job->reply, "no-match");
    else
        draft_answer(&draft, &job->reply);
    buffer_clear(&draft.scope);
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
    const json_t *body = find(element, "oauthservertoserver");
    const json_t *id = find(element, "id");
    const char *type = json_string_value(find(element, "integrationtype"));
    struct listed listed = {
        .body = json_is_object(body) ? body : NULL,
        .is_jwt =
            find(element, "jwt") != NULL || (type != NULL && strcmp(type, "service") == 0),
        .name = json_string_value(find(element, "name")),
        .client_id = json_string_value(find(body, "clientid")),
    };

    if (json_is_integer(id))
        snprintf(listed.id, sizeof listed.id, "%" JSON_INTEGER_FORMAT, json_integer_value(id));
    else if (json_is_string(id) && json_string_length(id) < sizeof listed.id)
        snprintf(listed.id, sizeof listed.id, "%s", json_string_value(id));
    return listed;
}

static bool listed_is(const struct listed *listed, const char *wanted)
{
    return wanted == NULL || strcmp(listed->id, wanted) == 0 ||
           (listed->name != NULL && strcmp(listed->name, wanted) == 0) ||
           (listed->client_id != NULL && strcmp(listed->client_id, wanted) == 0);
}

static const char *shown(const char *text)
{
    return text != NULL && *text != '\0' ? text : "-";
}

static void choice_add(struct reply *reply, const struct listed *listed)
{
    struct words *choice = &reply->answer.choice;
    char line[REPLY_QUOTE_SIZE];

    if (choice->count == RECORD_LIST_MAX)
        return;
    snprintf(line, sizeof line, "%s %.*s %.64s", shown(listed->id), NAME_SHOWN,
             shown(listed->name), shown(listed->client_id));
    choice->item[choice->count++] = reply_quote(reply, line);
}

/* What a pass over credentials[] found. */
struct found {
    size_t suitable, matching;
    bool has_jwt;
    struct listed match; /* the last one that matches */
};

static struct found search(struct job *job, const json_t *credentials)
{
    struct found found = { 0 };
    size_t i;

    for (i = 0; i < json_array_size(credentials); i++) {
        struct listed listed = listed_from(json_array_get(credentials, i));

        if (listed.body == NULL) {
            found.has_jwt = found.has_jwt || listed.is_jwt;
            continue;
        }
        found.suitable++;
        choice_add(&job->reply, &listed);
        if (!listed_is(&listed, job->call.credential))
            continue;
        found.matching++;
        found.match = listed;
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

/* The project's download. */
static void import_project(struct job *job, const json_t *project)
{
    const json_t *details = find(find(project, "workspace"), "details");
    const json_t *org = find(find(project, "org"), "imsorgid");
    struct found found = search(job, find(details, "credentials"));
    const char *fault = found_fault(&found);
    struct draft draft = DRAFT;

    if (fault != NULL) {
        unsuitable(&job->reply, fault);
        return;
    }
    draft_object(&draft, found.match.body);
    if (org != NULL)
        draft_member(&draft, "ims_org_id", org);
    job->reply.answer.choice.count = 0;
    job->reply.answer.name = reply_quote(&job->reply, found.match.name);
    draft_answer(&draft, &job->reply);
    buffer_clear(&draft.scope);
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

void import_file(struct job *job)
{
    static const char mark[] = "\xEF\xBB\xBF"; /* some editors put it in front */
    const char *data = job->payload;
    size_t length = job->payload_length, skip = sizeof mark - 1;
    struct document_place place = { 0 };
    const json_t *project;
    json_t *root;

    if (length > ADOBE_PAYLOAD_MAX) {
        reply_end(&job->reply, STATUS_TOO_LONG, NULL, NULL);
        return;
    }
    if (length >= skip && memcmp(data, mark, skip) == 0) {
        data += skip;
        length -= skip;
    }
    root = document_load(data, length, &place);
    project = find(root, "project");
    if (root == NULL)
        not_json(&job->reply, place);
    else if (json_is_object(project))
        import_project(job, project);
    else if (json_is_object(root))
        import_flat(job, root);
    else
        unsuitable(&job->reply, "unknown-shape");
    json_decref(root);
}
