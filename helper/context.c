/* context.c: what most commands need before they can begin. */
#include "helper/command.h"
#include "helper/say/say.h"
#include "helper/sealing.h"
#include "helper/token/network.h"
#include "protocol/clock.h"
#include "store/unlock/vault_client.h"

enum status context_refuse_words(struct context *context)
{
    return fault_because(&context->fault, STATUS_USAGE, CAUSE_WORDS, context->command->name,
                         context->command->arguments);
}

enum status context_configure(struct context *context)
{
    struct fault *fault = &context->fault;
    enum status status;

    if (context->is_configured)
        return STATUS_OK;
    status = paths_find(&context->paths, context->options.store, fault);
    if (status == STATUS_OK)
        status = settings_read(&context->settings, context->paths.config, fault);
    context->is_configured = status == STATUS_OK;
    network_setup(context->settings.jail_required);
    vault_setup(context->settings.jail_required);
    if (status == STATUS_OK)
        audit_log_setup(&context->settings, context->paths.store, context->command->name);
    context->settings.any_host |= context->options.any_host;
    context->any_host = context->settings.any_host;
    return status;
}

/* Whether the store told that it stays shut, and there is one. */
static bool is_locked_out(enum status status)
{
    return status == STATUS_LOCKED || status == STATUS_UNSAFE || status == STATUS_DAMAGED ||
           status == STATUS_IO;
}

/* With -v: what each line of the stack had to say. */
static void tell_line(void *nothing, const struct unlock_line *line,
                      enum unlock_verdict verdict, const struct fault *fault)
{
    char why[SAY_REASON_SIZE] = "";

    (void)nothing;
    if (verdict != UNLOCK_YES)
        say_reason(why, fault);
    say_detail("unlock: %s %s: %s%s%s", unlock_control_name(line->control), line->module->name,
               verdict == UNLOCK_YES        ? "yes"
               : verdict == UNLOCK_NOT_MINE ? "not mine"
                                            : "no",
               why[0] != '\0' ? ": " : "", why);
}

static bool setting_holds(const void *settings, const char *sealed)
{
    return sealing_holds(settings, sealed);
}

struct store_options context_store_options(const struct context *context)
{
    return (struct store_options){ .directory = context->paths.store,
                                   .key_file = context->paths.key,
                                   .stack = settings_stack(&context->settings),
                                   .stack_origin = context->settings.origin,
                                   .program = paths_program,
                                   .conversation = &context->conversation,
                                   .holds = setting_holds,
                                   .configuration = &context->settings,
                                   .notice = say_is_verbose() ? tell_line : NULL };
}

enum status context_locate(struct context *context, struct store_options *options)
{
    enum status status = context_configure(context);

    if (status == STATUS_OK)
        *options = context_store_options(context);
    return status;
}

enum status context_open(struct context *context, bool create)
{
    struct store_options options;
    enum status status = context_locate(context, &options);

    if (status != STATUS_OK || context->store != NULL)
        return status;
    options.create = create;
    timing_lap("the configuration");
    status = store_open(&context->store, &options, &context->fault);
    timing_lap("opening the store");
    if (is_locked_out(status))
        audit_log_take(NULL,
                       &(struct audit_note){ .event = AUDIT_EVENT_UNLOCK,
                                             .outcome = status,
                                             .profile = context->options.profile,
                                             .detail = context->fault.subject },
                       NULL);
    if (status == STATUS_OK && context->command->event != AUDIT_EVENT_NOTHING)
        status = audit_log_can_append(context->store, &context->fault);
    return status;
}

enum status context_find_profile(struct context *context, const char *host)
{
    const struct options *options = &context->options;
    enum status status = context_open(context, false);

    if (host != NULL && *host == '\0')
        host = NULL;
    return status == STATUS_OK
               ? profile_find(&context->profile, context->store, host, options->profile,
                              options->username, &context->fault)
               : status;
}

enum status context_find_own_profile(struct context *context, const char *host)
{
    enum status status = context_find_profile(context, host);

    return status == STATUS_OK ? profile_needs_secret(&context->profile, &context->fault)
                               : status;
}

void context_clear(struct context *context)
{
    buffer_clear(&context->out);
    profile_clear(&context->profile);
    target_clear(&context->target);
    store_close(context->store);
    context->store = NULL;
    settings_clear(&context->settings);
}
