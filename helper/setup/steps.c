/* steps.c: what `setup` does with a credential, whether a person is led to it or not. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "helper/say/conversation.h"
#include "helper/say/say.h"
#include "helper/setup/guide.h"
#include "helper/setup/import.h"
#include "helper/setup/setup.h"
#include "helper/token/scopes.h"

enum status setup_add_host(struct setup *setup, const char *host, struct fault *fault)
{
    struct string_list *hosts = &setup->profile->host;

    if (string_list_contain(hosts, host))
        return STATUS_OK;
    if (hosts->count == RECORD_LIST_MAX || setup->names == RECORD_LIST_MAX)
        return fault_set(fault, STATUS_USAGE, 0, "--host",
                         "can't add another host: a profile has 64 at most");
    snprintf(setup->name[setup->names], HOST_SIZE, "%s", host);
    hosts->item[hosts->count++] = setup->name[setup->names++];
    return STATUS_OK;
}

/* Values that a file doesn't have stay as they are, if they are the same client's. */
static void take_answer(struct profile *profile, const struct adobe_answer *answer)
{
    bool is_same =
        profile->client_id != NULL && strcmp(profile->client_id, answer->client_id) == 0;
    const struct {
        const char **member, *value;
    } values[] = {
        { &profile->org_id, answer->org_id },
        { &profile->technical_account_id, answer->technical_account_id },
        { &profile->technical_account_email, answer->technical_account_email },
        { &profile->console_name, answer->name },
    };
    size_t i;

    for (i = 0; i < sizeof values / sizeof values[0]; i++)
        if (values[i].value != NULL || !is_same)
            *values[i].member = values[i].value;
    profile->client_id = answer->client_id;
    profile->client_secret = answer->client_secret;
    profile->scope = answer->scope;
    profile->rotate_scope = scopes_split((char *)answer->scope);
    profile->secret_at = moment_now().wall;
}

/* The families as they were typed, each once; "all" is none in particular. */
static void take_families(struct profile *profile, const struct string_list *typed)
{
    size_t i;

    profile->family.count = 0;
    for (i = 0; i < typed->count && !string_list_contain(typed, "all"); i++)
        if (!string_list_contain(&profile->family, typed->item[i]))
            profile->family.item[profile->family.count++] = typed->item[i];
}

void setup_take_options(struct setup *setup)
{
    const struct options *options = &setup->context->options;
    struct profile *profile = setup->profile;

    if (options->ims_url != NULL)
        profile->endpoint = options->ims_url;
    if (profile->endpoint == NULL)
        profile->endpoint = PROFILE_IMS_URL;
    if (options->family.count > 0)
        take_families(profile, &options->family);
    if (options->fusion != NULL)
        profile->fusion = options->fusion;
    if (options->api_version != 0)
        profile->api_version = options->api_version;
    if (profile->api_version == 0)
        profile->api_version = PROFILE_API_VERSION;
    if (profile->created_at == 0)
        profile->created_at = moment_now().wall;
}

static bool is_whole(const struct adobe_answer *answer)
{
    return answer->client_id != NULL && answer->client_secret.count > 0 &&
           answer->scope != NULL;
}

enum status setup_import(struct setup *setup, const struct buffer *bytes)
{
    struct context *context = setup->context;
    bool asks =
        setup->is_guided ||
        (conversation_is_seen() && conversation_is_possible(context->options.non_interactive));
    const struct import import = { .label = setup->label,
                                   .credential = context->options.credential,
                                   .conversation = asks ? &context->conversation : NULL,
                                   .listing =
                                       setup->report.json == NULL ? &context->out : NULL };
    struct string_list hosts = setup->profile->host;
    enum status status;

    *setup->profile = setup->before; /* nothing may stay of a former try, whose reply goes */
    setup->profile->host = hosts;
    status = import_bytes(&import, bytes, &setup->reply, &context->fault);
    if (status == STATUS_OK && !is_whole(&setup->reply.answer))
        status = fault_set(&context->fault, STATUS_UNEXPECTED, 0, setup->label,
                           "the network program's answer isn't a credential");
    if (status != STATUS_OK)
        return status;
    take_answer(setup->profile, &setup->reply.answer);
    if (*setup->profile->scope == '\0')
        return fault_set(&context->fault, STATUS_UNSUITABLE, 0, setup->label,
                         "its scopes all manage secrets: no token is handed out with those");
    if (setup->context->options.no_verify && setup->profile->technical_account_email == NULL) {
        char subject[sizeof context->fault.subject];

        snprintf(subject, sizeof subject, "%.200s: technical_account_email", setup->label);
        return fault_set(&context->fault, STATUS_MALFORMED, 0, subject,
                         "it is missing, and with --no-verify Workfront isn't asked");
    }
    return STATUS_OK;
}

enum status setup_prove_credential(struct setup *setup)
{
    struct context *context = setup->context;

    if (context->options.no_verify)
        return STATUS_OK;
    report_about(&setup->report, "");
    return verify_token(&setup->prove, &context->fault);
}

static const char trial[] = "/.workfront-credential.XXXXXX";

/* Cuts the path down to a folder that is there; "" is the root. */
static void find_folder(char *path)
{
    char *slash;

    while ((slash = strrchr(path, '/')) != NULL) {
        *slash = '\0';
        if (*path == '\0' || access(path, F_OK) == 0)
            return;
    }
}

enum status writable_try(const char *path, struct fault *fault)
{
    char folder[PATH_MAX + sizeof trial];

    if (strlen(path) >= PATH_MAX)
        return fault_set(fault, STATUS_TOO_LONG, 0, path, NULL);
    snprintf(folder, sizeof folder, "%s", path);
    find_folder(folder);
    snprintf(folder + strlen(folder), sizeof trial, "%s", trial);
    if (mkdtemp(folder) == NULL) {
        fault_set(fault, STATUS_IO, errno, path, NULL);
        fault->cause = CAUSE_NO_PLACE;
        return STATUS_IO;
    }
    rmdir(folder);
    return STATUS_OK;
}

enum { TRIES = 5 };

/* Who sits there sees what was found at once; nobody else does before the end. */
static void found_show(struct setup *setup)
{
    struct buffer *out = &setup->context->out;

    if (!conversation_is_seen() || setup->report.json != NULL)
        return;
    prompt_tell(&setup->context->conversation, buffer_string(out));
    buffer_clear(out);
}

static void forget_fault(struct setup *setup)
{
    setup->context->fault = (struct fault){ 0 };
    setup->report.fault = (struct fault){ 0 };
}

/* What no finding has told yet. */
static void show_fault(struct setup *setup)
{
    struct buffer text = BUFFER(4096);
    char sentence[1024];

    say_sentence(sentence, sizeof sentence, &setup->context->fault);
    buffer_text(&text, "\n  ");
    style_wrap(&text, sentence, 2, setup->report.style.width);
    prompt_tell(&setup->context->conversation, buffer_string(&text));
    buffer_clear(&text);
}

/* What another answer of the person's may mend. */
static bool is_mendable(enum status status)
{
    return status == STATUS_MALFORMED || status == STATUS_UNSUITABLE ||
           status == STATUS_TOO_LONG || status == STATUS_REFUSED;
}

/* Imports, and asks Adobe for a token; what becomes of it is shown. */
static enum status try_credential(struct setup *setup, const struct buffer *bytes)
{
    enum status status = setup_import(setup, bytes);

    if (status != STATUS_OK) {
        if (is_mendable(status))
            show_fault(setup);
        return status;
    }
    setup_take_options(setup);
    prompt_tell(&setup->context->conversation, "\nAsking Adobe for a token…\n");
    status = setup_prove_credential(setup);
    found_show(setup);
    return status;
}

enum status setup_guide_to_credential(struct setup *setup)
{
    struct context *context = setup->context;
    struct buffer bytes = BUFFER(ADOBE_PAYLOAD_MAX);
    enum status status = guide_show(&context->conversation, &context->fault);
    int tries = 0;

    while (status == STATUS_OK) {
        status = guide_credential(&context->conversation, &bytes, setup->label,
                                  sizeof setup->label, &context->fault);
        if (status != STATUS_OK)
            break;
        status = try_credential(setup, &bytes);
        buffer_clear(&bytes);
        if (!is_mendable(status) || ++tries == TRIES)
            break;
        forget_fault(setup);
        prompt_tell(&context->conversation, "\n");
        status = STATUS_OK;
    }
    buffer_clear(&bytes);
    return status;
}

enum status setup_guide_to_host(struct setup *setup)
{
    struct context *context = setup->context;
    struct string_list *hosts = &setup->profile->host;
    enum status status = STATUS_OK;
    char host[HOST_SIZE];
    int tries;

    for (tries = 0; tries < TRIES; tries++) {
        status = guide_host(&context->conversation, host, tries > 0, &context->fault);
        if (status == STATUS_OK)
            status = setup_add_host(setup, host, &context->fault);
        if (status != STATUS_OK || context->options.no_verify)
            return status;
        prompt_tell(&context->conversation, "\nAsking Workfront…\n");
        status = verify_host(&setup->prove, hosts->item[hosts->count - 1], &context->fault);
        found_show(setup);
        if (status == STATUS_OK || tries + 1 == TRIES)
            return status;
        forget_fault(setup);
        hosts->count--;
    }
    return status;
}

void setup_guide_onwards(struct setup *setup)
{
    struct buffer text = BUFFER(2048);
    const char *name = setup->profile->name;
    bool is_plain = strcmp(name, PROFILE_DEFAULT) == 0;

    buffer_format(&text,
                  "\nThat's it. Now, for instance:\n"
                  "   eval \"$(workfront-credential env%s%s",
                  is_plain ? "" : " --profile ", is_plain ? "" : name);
    say_store_option(&text);
    buffer_text(&text, ")\"\n   workfront-credential status");
    say_store_option(&text);
    buffer_text(&text, "\n");
    found_show(setup);
    prompt_tell(&setup->context->conversation, buffer_string(&text));
    buffer_clear(&text);
}
