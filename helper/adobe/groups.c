/* groups.c: names taken apart, and texts made into values. */
#include "helper/adobe/groups.h"

#include <string.h>
#include <strings.h>

#include "helper/adobe/credential_fields.h"
#include "helper/adobe/document.h"

void groups_init(struct groups *groups)
{
    *groups = (struct groups){ .fields = json_object(), .faults = json_object() };
    if (groups->fields == NULL || groups->faults == NULL)
        groups->status = STATUS_NO_MEMORY;
}

void groups_clear(struct groups *groups)
{
    json_decref(groups->fields);
    json_decref(groups->faults);
    *groups = (struct groups){ 0 };
}

static void fail_groups(struct groups *groups, enum status status)
{
    if (groups->status == STATUS_OK)
        groups->status = status;
}

/* ## Names */

/* Cuts NAME_KEY at the last single "_", where "__" stands for "_". */
static bool split_context(const char *text, char group[GROUPS_NAME_SIZE],
                          char key[GROUPS_NAME_SIZE])
{
    char *cut = NULL, *out = group;

    for (; *text != '\0'; text++) {
        if (text[0] == '_' && text[1] == '_')
            text++;
        else if (*text == '_')
            cut = out;
        *out++ = *text;
    }
    *out = '\0';
    if (cut == NULL)
        return false;
    *cut = '\0';
    credential_fields_fold(key, cut + 1);
    return credential_fields_knows(key);
}

/* The length of the word, one of those in front of a key, that `text` begins with; 0 = none. */
static size_t word_length(const char *text)
{
    static const char *const words[] = { "ADOBE", "AIO_COMMERCE_AUTH", "FUSION", "IMS", "OAUTH",
                                         "S2S",   "WORKFRONT",         "WF" };
    size_t i;

    for (i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strncasecmp(text, words[i], strlen(words[i])) == 0)
            return strlen(words[i]);
    return 0;
}

static bool split_words(const char *name, char group[GROUPS_NAME_SIZE],
                        char key[GROUPS_NAME_SIZE])
{
    const char *rest = name;
    size_t length = 0, i;
    bool is_known = false;

    for (;;) {
        char folded[CREDENTIAL_FIELDS_KEY_SIZE];

        credential_fields_fold(folded, rest);
        if (credential_fields_knows(folded)) {
            is_known = true;
            length = (size_t)(rest - name);
            memcpy(key, folded, sizeof folded);
        }
        if (word_length(rest) == 0)
            break;
        rest += word_length(rest);
        rest += strspn(rest, "_-.");
    }
    for (i = 0; i < length; i++)
        group[i] = (char)(name[i] >= 'a' && name[i] <= 'z' ? name[i] - 'a' + 'A' : name[i]);
    while (length > 0 && strchr("_-.", group[length - 1]) != NULL)
        length--;
    group[length] = '\0';
    return is_known;
}

bool groups_split(const char *name, char group[GROUPS_NAME_SIZE], char key[GROUPS_NAME_SIZE])
{
    static const char context[] = "AIO_ims_contexts_";

    if (strlen(name) >= GROUPS_NAME_SIZE)
        return false;
    if (strncasecmp(name, context, sizeof context - 1) == 0)
        return split_context(name + sizeof context - 1, group, key);
    return split_words(name, group, key);
}

/* ## Values */

/* Whether nothing but an expansion could make the value of it. */
static bool is_reference(const char *text, char quote)
{
    static const char letters[] = "0123456789_ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "abcdefghijklmnopqrstuvwxyz";
    size_t length = *text == '$' ? strspn(text + 1, letters) : 0;

    if (quote == '\'')
        return false;
    return (length > 0 && text[1 + length] == '\0') || strstr(text, "${") != NULL ||
           strstr(text, "$(") != NULL || strncmp(text, "{{", 2) == 0;
}

/* The words between brackets; NULL when a quote or the bracket isn't closed. */
static json_t *list_of_words(const char *text)
{
    static const char separators[] = " \t\r\n,";
    json_t *list = json_array();

    for (text++; *(text += strspn(text, separators)) != ']';) {
        const char quote[] = { *text == '"' || *text == '\'' ? *text : '\0', '\0' };
        size_t length = strcspn(text + (*quote != '\0'), *quote != '\0' ? quote : " \t\r\n,]");
        const char *end = text + (*quote != '\0') + length;

        if (*end == '\0' ||
            json_array_append_new(list, json_stringn(end - length, length)) != 0) {
            json_decref(list);
            return NULL;
        }
        text = end + (*quote != '\0');
    }
    if (text[1 + strspn(text + 1, separators)] == '\0')
        return list;
    json_decref(list);
    return NULL;
}

/* NULL when it is a list that can't be read. */
static json_t *value_of(const struct buffer *text)
{
    const char *string = buffer_string(text);
    json_t *list = NULL;

    if (*string != '[')
        return json_string_nocheck(string);
    list = document_load(string, text->length, NULL);
    return list != NULL ? list : list_of_words(string);
}

static void put_fault(struct groups *groups, const char *group, const struct pair *pair,
                      const char *error)
{
    json_t *fault;

    if (json_object_get(groups->faults, group) != NULL)
        return;
    fault = json_pack("[s, i, s]", error, pair->line, pair->name);
    if (json_object_set_new_nocheck(groups->faults, group, fault) != 0)
        fail_groups(groups, STATUS_NO_MEMORY);
}

static void put_value(struct groups *groups, const char *group, const char *key, json_t *value)
{
    if (json_object_get(groups->fields, group) == NULL)
        json_object_set_new_nocheck(groups->fields, group, json_object());
    if (json_object_set_new_nocheck(json_object_get(groups->fields, group), key, value) != 0)
        fail_groups(groups, STATUS_NO_MEMORY);
}

void groups_put(struct groups *groups, const struct pair *pair)
{
    char group[GROUPS_NAME_SIZE], key[GROUPS_NAME_SIZE];
    const char *error = pair->error;
    json_t *value = NULL;

    if (!groups_split(pair->name, group, key)) {
        groups->has_others = true;
        return;
    }
    if (buffer_status(pair->text) != STATUS_OK) {
        fail_groups(groups, buffer_status(pair->text));
        return;
    }
    if (error == NULL && strlen(buffer_string(pair->text)) != pair->text->length)
        error = "wrong-value";
    if (error == NULL && is_reference(buffer_string(pair->text), pair->quote))
        error = "reference";
    if (error == NULL && (value = value_of(pair->text)) == NULL)
        error = "bad-list";
    if (error != NULL)
        put_fault(groups, group, pair, error);
    put_value(groups, group, key, error != NULL ? json_null() : value);
}
