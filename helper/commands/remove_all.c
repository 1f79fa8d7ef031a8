/* remove_all.c: `remove --all`, for who leaves, and what is left then. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "helper/commands/remove.h"
#include "helper/git_config.h"
#include "helper/say/fields.h"
#include "helper/say/report.h"
#include "helper/say/say.h"

enum { REMOVE_FORMAT = 1 };

#define CONSOLE "https://developer.adobe.com/console"

/* What was removed, and what is left. */
struct removal {
    struct context *context;
    json_t *removed; /* names */
    json_t *adobe;   /* objects: credentials in the Developer Console */
    json_t *git;     /* commands */
    struct remove_rest rest;
    struct buffer entries; /* git's settings */
};

static void note_git(struct removal *removal, const char *host)
{
    struct git_helpers helpers = git_helpers_of(&removal->entries, host);
    char command[HOST_SIZE + 80];
    json_t *row;
    size_t i;

    if (!helpers.has_ours || !helpers.is_by_host)
        return;
    snprintf(command, sizeof command,
             "git config --global --unset-all credential.https://%s.helper", host);
    json_array_foreach (removal->git, i, row)
        if (strcmp(json_string_value(row), command) == 0)
            return;
    json_add(&removal->context->out, removal->git, json_string(command));
}

static void note_profile(struct removal *removal, const struct profile *profile)
{
    size_t i;

    if (profile->client_id == NULL)
        return;
    json_add(&removal->context->out, removal->adobe,
             json_pack("{s:s, s:s, s:s*, s:i}", "profile", profile->name, "client_id",
                       profile->client_id, "name", profile->console_name, "secrets",
                       (int)profile->client_secret.count));
    for (i = 0; i < profile->host.count; i++)
        note_git(removal, profile->host.item[i]);
}

static enum status remove_one(struct removal *removal, const char *name)
{
    struct context *context = removal->context;
    struct profile profile = PROFILE;
    enum status status = profile_load(&profile, context->store, name, &context->fault);
    bool is_there = status == STATUS_OK || status == STATUS_DAMAGED;

    if (is_there)
        status = profile_delete(context->store, name, &context->fault);
    if (status == STATUS_NOT_FOUND)
        status = STATUS_OK; /* somebody else was faster */
    if (status == STATUS_OK) {
        context->fault = (struct fault){ 0 };
        json_add(&context->out, removal->removed, json_string(name));
        note_profile(removal, &profile);
    }
    profile_clear(&profile);
    return status;
}

static void put_names(struct removal *removal)
{
    struct buffer *out = &removal->context->out;
    json_t *name;
    size_t i;

    buffer_text(out, "removed from this machine:");
    json_array_foreach (removal->removed, i, name) {
        buffer_format(out, "%s %s", i > 0 ? "," : "", json_string_value(name));
    }
    buffer_text(out, "\nWhat is left, and how it goes:\n");
}

static void put_adobe(struct removal *removal)
{
    struct buffer text = BUFFER(8192);
    const char *id, *name;
    json_t *row;
    size_t i;

    json_array_foreach (removal->adobe, i, row) {
        name = json_string_value(json_object_get(row, "name"));
        id = json_string_value(json_object_get(row, "client_id"));
        buffer_clear(&text);
        buffer_format(
            &text, "at Adobe the credential %s%sClient ID %s: delete it in its project at %s",
            name != NULL ? name : "", name != NULL ? ", " : "with the ", id, CONSOLE);
        remove_put_line(removal->context, buffer_string(&text));
    }
    remove_put_line(removal->context, "tokens that were handed out, which work for up to 24 "
                                      "hours, or until that credential is deleted");
    buffer_clear(&text);
}

static void put_git(struct removal *removal)
{
    struct buffer text = BUFFER(1024);
    json_t *row;
    size_t i;

    json_array_foreach (removal->git, i, row) {
        buffer_clear(&text);
        buffer_format(&text, "in git's settings: %s", json_string_value(row));
        remove_put_line(removal->context, buffer_string(&text));
    }
    buffer_clear(&text);
}

static void report_removal(struct removal *removal)
{
    struct context *context = removal->context;

    if (context->options.json) {
        json_print(&context->out, REMOVE_FORMAT, "remove",
                   json_pack("{s:O, s:{s:O, s:O, s:O, s:b}}", "removed", removal->removed,
                             "left", "adobe", removal->adobe, "git", removal->git, "paths",
                             removal->rest.paths, "passwords", removal->rest.keeps_passwords));
    } else if (!context->options.quiet) {
        put_names(removal);
        put_adobe(removal);
        put_git(removal);
        remove_rest_put(&removal->rest, context);
    }
}

static enum status remove_each(struct removal *removal, const struct string_list *names)
{
    enum status status = remove_rest_find(&removal->rest, removal->context);
    size_t i;

    for (i = 0; status == STATUS_OK && i < names->count; i++)
        status = remove_one(removal, names->item[i]);
    if (status == STATUS_OK || json_array_size(removal->removed) > 0) {
        removal->context->prints_always = true;
        report_removal(removal);
    }
    return status;
}

enum status remove_all(struct context *context)
{
    struct removal removal = { .context = context, .entries = BUFFER(GIT_CONFIG_MAX) };
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    struct string_list names = { .count = 0 };
    enum status status;

    if ((context->options.given & (OPTION_PROFILE | OPTION_HOST)) != 0)
        return fault_set(&context->fault, STATUS_USAGE, 0, "--all",
                         "removes every profile; leave --profile and --host out");
    status = context_open(context, false);
    if (status == STATUS_OK)
        status = profile_names(&names, &text, context->store, PROFILE_ALL, &context->fault);
    if (status != STATUS_OK)
        return status;
    removal.removed = json_array();
    removal.adobe = json_array();
    removal.git = json_array();
    git_config_read(&removal.entries);
    status = remove_each(&removal, &names);
    json_decref(removal.removed);
    json_decref(removal.adobe);
    json_decref(removal.git);
    remove_rest_clear(&removal.rest);
    buffer_clear(&removal.entries);
    buffer_clear(&text);
    return status;
}
