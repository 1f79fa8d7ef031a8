/* environment.c: scrub and fill the environment of a command. */
#include "helper/token/environment.h"

#include <string.h>
#include <unistd.h>

static const char ours[] = "WORKFRONT_";
static const char *const places[] = { "WORKFRONT_CREDENTIAL_STORE=",
                                      "WORKFRONT_CREDENTIAL_BROKER=" };

static void variable_put(struct buffer *text, const char *name, const char *value)
{
    if (value == NULL)
        return;
    buffer_text(text, name);
    buffer_text(text, "=");
    buffer_text(text, value);
    buffer_append(text, "", 1);
}

static void put_all(struct buffer *text, const struct names *names,
                    const struct credential *credential, const char *profile,
                    const char *token_file)
{
    struct values values = { .value = { NULL } };
    int i;

    values_fill(&values, credential);
    for (i = 0; i < VARIABLES; i++) {
        bool ages = i == VARIABLE_TOKEN || i == VARIABLE_EXPIRES_AT;

        if (!ages || token_file == NULL)
            variable_put(text, variable_name(names, (enum variable)i), values.value[i]);
    }
    variable_put(text, ENVIRONMENT_TOKEN_FILE, token_file);
    variable_put(text, ENVIRONMENT_INSIDE, profile);
}

static bool is_renamed(const struct names *names, const char *entry)
{
    int i;

    for (i = 0; i < VARIABLES; i++) {
        const char *name = variable_name(names, (enum variable)i);
        size_t length = strlen(name);

        if (strncmp(entry, name, length) == 0 && entry[length] == '=')
            return true;
    }
    return false;
}

static bool stays_set(const struct names *names, const char *entry)
{
    size_t i;

    for (i = 0; i < sizeof places / sizeof places[0]; i++)
        if (strncmp(entry, places[i], strlen(places[i])) == 0)
            return true;
    return strncmp(entry, ours, sizeof ours - 1) != 0 && !is_renamed(names, entry);
}

static size_t names_count(char **list)
{
    size_t entries = 0;

    while (list != NULL && list[entries] != NULL)
        entries++;
    return entries;
}

enum status environment_make(struct environment *environment, const struct names *names,
                             const struct credential *credential, const char *profile,
                             const char *token_file)
{
    struct buffer *text = &environment->text;
    size_t entries = 0, at;
    char **entry;

    put_all(text, names, credential, profile, token_file);
    if (buffer_status(text) != STATUS_OK)
        return buffer_status(text);
    environment->list = calloc(names_count(environ) + VARIABLES + 3, sizeof *environment->list);
    if (environment->list == NULL)
        return STATUS_NO_MEMORY;
    for (entry = environ; entry != NULL && *entry != NULL; entry++)
        if (stays_set(names, *entry))
            environment->list[entries++] = *entry;
    for (at = 0; at < text->length; at += strlen(text->data + at) + 1)
        environment->list[entries++] = text->data + at;
    return STATUS_OK;
}

void environment_clear(struct environment *environment)
{
    free(environment->list);
    buffer_clear(&environment->text);
    environment->list = NULL;
}
