/* draft.c: the table of keys, and what becomes of their values. */
#include "helper/adobe/draft.h"

#include <string.h>

#include "helper/adobe/text.h"

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

void draft_clear(struct draft *draft)
{
    buffer_clear(&draft->scope);
    *draft = (struct draft)DRAFT;
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
    { "secret", take_secrets, "client_secret", 0, NULL },
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
    const char **text = (void *)((char *)draft + member->offset);
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
    else if (string_list_contain(&draft->client_secret, secret))
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

void draft_fold(char folded[DRAFT_KEY_SIZE], const char *key)
{
    size_t length = 0;

    for (; *key != '\0' && length < DRAFT_KEY_SIZE - 1; key++)
        if (*key != '_' && *key != '-')
            folded[length++] = (char)(*key >= 'A' && *key <= 'Z' ? *key - 'A' + 'a' : *key);
    folded[*key == '\0' ? length : 0] = '\0';
}

static const struct member *member_find(const char *key)
{
    char folded[DRAFT_KEY_SIZE];
    size_t i;

    draft_fold(folded, key);
    for (i = 0; i < sizeof members / sizeof members[0]; i++)
        if (strcmp(members[i].key, folded) == 0)
            return &members[i];
    return NULL;
}

bool draft_knows(const char *key)
{
    return member_find(key) != NULL;
}

bool draft_is_secret(const char *key)
{
    const struct member *member = member_find(key);

    return member != NULL && member->take == take_secrets;
}

const json_t *draft_find(const json_t *object, const char *folded)
{
    const char *key;
    json_t *value;

    json_object_foreach ((json_t *)object, key, value) {
        char candidate[DRAFT_KEY_SIZE];

        draft_fold(candidate, key);
        if (strcmp(candidate, folded) == 0)
            return value;
    }
    return NULL;
}

void draft_take(struct draft *draft, const char *key, const json_t *value)
{
    const struct member *member = member_find(key);

    if (member == NULL)
        return;
    draft->has_members = true;
    if (!json_is_null(value))
        member->take(draft, member, value);
}

void draft_take_object(struct draft *draft, const json_t *object)
{
    const char *key;
    json_t *value;

    json_object_foreach ((json_t *)object, key, value) {
        draft_take(draft, key, value);
    }
}

void draft_complete(struct draft *draft)
{
    if (draft->client_id == NULL)
        draft_fault(draft, "missing", "client_id");
    if (draft->client_secret.count == 0)
        draft_fault(draft, "missing", "client_secret");
    if (buffer_status(&draft->scope) == STATUS_TOO_LONG)
        draft_fault(draft, "too-many", "scope");
    else if (draft->scope.length == 0)
        draft_fault(draft, "missing", "scope");
}
