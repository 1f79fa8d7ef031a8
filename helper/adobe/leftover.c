/* leftover.c: names of what holds secrets. */
#include "helper/adobe/leftover.h"

#include <stdio.h>
#include <string.h>

#include "helper/adobe/draft.h"

bool leftover_is_secret(const char *key)
{
    static const char *const tokens[] = { "accesstoken", "refreshtoken" };
    char folded[DRAFT_KEY_SIZE];
    size_t i;

    draft_fold(folded, key);
    for (i = 0; i < sizeof tokens / sizeof tokens[0]; i++)
        if (strcmp(folded, tokens[i]) == 0)
            return true;
    return draft_is_secret(key);
}

static bool is_plain(const char *name)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789_-.";
    size_t length = strspn(name, allowed);

    return length > 0 && length <= LEFTOVER_NAME_MAX && name[length] == '\0';
}

void leftover_add(struct reply *reply, const char *name)
{
    struct string_list *names = &reply->answer.leftover;

    if (is_plain(name) && names->count < RECORD_LIST_MAX)
        names->item[names->count++] = reply_keep(reply, name);
}

void leftover_add_keys(struct reply *reply, const char *prefix, const json_t *object)
{
    const char *key;
    json_t *value;

    json_object_foreach ((json_t *)object, key, value) {
        char name[LEFTOVER_NAME_MAX + 2];

        snprintf(name, sizeof name, "%s%s", prefix, key);
        if (leftover_is_secret(key))
            leftover_add(reply, name);
    }
}
