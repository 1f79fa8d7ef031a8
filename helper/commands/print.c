/* print.c: `env`, and `token`, `header`, `curl`, `json` and their like, which answer without a
 * request. */
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "helper/commands.h"
#include "helper/token/answer.h"
#include "helper/token/broker_client.h"
#include "protocol/json.h"

/* Whether members of the answer are asked for, and the token isn't among them. */
static bool is_harmless(const struct string_list *fields)
{
    return fields->count > 0 && !string_list_contain(fields, "access_token");
}

/* Refuses to print a token where a person can read it: then nothing at all goes to stdout. */
static enum status print_guard(struct context *context, const char *instead)
{
    char why[256];

    if (context->options.show || instead == NULL || isatty(STDOUT_FILENO) == 0 ||
        is_harmless(&context->options.field))
        return STATUS_OK;
    snprintf(why, sizeof why,
             "is a terminal, where a token could be read and stay. Type: %s (or add --show)",
             instead);
    context->dialect = &dialect_none;
    return fault_set(&context->fault, STATUS_USAGE, 0, "standard output", why);
}

static enum status print_answer(struct context *context)
{
    char host[HOST_SIZE];
    const char *target = context->options.target;
    enum status status =
        target != NULL ? target_take(context, host, target) : answer_host_option(context, host);

    if (status == STATUS_OK)
        status = broker_or_store(context);
    if (status != STATUS_OK)
        return status;
    return answer_token(context, text_or_null(host), NULL);
}

static enum status field_refuse(struct context *context, json_t *object)
{
    struct buffer why = BUFFER(400);
    const char *name;
    json_t *value;

    json_object_foreach (object, name, value) {
        if (!json_is_object(value))
            buffer_format(&why, "%s %s", why.length == 0 ? "takes one of" : ",", name);
    }
    context->dialect = &dialect_none;
    fault_set(&context->fault, STATUS_USAGE, 0, "--field", buffer_string(&why));
    buffer_clear(&why);
    return STATUS_USAGE;
}

/* Leaves the values of the members that are asked for of the answer, a line each. */
static enum status fields_take(struct context *context)
{
    const struct string_list *fields = &context->options.field;
    struct buffer out = BUFFER(RECORD_MAX);
    json_t *object = NULL;
    enum status status;
    size_t i;

    json_guard();
    status = json_take(&object, &context->out, "json", &context->fault);
    for (i = 0; status == STATUS_OK && i < fields->count; i++) {
        const json_t *value = json_object_get(object, fields->item[i]);

        if (json_is_string(value))
            buffer_format(&out, "%s\n", json_string_value(value));
        else if (json_is_integer(value))
            buffer_format(&out, "%lld\n", (long long)json_integer_value(value));
        else
            status = field_refuse(context, object);
    }
    json_decref(object);
    buffer_clear(&context->out);
    if (status == STATUS_OK)
        buffer_append(&context->out, out.data, out.length);
    buffer_clear(&out);
    return status;
}

enum status command_print(struct context *context)
{
    enum status status = print_guard(context, context->command->instead);

    if (status == STATUS_OK)
        status = print_answer(context);
    if (status == STATUS_OK && context->options.field.count > 0)
        status = fields_take(context);
    return status;
}

static enum status refuse_option(struct context *context, const char *option)
{
    char why[64];

    snprintf(why, sizeof why, "has no meaning with --shell %s", context->format.shell->name);
    return fault_set(&context->fault, STATUS_USAGE, 0, option, why);
}

static enum status shell_choose(struct context *context)
{
    const char *name = context->options.shell;
    const struct shell *shell = name != NULL ? shell_find(name) : shells;
    struct buffer list = BUFFER(400);

    if (shell == NULL) {
        buffer_text(&list, "takes one of ");
        shell_list(&list);
        fault_set(&context->fault, STATUS_USAGE, 0, "--shell", buffer_string(&list));
        buffer_clear(&list);
        return STATUS_USAGE;
    }
    context->format.shell = shell;
    context->dialect = shell->dialect;
    return STATUS_OK;
}

static enum status format_options_choose(struct context *context)
{
    enum status status = shell_choose(context);
    const struct shell *shell = context->format.shell;

    if (status != STATUS_OK)
        return status;
    context->format.no_export = context->options.no_export;
    if (context->format.no_export && shell->assign_before == NULL)
        return refuse_option(context, "--no-export");
    if (context->options.unset && shell->unset_before == NULL)
        return refuse_option(context, "--unset");
    return variables_rename(&context->format.names, &context->options.var, &context->fault);
}

/* What the person's own shell takes, read off the parent process: $SHELL is only the one that
 * they log in with. */
static const char *usage_here(void)
{
    const struct shell *shell;
    char link[32], path[PATH_MAX];
    const char *slash;
    ssize_t length;

    snprintf(link, sizeof link, "/proc/%ld/exe", (long)getppid());
    length = readlink(link, path, sizeof path - 1);
    path[length > 0 ? length : 0] = '\0';
    slash = strrchr(path, '/');
    shell = slash != NULL ? shell_find(slash + 1) : NULL;
    return shell != NULL ? shell->usage : shells->usage;
}

enum status command_env(struct context *context)
{
    bool chosen = context->options.shell != NULL;
    enum status status = format_options_choose(context);

    if (status == STATUS_OK && context->options.unset) {
        context->dialect->failure(&context->out, &context->format, 0);
        return STATUS_OK;
    }
    if (status == STATUS_OK)
        status = print_guard(context, chosen ? context->format.shell->usage : usage_here());
    return status == STATUS_OK ? print_answer(context) : status;
}
