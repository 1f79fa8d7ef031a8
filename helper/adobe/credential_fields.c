/* credential_fields.c: the table of keys, and what becomes of their values. */
#include "helper/adobe/credential_fields.h"

#include <string.h>

#include "helper/adobe/text.h"
#include "protocol/redact.h"

enum { SCOPE_TEXT_MAX = 65536 }; /* bytes of scopes that are looked at */

void credential_fields_clear(struct credential_fields *fields)
{
    buffer_clear(&fields->scope);
    *fields = (struct credential_fields)CREDENTIAL_FIELDS;
}

static void set_fault(struct credential_fields *fields, const char *error, const char *field)
{
    if (fields->error != NULL)
        return;
    fields->error = error;
    fields->field = field;
}

struct member;
typedef void take_function(struct credential_fields *fields, const struct member *member,
                           const json_t *value);
static take_function take_text, take_api_key, take_secrets, take_scopes, take_mark;

/* The keys, folded, that mean something. */
static const struct member {
    const char *key;
    take_function *take; /* NULL = a token, which is only to be deleted */
    const char *field;
    size_t offset;        /* take_text */
    enum identifier kind; /* take_text */
} members[] = {
    { "clientid", take_text, "client_id", offsetof(struct credential_fields, client_id),
      IDENTIFIER_CLIENT_ID },
    { "apikey", take_api_key, "client_id", offsetof(struct credential_fields, client_id),
      IDENTIFIER_CLIENT_ID },
    { "clientsecret", take_secrets, "client_secret", 0, IDENTIFIER_NONE },
    { "clientsecrets", take_secrets, "client_secret", 0, IDENTIFIER_NONE },
    { "secret", take_secrets, "client_secret", 0, IDENTIFIER_NONE },
    { "scope", take_scopes, "scope", 0, IDENTIFIER_NONE },
    { "scopes", take_scopes, "scope", 0, IDENTIFIER_NONE },
    { "orgid", take_text, "org_id", offsetof(struct credential_fields, org_id),
      IDENTIFIER_ORG },
    { "imsorg", take_text, "org_id", offsetof(struct credential_fields, org_id),
      IDENTIFIER_ORG },
    { "imsorgid", take_text, "org_id", offsetof(struct credential_fields, org_id),
      IDENTIFIER_ORG },
    { "technicalaccountid", take_text, "technical_account_id",
      offsetof(struct credential_fields, technical_account_id), IDENTIFIER_ADDRESS },
    { "technicalaccountemail", take_text, "technical_account_email",
      offsetof(struct credential_fields, technical_account_email), IDENTIFIER_ADDRESS },
    { "metascopes", take_mark, NULL, 0, IDENTIFIER_NONE },
    { "privatekey", take_mark, NULL, 0, IDENTIFIER_NONE },
    { "publickeyswithexpiry", take_mark, NULL, 0, IDENTIFIER_NONE },
    { "integration", take_mark, NULL, 0, IDENTIFIER_NONE },
    { "accesstoken", NULL, NULL, 0, IDENTIFIER_NONE },
    { "refreshtoken", NULL, NULL, 0, IDENTIFIER_NONE },
};

static void take_text(struct credential_fields *fields, const struct member *member,
                      const json_t *value)
{
    const char **text = (void *)((char *)fields + member->offset);
    const char *new = json_string_value(value);

    if (new == NULL)
        set_fault(fields, "wrong-type", member->field);
    else if (*text != NULL && strcmp(*text, new) != 0)
        set_fault(fields, "conflict", member->field);
    else if (!identifier_is_valid(member->kind, new))
        set_fault(fields, *new == '\0' ? "missing" : "wrong-value", member->field);
    else
        *text = new;
}

static void take_api_key(struct credential_fields *fields, const struct member *member,
                         const json_t *value)
{
    fields->has_api_key = true;
    take_text(fields, member, value);
}

static void take_mark(struct credential_fields *fields, const struct member *member,
                      const json_t *value)
{
    (void)member;
    (void)value;
    fields->is_jwt = true;
}

static void take_secret(struct credential_fields *fields, const struct member *member,
                        const json_t *value)
{
    const char *secret = json_string_value(value);

    redact_know(secret);
    if (secret == NULL)
        set_fault(fields, "wrong-type", member->field);
    else if (!identifier_is_valid(IDENTIFIER_SECRET, secret))
        set_fault(fields, *secret == '\0' ? "missing" : "wrong-value", member->field);
    else if (string_list_contain(&fields->client_secret, secret))
        return;
    else if (fields->client_secret.count == ADOBE_SECRETS_MAX)
        set_fault(fields, "too-many", member->field);
    else
        fields->client_secret.item[fields->client_secret.count++] = secret;
}

static void take_scope(struct credential_fields *fields, const struct member *member,
                       const json_t *value)
{
    const char *text = json_string_value(value);

    if (text == NULL)
        set_fault(fields, "wrong-type", member->field);
    else if (strlen(text) > SCOPE_TEXT_MAX - fields->scope_text)
        set_fault(fields, "too-many", member->field);
    else if (!text_is_scopes(text))
        set_fault(fields, *text == '\0' ? "missing" : "wrong-value", member->field);
    else
        text_join_scopes(&fields->scope, text);
    if (fields->error == NULL)
        fields->scope_text += strlen(text);
}

/* One value, or an array of them. */
static void take_each(struct credential_fields *fields, const struct member *member,
                      const json_t *value, take_function *take)
{
    size_t i;

    if (!json_is_array(value))
        take(fields, member, value);
    for (i = 0; i < json_array_size(value); i++)
        take(fields, member, json_array_get(value, i));
}

static void take_secrets(struct credential_fields *fields, const struct member *member,
                         const json_t *value)
{
    take_each(fields, member, value, take_secret);
}

static void take_scopes(struct credential_fields *fields, const struct member *member,
                        const json_t *value)
{
    take_each(fields, member, value, take_scope);
}

void credential_fields_fold(char folded[CREDENTIAL_FIELDS_KEY_SIZE], const char *key)
{
    size_t length = 0;

    for (; *key != '\0' && length < CREDENTIAL_FIELDS_KEY_SIZE - 1; key++)
        if (strchr("_-.", *key) == NULL)
            folded[length++] = (char)(*key >= 'A' && *key <= 'Z' ? *key - 'A' + 'a' : *key);
    folded[*key == '\0' ? length : 0] = '\0';
}

static const struct member *member_find(const char *key)
{
    char folded[CREDENTIAL_FIELDS_KEY_SIZE];
    size_t i;

    credential_fields_fold(folded, key);
    for (i = 0; i < sizeof members / sizeof members[0]; i++)
        if (strcmp(members[i].key, folded) == 0)
            return &members[i];
    return NULL;
}

bool credential_fields_knows(const char *key)
{
    return member_find(key) != NULL;
}

bool credential_fields_is_secret(const char *key)
{
    const struct member *member = member_find(key);

    return member != NULL && (member->take == take_secrets || member->take == NULL);
}

const json_t *credential_fields_find(const json_t *object, const char *folded)
{
    const char *key;
    json_t *value;

    json_object_foreach ((json_t *)object, key, value) {
        char candidate[CREDENTIAL_FIELDS_KEY_SIZE];

        credential_fields_fold(candidate, key);
        if (strcmp(candidate, folded) == 0)
            return value;
    }
    return NULL;
}

void credential_fields_take(struct credential_fields *fields, const char *key,
                            const json_t *value)
{
    const struct member *member = member_find(key);

    if (member == NULL)
        return;
    fields->has_members = fields->has_members || member->take != NULL;
    if (member->take != NULL && !json_is_null(value))
        member->take(fields, member, value);
}

void credential_fields_take_object(struct credential_fields *fields, const json_t *object)
{
    const char *key;
    json_t *value;

    json_object_foreach ((json_t *)object, key, value) {
        credential_fields_take(fields, key, value);
    }
}

static bool has_member(const struct credential_fields *fields, const struct member *member)
{
    const char *const *text = (const void *)((const char *)fields + member->offset);

    if (member->kind != IDENTIFIER_NONE)
        return *text != NULL;
    return member->take == take_scopes ? fields->scope.length > 0
                                       : fields->client_secret.count > 0;
}

void credential_fields_fill(struct credential_fields *fields, const json_t *object)
{
    const struct credential_fields before = *fields;
    const char *key;
    json_t *value;

    json_object_foreach ((json_t *)object, key, value) {
        const struct member *member = member_find(key);

        if (member != NULL && !has_member(&before, member))
            credential_fields_take(fields, key, value);
    }
}

void credential_fields_complete(struct credential_fields *fields)
{
    if (fields->client_id == NULL)
        set_fault(fields, "missing", "client_id");
    if (fields->client_secret.count == 0)
        set_fault(fields, "missing", "client_secret");
    if (buffer_status(&fields->scope) == STATUS_TOO_LONG)
        set_fault(fields, "too-many", "scope");
    else if (fields->scope.length == 0)
        set_fault(fields, "missing", "scope");
}
