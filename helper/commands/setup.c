/* setup.c: `setup`, which records a Console credential once it has proved that it works, and
 * changes what is recorded. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "helper/commands.h"
#include "helper/say/conversation.h"
#include "helper/say/fields.h"
#include "helper/say/git_commands.h"
#include "helper/say/prompt.h"
#include "helper/say/protection.h"
#include "helper/setup/cleanup_hint.h"
#include "helper/setup/credential_import.h"
#include "helper/setup/guide.h"
#include "helper/setup/setup.h"
#include "helper/token/answer.h"
#include "helper/token/backoff.h"
#include "helper/token/instance.h"

enum { SETUP_FORMAT = 1 };

/* `import FILE` is `setup --from FILE`. */
static enum status take_file(struct options *options, struct fault *fault)
{
    if (options->arguments_count == 0 && strcmp(options->command, "import") != 0)
        return STATUS_OK;
    if (options->arguments_count != 1 || options->from != NULL)
        return fault_set(fault, STATUS_USAGE, 0, "import",
                         "needs the file that export wrote, or - for standard input");
    options->from = options->arguments[0];
    return STATUS_OK;
}

static enum status check_families(const struct options *options, struct fault *fault)
{
    size_t i;

    for (i = 0; i < options->family.count; i++) {
        const char *name = options->family.item[i];

        if (strcmp(name, "all") != 0 && family_find(name, strlen(name)) == NULL)
            return fault_set(fault, STATUS_USAGE, 0, "--family", ANSWER_TAKES_FAMILY);
    }
    if (options->fusion != NULL && !family_fusion_is_good(options->fusion))
        return fault_set(fault, STATUS_USAGE, 0, "--fusion",
                         "takes the region and the number of the organization that Fusion "
                         "shows, as or2/2245");
    return STATUS_OK;
}

static enum status check_options(const struct options *options, struct fault *fault)
{
    char host[HOST_SIZE];

    if (options->ims_url != NULL && (!host_of_url(host, options->ims_url, NULL) ||
                                     !identifier_is_valid(IDENTIFIER_URL, options->ims_url)))
        return fault_set(fault, STATUS_USAGE, 0, "--ims-url",
                         "takes an https:// address without a user's name in it");
    return check_families(options, fault);
}

static enum status import_file(struct setup *setup)
{
    char path[PATH_MAX];
    struct buffer bytes = BUFFER(ADOBE_PAYLOAD_MAX);
    enum status status =
        paths_expand(path, setup->context->options.from, &setup->context->fault);

    if (status != STATUS_OK)
        return status;
    status = import_read(path, &bytes, &setup->context->fault);
    snprintf(setup->label, sizeof setup->label, "%s",
             strcmp(path, "-") == 0 ? "standard input" : path);
    if (status == STATUS_OK)
        status = setup_import(setup, &bytes);
    buffer_clear(&bytes);
    return status;
}

static enum status verify_hosts(struct setup *setup, const struct string_list *hosts)
{
    enum status status = STATUS_OK;
    size_t i;

    for (i = 0; status == STATUS_OK && i < hosts->count; i++)
        status = verify_host(&setup->verify, hosts->item[i], &setup->context->fault);
    return status;
}

/* A file that didn't say who the technical account is: Workfront did, on the host that was
 * proved last. */
static enum status learn_email(struct setup *setup)
{
    struct profile *profile = setup->profile;
    const struct verify *verify = &setup->verify;
    const char *email;

    if (profile->technical_account_email != NULL)
        return STATUS_OK;
    email =
        verify->count > 0 ? verify->account[verify->count - 1].user.answer.user_email : NULL;
    if (email == NULL || !identifier_is_valid(IDENTIFIER_ADDRESS, email))
        return fault_set(&setup->context->fault, STATUS_UNEXPECTED, 0, profile->host.item[0],
                         "it didn't say the technical account's e-mail");
    profile->technical_account_email = email;
    return STATUS_OK;
}

/* Remembers which secret worked, so that the next renewal begins with it. */
static void save_outcome(const struct setup *setup, struct store *store)
{
    const struct string_list *secrets = &setup->profile->client_secret;
    struct backoff backoff = BACKOFF;
    char print[STORE_FINGERPRINT_SIZE];
    const char *secret;

    if (setup->verify.secret >= secrets->count)
        return;
    secret = secrets->item[setup->verify.secret];
    store_fingerprint(store, secret, strlen(secret), print);
    backoff_succeed(&backoff, print);
    backoff_save(&backoff, store, setup->profile->name, NULL);
    backoff_clear(&backoff);
}

/* The token lock keeps a renewal of the former credential out; its token goes first, so that no
 * kill leaves an old token with new secrets. */
static enum status setup_save(struct setup *setup)
{
    struct context *context = setup->context;
    struct profile *profile = setup->profile;
    struct token *token = &setup->verify.token;
    struct store_lock lock = STORE_UNLOCKED;
    char binding[STORE_FINGERPRINT_SIZE];
    enum status status = context_open(context, true);

    if (status == STATUS_OK)
        status = store_lock(context->store, STORE_TOKEN, profile->name, STORE_LOCK_WAIT, &lock,
                            &context->fault);
    if (status == STATUS_OK && !setup->is_new)
        status = profile_check_same(&setup->before, context->store, &context->fault);
    if (status != STATUS_OK) {
        store_unlock(&lock);
        return status;
    }
    store_delete(context->store, STORE_TOKEN, profile->name, NULL);
    store_delete(context->store, STORE_STATE, profile->name, NULL);
    profile->binding = NULL; /* the endpoint may be another one */
    snprintf(context->audited.host, sizeof context->audited.host, "%s", profile->host.item[0]);
    status = profile_save(profile, context->store, &context->fault);
    if (status == STATUS_OK && token->access_token != NULL) {
        token_binding(binding, profile, context->store);
        token->binding = binding;
        status = token_save(token, context->store, profile->name, &context->fault);
        token->binding = NULL;
        save_outcome(setup, context->store);
        store_fingerprint(context->store, token->access_token, strlen(token->access_token),
                          context->audited.token);
    }
    if (status == STATUS_OK && context->options.make_default)
        status = profile_make_default(profile, context->store, &context->fault);
    store_unlock(&lock);
    return status == STATUS_OK ? verify_keep(&setup->verify, context->store) : status;
}

static void saved_line(struct buffer *out, const struct setup *setup)
{
    const struct profile *profile = setup->profile;
    struct buffer text = BUFFER(STORE_RECORD_MAX);

    buffer_format(&text, "saved: profile %s for ", profile->name);
    fields_words(&text, &profile->host);
    if (setup->context->options.make_default)
        buffer_text(&text, "; it is the default now");
    style_wrap(out, buffer_string(&text), 0, setup->report.style.width);
    buffer_clear(&text);
}

static void tell_not_proved(struct setup *setup)
{
    const char *name = setup->profile->name;
    bool is_plain = strcmp(name, PROFILE_DEFAULT) == 0;
    char next[128];

    snprintf(next, sizeof next, "workfront-credential verify%s%s",
             is_plain ? "" : " --profile ", is_plain ? "" : name);
    report_about(&setup->report, "");
    report_say(&setup->report, "proof", VERDICT_NONE, next,
               "Adobe wasn't asked, as --no-verify says");
}

/* The file that was imported; NULL when nobody needs to be told what of it can go. */
static const char *imported_path(const struct setup *setup)
{
    const char *from = setup->context->options.from;

    if (setup->is_guided)
        return strcmp(setup->label, GUIDE_TYPED) != 0 &&
                       strcmp(setup->label, GUIDE_PASTED) != 0 && setup->label[0] != '\0'
                   ? setup->label
                   : NULL;
    return from != NULL && strcmp(from, "-") != 0 ? from : NULL;
}

/* The hosts that are to be proved: all of them, or with options alone those that are new. */
static enum status verify_wanted(struct setup *setup, size_t before)
{
    const struct options *options = &setup->context->options;
    const struct string_list *hosts = &setup->profile->host;
    struct string_list added = { .count = 0 };

    if (options->from != NULL || options->host.count == 0)
        return verify_hosts(setup, hosts);
    while (before < hosts->count)
        added.item[added.count++] = hosts->item[before++];
    return verify_hosts(setup, &added);
}

static enum status obtain_by_options(struct setup *setup)
{
    const struct options *options = &setup->context->options;
    struct fault *fault = &setup->context->fault;
    size_t before = setup->profile->host.count;
    enum status status = STATUS_OK;

    if (options->from != NULL)
        status = import_file(setup);
    if (status == STATUS_OK)
        status = setup_take_hosts(setup);
    if (status == STATUS_OK && setup->profile->host.count == 0)
        status = fault_set(fault, STATUS_USAGE, 0, "--host",
                           "is needed: the Workfront host, such as acme.my.workfront.com");
    if (status != STATUS_OK)
        return status;
    setup_take_options(setup);
    status = setup_prove_credential(setup);
    if (status == STATUS_OK && !options->no_verify)
        status = verify_wanted(setup, before);
    return status;
}

/* Everything that makes the credential complete and proved. */
static enum status obtain_credential(struct setup *setup)
{
    enum status status = setup->is_guided ? setup_guide(setup) : obtain_by_options(setup);

    if (status == STATUS_OK && setup->context->options.no_verify)
        tell_not_proved(setup);
    else if (status == STATUS_OK)
        status = learn_email(setup);
    return status;
}

/* Without a file and on a profile that is there, options alone can be meant. */
static bool is_update(const struct setup *setup)
{
    return !setup->is_new && (setup->context->options.given &
                              (OPTION_HOST | OPTION_IMS_URL | OPTION_API_VERSION |
                               OPTION_DEFAULT | OPTION_REQUIRE_ADMIN | OPTION_FAMILY)) != 0;
}

static enum status choose_way(struct setup *setup)
{
    const struct options *options = &setup->context->options;

    if (options->from != NULL || is_update(setup))
        return STATUS_OK;
    setup->is_guided = conversation_is_possible(options->non_interactive);
    if (setup->is_guided)
        return STATUS_OK;
    return fault_set(&setup->context->fault, STATUS_USAGE, 0, "--from FILE",
                     "is needed: the credential's JSON, from \"Download JSON\" in the Console; "
                     "and --host HOST, the Workfront host");
}

/* Before anybody is asked for anything: what can't be saved needn't be proved. */
static enum status find_place(const struct setup *setup)
{
    struct context *context = setup->context;
    struct store_options options = context_store_options(context);
    enum status status = STATUS_OK;
    char key[PATH_MAX];

    if (context->store == NULL) {
        status = writable_try(context->paths.store, &context->fault);
        if (status == STATUS_OK && caches_key_file(key, &options) && access(key, F_OK) != 0)
            status = writable_try(key, &context->fault);
    }
    return status;
}

static void git_lines(struct buffer *out, const struct profile *profile)
{
    size_t i;

    buffer_text(out, profile->host.count > 0 ? "for git:\n" : "");
    for (i = 0; i < profile->host.count; i++) {
        git_commands_put(out, profile->host.item[i], "   ", "\n");
        buffer_text(out, "\n");
    }
}

/* What is left to say to people. */
static void finish_prose(struct setup *setup, const char *path)
{
    struct buffer *out = &setup->context->out;

    saved_line(out, setup);
    if (setup->is_guided)
        setup_guide_onwards(setup, path);
    else if (path != NULL || setup->context->options.from != NULL)
        cleanup_hint_tell(out, path, &setup->reply.answer, setup->report.style.width);
    if (!setup->is_guided && setup->report.style.width == 0)
        git_lines(out, setup->profile); /* a screen has no room for them */
}

static void setup_finish(struct setup *setup, enum status status)
{
    const struct options *options = &setup->context->options;
    const char *path = status == STATUS_OK ? imported_path(setup) : NULL;
    const struct adobe_answer *answer = &setup->reply.answer;
    bool is_default =
        status == STATUS_OK && profile_is_default(setup->profile, setup->context->store);

    if (setup->report.json == NULL && options->quiet)
        buffer_clear(&setup->context->out);
    else if (setup->report.json == NULL && status == STATUS_OK)
        finish_prose(setup, path);
    if (setup_guide_shows(setup) && setup->context->is_reported)
        prompt_tell(&setup->context->conversation, "\nNothing was saved.\n");
    report_end(&setup->report, SETUP_FORMAT, "setup",
               json_pack("{s:s, s:b, s:b, s:o, s:o*, s:o*}", "profile", setup->profile->name,
                         "saved", status == STATUS_OK, "default", is_default, "hosts",
                         json_words(&setup->profile->host), "cleanup",
                         path != NULL && setup->report.json != NULL
                             ? cleanup_hint_json(path, answer)
                             : NULL,
                         "error",
                         setup->report.json != NULL && status != STATUS_OK
                             ? json_fault_object(&setup->context->fault, setup->profile->name)
                             : NULL));
}

/* Whether a finding has told what setup ended with. */
static bool is_told(const struct setup *setup)
{
    return setup->report.has_failed &&
           (setup_guide_shows(setup) || setup->report.json != NULL ||
            !setup->context->options.quiet);
}

enum status command_setup(struct context *context)
{
    struct options *options = &context->options;
    struct setup setup = { .context = context,
                           .profile = &context->profile,
                           .reply = NETWORK_REPLY,
                           .report = { .out = &context->out },
                           .guide = GUIDE(&context->conversation, &context->fault),
                           .verify = VERIFY(&context->profile, options, &setup.report) };
    enum status status = take_file(options, &context->fault);

    if (status == STATUS_OK)
        status = check_options(options, &context->fault);
    context->prints_always = true;
    if (options->json)
        setup.report.json = json_array();
    if (status == STATUS_OK)
        status = setup_load_present(&setup, setup_profile_name(context));
    if (status == STATUS_OK)
        status = choose_way(&setup);
    if (status == STATUS_OK)
        status = find_place(&setup);
    setup.report.style = style_for(setup.is_guided ? STDIN_FILENO : STDOUT_FILENO);
    if (status == STATUS_OK)
        status = obtain_credential(&setup);
    if (status == STATUS_OK)
        status = setup_save(&setup);
    context->is_reported = is_told(&setup);
    setup_finish(&setup, status);
    profile_clear(&context->profile);
    verify_clear(&setup.verify);
    guide_clear(&setup.guide);
    network_reply_clear(&setup.reply);
    if (setup.is_guided)
        conversation_end();
    return status;
}
