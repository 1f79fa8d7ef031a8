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
struct leftover {
    struct context *context;
    json_t *removed;       /* names */
    json_t *adobe;         /* objects: credentials in the Developer Console */
    json_t *git;           /* commands */
    json_t *paths;         /* of files and folders */
    struct buffer entries; /* git's settings */
    bool keeps_passwords;  /* of other hosts, with --any-host */
};

static void note_git(struct leftover *left, const char *host)
{
    struct git_helpers helpers = git_helpers_of(&left->entries, host);
    char command[HOST_SIZE + 80];
    json_t *row;
    size_t i;

    if (!helpers.has_ours || !helpers.is_by_host)
        return;
    snprintf(command, sizeof command,
             "git config --global --unset-all credential.https://%s.helper", host);
    json_array_foreach (left->git, i, row)
        if (strcmp(json_string_value(row), command) == 0)
            return;
    json_add(&left->context->out, left->git, json_string(command));
}

static void note_profile(struct leftover *left, const struct profile *profile)
{
    size_t i;

    if (profile->client_id == NULL)
        return;
    json_add(&left->context->out, left->adobe,
             json_pack("{s:s, s:s, s:s*, s:i}", "profile", profile->name, "client_id",
                       profile->client_id, "name", profile->console_name, "secrets",
                       (int)profile->client_secret.count));
    for (i = 0; i < profile->host.count; i++)
        note_git(left, profile->host.item[i]);
}

static enum status remove_one(struct leftover *left, const char *name)
{
    struct context *context = left->context;
    struct profile profile = PROFILE;
    enum status status = profile_load(&profile, context->store, name, &context->fault);
    bool is_there = status == STATUS_OK || status == STATUS_DAMAGED;

    if (is_there)
        status = profile_delete(context->store, name, &context->fault);
    if (status == STATUS_NOT_FOUND)
        status = STATUS_OK; /* somebody else was faster */
    if (status == STATUS_OK) {
        context->fault = (struct fault){ 0 };
        json_add(&context->out, left->removed, json_string(name));
        note_profile(left, &profile);
    }
    profile_clear(&profile);
    return status;
}

static enum status see_entry(void *context, const char *name, struct buffer *record)
{
    (void)name;
    (void)record;
    *(bool *)context = true;
    return STATUS_OK;
}

static void note_paths(struct leftover *left)
{
    const struct paths *paths = &left->context->paths;
    const char *const path[] = { paths->store, paths->key, paths->config };
    size_t i;

    for (i = 0; i < sizeof path / sizeof path[0]; i++)
        if (access(path[i], F_OK) == 0)
            json_add(&left->context->out, left->paths, json_string(path[i]));
    store_list(left->context->store, STORE_ENTRY, see_entry, &left->keeps_passwords, NULL);
}

static void put_line(struct leftover *left, const char *text)
{
    buffer_text(&left->context->out, "  ");
    style_wrap(&left->context->out, text, 4, style_for(STDOUT_FILENO).width);
}

static void put_names(struct leftover *left)
{
    struct buffer *out = &left->context->out;
    json_t *name;
    size_t i;

    buffer_text(out, "removed from this machine:");
    json_array_foreach (left->removed, i, name) {
        buffer_format(out, "%s %s", i > 0 ? "," : "", json_string_value(name));
    }
    buffer_text(out, "\nWhat is left, and how it goes:\n");
}

static void put_adobe(struct leftover *left)
{
    struct buffer text = BUFFER(8192);
    const char *id, *name;
    json_t *row;
    size_t i;

    json_array_foreach (left->adobe, i, row) {
        name = json_string_value(json_object_get(row, "name"));
        id = json_string_value(json_object_get(row, "client_id"));
        buffer_clear(&text);
        buffer_format(
            &text, "at Adobe the credential %s%sClient ID %s: delete it in its project at %s",
            name != NULL ? name : "", name != NULL ? ", " : "with the ", id, CONSOLE);
        put_line(left, buffer_string(&text));
    }
    put_line(left, "tokens that were handed out, which work for up to 24 hours, or until that "
                   "credential is deleted");
    buffer_clear(&text);
}

static void put_rest(struct leftover *left)
{
    struct buffer text = BUFFER(4 * PATH_MAX);
    json_t *row;
    size_t i;

    json_array_foreach (left->git, i, row) {
        buffer_clear(&text);
        buffer_format(&text, "in git's settings: %s", json_string_value(row));
        put_line(left, buffer_string(&text));
    }
    if (left->keeps_passwords)
        put_line(left,
                 "in the store the passwords of other hosts that git keeps there; they go "
                 "with it:");
    buffer_clear(&text);
    buffer_text(&text, "on the disk: rm -r");
    json_array_foreach (left->paths, i, row) {
        buffer_text(&text, " ");
        say_path(&text, json_string_value(row));
    }
    if (json_array_size(left->paths) > 0)
        put_line(left, buffer_string(&text));
    buffer_clear(&text);
}

static void report_leftover(struct leftover *left)
{
    struct context *context = left->context;

    if (context->options.json) {
        json_print(&context->out, REMOVE_FORMAT, "remove",
                   json_pack("{s:O, s:{s:O, s:O, s:O, s:b}}", "removed", left->removed, "left",
                             "adobe", left->adobe, "git", left->git, "paths", left->paths,
                             "passwords", left->keeps_passwords));
    } else if (!context->options.quiet) {
        put_names(left);
        put_adobe(left);
        put_rest(left);
    }
}

static enum status remove_each(struct leftover *left, const struct string_list *names)
{
    enum status status = STATUS_OK;
    size_t i;

    for (i = 0; status == STATUS_OK && i < names->count; i++)
        status = remove_one(left, names->item[i]);
    note_paths(left);
    if (status == STATUS_OK || json_array_size(left->removed) > 0) {
        left->context->prints_always = true;
        report_leftover(left);
    }
    return status;
}

enum status remove_all(struct context *context)
{
    struct leftover left = { .context = context, .entries = BUFFER(GIT_CONFIG_MAX) };
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
    left.removed = json_array();
    left.adobe = json_array();
    left.git = json_array();
    left.paths = json_array();
    git_config_read(&left.entries);
    status = remove_each(&left, &names);
    json_decref(left.removed);
    json_decref(left.adobe);
    json_decref(left.git);
    json_decref(left.paths);
    buffer_clear(&left.entries);
    buffer_clear(&text);
    return status;
}
