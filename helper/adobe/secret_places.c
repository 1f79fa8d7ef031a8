/* secret_places.c: names and numbers of what holds secrets. */
#include "helper/adobe/secret_places.h"

#include <stdio.h>
#include <string.h>

#include "helper/adobe/credential_fields.h"
#include "helper/adobe/lines.h"

enum { PATH_SIZE = 2 * SECRET_PLACES_NAME_MAX };

/* What is looked for, and whether all that was found could be told. */
struct place_search {
    struct reply *reply;
    bool is_told;
};

static bool is_plain(const char *name)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789_-.";
    size_t length = strspn(name, allowed);

    return length > 0 && length <= SECRET_PLACES_NAME_MAX && name[length] == '\0';
}

static void place_add(struct place_search *search, const char *name)
{
    struct string_list *places = &search->reply->answer.secret_place;

    if (string_list_contain(places, name))
        return;
    if (!is_plain(name) || places->count == RECORD_LIST_MAX)
        search->is_told = false;
    else
        places->item[places->count++] = reply_keep(search->reply, name);
}

static void search_end(struct place_search *search)
{
    if (!search->is_told)
        search->reply->answer.secret_place.count = 0;
}

static bool has_secret(const struct place_search *search, const char *data, size_t length)
{
    const struct string_list *secrets = &search->reply->answer.client_secret;
    size_t i;

    for (i = 0; i < secrets->count; i++) {
        const char *secret = secrets->item[i];

        if (secret != NULL && strlen(secret) >= SECRET_PLACES_LEAST &&
            memmem(data, length, secret, strlen(secret)) != NULL)
            return true;
    }
    return false;
}

static const char *client_of(const json_t *object)
{
    const char *client = json_string_value(credential_fields_find(object, "clientid"));

    return client != NULL ? client
                          : json_string_value(credential_fields_find(object, "apikey"));
}

static bool is_ours(const struct place_search *search, const json_t *object)
{
    const char *client = client_of(object), *ours = search->reply->answer.client_id;

    return client != NULL && ours != NULL && strcmp(client, ours) == 0;
}

/* ## Keys */

static bool value_has_secret(const struct place_search *search, const json_t *value)
{
    size_t i;

    if (json_is_string(value))
        return has_secret(search, json_string_value(value), json_string_length(value));
    for (i = 0; i < json_array_size(value); i++)
        if (value_has_secret(search, json_array_get(value, i)))
            return true;
    return false;
}

static void search_object(struct place_search *search, const char *prefix, const json_t *object)
{
    bool ours = is_ours(search, object);
    const char *key;
    json_t *value;

    json_object_foreach ((json_t *)object, key, value) {
        char path[PATH_SIZE], below[PATH_SIZE + 1];

        snprintf(path, sizeof path, "%s%s", prefix, key);
        snprintf(below, sizeof below, "%s.", path);
        if ((ours && credential_fields_is_secret(key)) || value_has_secret(search, value) ||
            has_secret(search, key, strlen(key)))
            place_add(search, path);
        else if (json_is_object(value))
            search_object(search, below, value);
    }
}

void secret_places_in_keys(struct reply *reply, const char *prefix, const json_t *root)
{
    struct place_search search = { reply, true };

    search_object(&search, prefix, root);
    search_end(&search);
}

/* ## Lines */

static void search_line(struct place_search *search, struct span line, int number,
                        const struct groups *groups, bool is_only)
{
    char name[GROUPS_NAME_SIZE], group[GROUPS_NAME_SIZE], key[GROUPS_NAME_SIZE];
    bool found = has_secret(search, line.at, (size_t)(line.end - line.at));
    bool is_named = lines_name(&line, name);

    if (!found && is_named && groups_split(name, group, key) &&
        credential_fields_is_secret(key)) {
        const json_t *fields = json_object_get(groups->fields, group);

        found = is_ours(search, fields) || (is_only && client_of(fields) == NULL);
    }
    if (!is_named || !is_plain(name))
        snprintf(name, sizeof name, "%d", number);
    if (found)
        place_add(search, name);
}

void secret_places_in_lines(struct reply *reply, const char *data, size_t length,
                            const struct groups *groups, bool is_only)
{
    struct place_search search = { reply, true };
    const char *end_of_data = data + length;
    int number;

    for (number = 1; data < end_of_data; number++) {
        const char *newline = memchr(data, '\n', (size_t)(end_of_data - data));
        struct span line = { data, newline != NULL ? newline : end_of_data };

        search_line(&search, line, number, groups, is_only);
        data = newline != NULL ? newline + 1 : end_of_data;
    }
    search_end(&search);
}
