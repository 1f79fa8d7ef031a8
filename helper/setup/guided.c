/* guided.c: the conversation of `setup`: its steps, there and back, and its last words. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "helper/say/conversation.h"
#include "helper/say/prompt.h"
#include "helper/say/say.h"
#include "helper/setup/cleanup_hint.h"
#include "helper/setup/setup.h"
#include "helper/token/rotation/rotation_run.h"

enum { WAIT = 600 /* seconds */ };

static const struct conversation *conversation_of(const struct setup *setup)
{
    return &setup->context->conversation;
}

bool setup_guide_shows(const struct setup *setup)
{
    return setup->is_guided && setup->report.json == NULL && conversation_is_seen();
}

/* Who sits there sees what was found at once; nobody else does before the end. */
static void found_show(struct setup *setup)
{
    struct buffer *out = &setup->context->out;

    if (!setup_guide_shows(setup))
        return;
    prompt_tell(conversation_of(setup), buffer_string(out));
    buffer_clear(out);
}

static void forget_fault(struct setup *setup)
{
    setup->context->fault = (struct fault){ 0 };
    setup->report.fault = (struct fault){ 0 };
    setup->report.has_failed = false;
}

/* What no finding has told yet. */
static void show_fault(struct setup *setup)
{
    struct buffer text = BUFFER(4096);
    char sentence[1024];

    say_sentence(sentence, sizeof sentence, &setup->context->fault);
    buffer_format(&text, "\n  %s\n", sentence);
    prompt_explain(conversation_of(setup), buffer_string(&text));
    buffer_clear(&text);
}

/* What another answer of the person's may mend. An askpass program shows nobody what was wrong
 * with the one before, and may give the same for ever. */
static bool is_mendable(enum status status)
{
    return (status == STATUS_MALFORMED || status == STATUS_UNSUITABLE ||
            status == STATUS_TOO_LONG || status == STATUS_REFUSED || status == STATUS_USAGE) &&
           conversation_is_seen();
}

static bool is_recorded(const struct setup *setup)
{
    return setup->was_recorded;
}

static bool makes_credential(const struct setup *setup)
{
    return setup->plan != GUIDE_RENEW && setup->plan != GUIDE_ADD_HOST;
}

static bool takes_credential(const struct setup *setup)
{
    return setup->plan != GUIDE_ADD_HOST;
}

static bool keeps_credential(const struct setup *setup)
{
    return setup->plan == GUIDE_ADD_HOST;
}

static bool applies_always(const struct setup *setup)
{
    (void)setup;
    return true;
}

/* A name that isn't recorded yet, which is loaded then. */
static enum status name_profile(struct setup *setup)
{
    char name[PROFILE_NAME_MAX + 1];
    enum status status;

    do {
        status = guide_name_profile(&setup->guide, name);
        if (status != STATUS_OK || setup->guide.wants_back)
            return status;
        status = setup_load_present(setup, name);
        if (status == STATUS_OK && !setup->is_new)
            prompt_explain(conversation_of(setup), "  That one is recorded already.\n");
    } while (status == STATUS_OK && !setup->is_new);
    return status;
}

static enum status choose_plan(struct setup *setup)
{
    struct context *context = setup->context;
    enum status status;

    do {
        status = setup_load_present(setup, setup_profile_name(context));
        if (status == STATUS_OK)
            status = guide_choose_plan(&setup->guide, setup->profile, &setup->plan);
        if (status == STATUS_OK && !setup->guide.wants_back && setup->plan == GUIDE_ADD_PROFILE)
            status = name_profile(setup);
    } while (status == STATUS_OK && setup->guide.wants_back);
    return status;
}

static enum status show_who(struct setup *setup)
{
    return guide_show(&setup->guide, GUIDE_WHO);
}

static enum status show_how(struct setup *setup)
{
    return guide_show(&setup->guide, GUIDE_MAKE);
}

static enum status prove_credential(struct setup *setup)
{
    enum status status;

    setup_take_options(setup);
    if (!setup->context->options.no_verify)
        prompt_tell(conversation_of(setup), "\nAsking Adobe for a token…\n");
    status = setup_prove_credential(setup);
    found_show(setup);
    return status;
}

/* With back, which leads to what was given, nothing has failed. */
static bool tries_again(struct setup *setup)
{
    bool again = false;
    enum status status = prompt_confirm(
        conversation_of(setup),
        &(struct confirmation){ .question = "Try again?",
                                .wants_back = &setup->guide.wants_back,
                                .otherwise = true,
                                .help = "  y asks Adobe once more, with what was given; n "
                                        "leaves, and saves nothing; back asks for the "
                                        "credential again." },
        &again, NULL);

    return status == STATUS_OK && again;
}

/* Adobe, or the way to it, may be well again soon: then nothing has to be given once more. */
static enum status prove_patiently(struct setup *setup)
{
    enum status status;

    while ((status = prove_credential(setup)) == STATUS_UNREACHABLE ||
           status == STATUS_THROTTLED) {
        if (!setup_guide_shows(setup) || (!tries_again(setup) && !setup->guide.wants_back))
            break;
        forget_fault(setup);
        if (setup->guide.wants_back)
            return STATUS_OK;
    }
    return status;
}

/* Imports, and asks Adobe for a token; what becomes of it is shown. */
static enum status try_credential(struct setup *setup, const struct buffer *bytes)
{
    enum status status = setup_import(setup, bytes);

    if (status == STATUS_OK)
        return prove_patiently(setup);
    if (is_mendable(status) && !setup->guide.wants_back)
        show_fault(setup);
    return status;
}

static enum status take_credential(struct setup *setup)
{
    struct buffer bytes = BUFFER(ADOBE_PAYLOAD_MAX);
    enum status status;
    bool again;

    for (again = false;; again = true) {
        status =
            guide_credential(&setup->guide, again, &bytes, setup->label, sizeof setup->label);
        if (status != STATUS_OK || setup->guide.wants_back)
            break;
        status = try_credential(setup, &bytes);
        if (!is_mendable(status) && !setup->guide.wants_back)
            break;
        forget_fault(setup);
    }
    buffer_clear(&bytes);
    return status;
}

static enum status verify_once(struct setup *setup, const char *host)
{
    enum status status;

    prompt_tell(conversation_of(setup), "\nAsking Workfront…\n");
    status = verify_host(&setup->verify, host, &setup->context->fault);
    found_show(setup);
    return status;
}

static bool waits_for_account(struct setup *setup)
{
    bool yes = false, wants_back = false;
    enum status status = prompt_confirm(
        conversation_of(setup),
        &(struct confirmation){
            .question = "Was the credential made just now? Workfront makes its user within "
                        "some minutes. Wait for it, up to 10 minutes?",
            .otherwise = true,
            .help = "  y asks Workfront again and again until it has that user; n asks for the "
                    "host again.",
            .wants_back = &wants_back },
        &yes, NULL);

    return status == STATUS_OK && yes;
}

/* An account that Workfront may make any minute is waited for, if the person likes. */
static enum status verify_patiently(struct setup *setup, const char *host)
{
    struct options *options = &setup->context->options;
    enum status status = verify_once(setup, host);

    if (status == STATUS_OK || !verify_may_appear(&setup->verify) || options->wait > 0 ||
        !waits_for_account(setup))
        return status;
    forget_fault(setup);
    options->wait = WAIT;
    status = verify_once(setup, host);
    options->wait = 0;
    return status;
}

/* The other name of the same instance, if it has one. */
static void add_alias(struct setup *setup)
{
    struct buffer text = BUFFER(4096);
    char alias[HOST_SIZE];

    if (!verify_alias(&setup->verify, alias) || setup_add_host(setup, alias, NULL) != STATUS_OK)
        return;
    setup->verify.account[setup->verify.count - 1].host =
        setup->profile->host.item[setup->profile->host.count - 1];
    buffer_format(&text, "It answers as %s as well; both are recorded.\n", alias);
    prompt_explain(conversation_of(setup), buffer_string(&text));
    buffer_clear(&text);
}

/* One host, asked for until Workfront knows the account there. */
static enum status ask_host(struct setup *setup)
{
    struct context *context = setup->context;
    struct string_list *hosts = &setup->profile->host;
    const char *present = setup->plan == GUIDE_REPLACE ? setup->before.host.item[0] : NULL;
    enum status status;
    char host[HOST_SIZE];
    bool again;

    for (again = false;; again = true) {
        status = guide_host(&setup->guide, present, again, host);
        if (status != STATUS_OK || setup->guide.wants_back)
            return status;
        status = setup_add_host(setup, host, &context->fault);
        if (status != STATUS_OK || context->options.no_verify)
            return status;
        status = verify_patiently(setup, hosts->item[hosts->count - 1]);
        if (status != STATUS_OK && !conversation_is_seen())
            return status;
        if (status == STATUS_OK)
            break;
        forget_fault(setup);
        hosts->count--;
    }
    add_alias(setup);
    return status;
}

/* Those that are recorded stay with a new secret, and with one more; options name others. */
static enum status take_hosts(struct setup *setup)
{
    struct string_list *hosts = &setup->profile->host;
    bool stays = setup->plan == GUIDE_RENEW || setup->plan == GUIDE_ADD_HOST;
    size_t count = stays ? setup->before.host.count : 0, i;
    enum status status;

    *hosts = setup->before.host;
    hosts->count = count;
    status = setup_take_hosts(setup);
    if (status == STATUS_OK && hosts->count == count && setup->plan != GUIDE_RENEW)
        return ask_host(setup);
    for (i = 0; status == STATUS_OK && i < hosts->count; i++)
        if (!setup->context->options.no_verify)
            status = verify_once(setup, hosts->item[i]);
    return status;
}

/* Whether rotate could do with ids that aren't recorded yet, and somebody sees the question. */
static bool may_rotate(const struct setup *setup)
{
    const struct profile *profile = setup->profile;
    bool is_known =
        profile->console_org != NULL && profile->console_org == setup->before.console_org;

    return takes_credential(setup) && !is_known && conversation_is_seen() &&
           (setup->reply.answer.console_org != NULL || profile->rotate_scope != NULL);
}

/* Whether Adobe tells them. Why it doesn't is not told: then a person is asked. */
static bool find_ids(struct setup *setup)
{
    struct rotator rotator = ROTATOR(setup->context);
    bool found = false;

    setup->org[0] = setup->credential[0] = '\0';
    if (!setup->context->options.no_verify)
        found = rotator_find_ids(&rotator, setup->org, setup->credential) == STATUS_OK;
    rotator_clear(&rotator);
    forget_fault(setup);
    return found;
}

static enum status take_ids(struct setup *setup)
{
    const struct adobe_answer *answer = &setup->reply.answer;
    struct profile *profile = setup->profile;
    bool records = true;
    enum status status;

    if (answer->console_org != NULL) {
        status = guide_confirm_ids(&setup->guide, &records);
        profile->console_org = records ? answer->console_org : NULL;
        profile->console_credential = records ? answer->console_credential : NULL;
    } else {
        status = find_ids(setup) ? guide_confirm_ids(&setup->guide, &records)
                                 : guide_ids(&setup->guide, setup->org, setup->credential);
        if (!records)
            setup->org[0] = '\0';
        profile->console_org = *setup->org != '\0' ? setup->org : NULL;
        profile->console_credential = *setup->org != '\0' ? setup->credential : NULL;
    }
    return status;
}

static const struct {
    bool (*applies)(const struct setup *setup);
    enum status (*run)(struct setup *setup);
} steps[] = {
    { is_recorded, choose_plan },          { makes_credential, show_who },
    { makes_credential, show_how },        { takes_credential, take_credential },
    { keeps_credential, prove_patiently }, { may_rotate, take_ids },
    { applies_always, take_hosts },
};

enum { STEPS = sizeof steps / sizeof steps[0] };

/* The step to go back to; where there is none, the present one. */
static size_t step_before(const struct setup *setup, size_t present)
{
    size_t i = present;

    while (i-- > 0)
        if (steps[i].applies(setup) && steps[i].run != prove_patiently)
            return i;
    return present;
}

enum status setup_guide(struct setup *setup)
{
    enum status status = STATUS_OK;
    size_t i = 0;

    setup->was_recorded = !setup->is_new;
    while (status == STATUS_OK && i < STEPS) {
        setup->guide.wants_back = false;
        if (steps[i].applies(setup))
            status = steps[i].run(setup);
        i = setup->guide.wants_back ? step_before(setup, i) : i + 1;
    }
    return status;
}

/* Whether the file is gone now, as the person wished. */
static bool offer_deletion(struct setup *setup, const char *path)
{
    char question[PATH_MAX + 80];
    bool deletes = false;

    if (path == NULL || !cleanup_hint_is_whole(&setup->reply.answer))
        return false;
    snprintf(question, sizeof question, "Delete %s now? What is in it is kept here, sealed.",
             path);
    if (prompt_confirm(conversation_of(setup),
                       &(struct confirmation){
                           .question = question,
                           .help = "  The client secret stands in that file, for all who can "
                                   "read it. n leaves it there, for you to delete." },
                       &deletes, NULL) != STATUS_OK ||
        !deletes)
        return false;
    if (unlink(path) == 0)
        return true;
    fault_set(&setup->context->fault, STATUS_IO, errno, path, NULL);
    show_fault(setup);
    forget_fault(setup);
    return false;
}

void setup_guide_onwards(struct setup *setup, const char *path)
{
    struct buffer text = BUFFER(2048);
    const char *name = setup->profile->name;
    bool is_plain = strcmp(name, PROFILE_DEFAULT) == 0;

    found_show(setup);
    if (!conversation_is_seen() || !offer_deletion(setup, path))
        cleanup_hint_tell(&setup->context->out, path, &setup->reply.answer,
                          setup->report.style.width);
    found_show(setup);
    setup_guide_git(setup);
    buffer_format(&text,
                  "\nThat's it. Now, for instance:\n"
                  "   eval \"$(workfront-credential env%s%s",
                  is_plain ? "" : " --profile ", is_plain ? "" : name);
    say_store_option(&text);
    buffer_text(&text, ")\"\n   workfront-credential status");
    say_store_option(&text);
    buffer_text(&text, "\n");
    prompt_tell(conversation_of(setup), buffer_string(&text));
    buffer_clear(&text);
}
