/* steps.c: what `setup` does with a credential, whether a person is led to it or not. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helper/say/conversation.h"
#include "helper/setup/credential_import.h"
#include "helper/setup/guide.h"
#include "helper/setup/setup.h"
#include "helper/token/answer.h"
#include "helper/token/instance.h"
#include "helper/token/scopes.h"

const char *setup_profile_name(const struct context *context)
{
    return context->options.profile != NULL ? context->options.profile : PROFILE_DEFAULT;
}

enum status setup_load_present(struct setup *setup, const char *name)
{
    struct context *context = setup->context;
    enum status status = context_open(context, false);

    if (status == STATUS_OK)
        status = profile_load(&context->profile, context->store, name, &context->fault);
    if (status != STATUS_OK && status != STATUS_NO_STORE && status != STATUS_NOT_FOUND &&
        status != STATUS_DAMAGED)
        return status;
    setup->is_new = status != STATUS_OK;
    if (setup->is_new)
        profile_clear(&context->profile);
    context->fault = (struct fault){ 0 };
    snprintf(context->profile.name, sizeof context->profile.name, "%s", name);
    snprintf(context->audited.profile, sizeof context->audited.profile, "%s", name);
    setup->before = context->profile;
    return STATUS_OK;
}

enum status setup_take_hosts(struct setup *setup)
{
    const struct string_list *typed = &setup->context->options.host;
    struct fault *fault = &setup->context->fault;
    enum status status = STATUS_OK;
    char host[HOST_SIZE];
    size_t i;

    for (i = 0; status == STATUS_OK && i < typed->count; i++) {
        if (!instance_host(host, typed->item[i]))
            return answer_refuse_host(typed->item[i], fault);
        status = setup_add_host(setup, host, fault);
    }
    return status;
}

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
        { &profile->console_org, answer->console_org },
        { &profile->console_credential, answer->console_credential },
    };
    size_t i;

    for (i = 0; i < sizeof values / sizeof values[0]; i++)
        if (values[i].value != NULL || !is_same)
            *values[i].member = values[i].value;
    if (!is_same)
        profile->created_at = 0;
    profile->client_id = answer->client_id;
    profile->client_secret = answer->client_secret;
    profile->scope = answer->scope;
    profile->rotate_scope = scopes_split((char *)answer->scope);
    profile->secret_at = moment_now().wall;
    profile_forget_rotation(profile);
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

/* Whether the file is of another credential than the profile, and that shall stay. */
static bool is_kept_from(const struct setup *setup, const char *client_id)
{
    const char *present = setup->before.client_id;

    return present != NULL && strcmp(present, client_id) != 0 &&
           !setup->context->options.replace && setup->plan != GUIDE_REPLACE;
}

/* What came along from the other machine. */
static enum status take_transfer(struct setup *setup)
{
    const struct transfer *transfer = &setup->transfer;
    struct profile *profile = setup->profile;
    enum status status = STATUS_OK;
    size_t i;

    if (transfer->endpoint == NULL)
        return STATUS_OK;
    profile->endpoint = transfer->endpoint;
    profile->family = transfer->family;
    profile->fusion = transfer->fusion;
    profile->api_version = transfer->api_version;
    for (i = 0; status == STATUS_OK && i < transfer->host.count; i++)
        status = setup_add_host(setup, transfer->host.item[i], &setup->context->fault);
    return status;
}

/* What the profile is then must be of use, and lack nothing that nobody is to be asked for. */
static enum status check_imported(const struct setup *setup)
{
    struct fault *fault = &setup->context->fault;
    char subject[sizeof fault->subject];

    if (*setup->profile->scope == '\0')
        return fault_set(fault, STATUS_UNSUITABLE, 0, setup->label,
                         "its scopes all manage secrets: no token is handed out with those");
    if (!setup->context->options.no_verify || setup->profile->technical_account_email != NULL)
        return STATUS_OK;
    snprintf(subject, sizeof subject, "%.200s: technical_account_email", setup->label);
    return fault_because(fault, STATUS_MALFORMED, CAUSE_MISSING_EMAIL, subject, NULL);
}

enum status setup_import(struct setup *setup, const struct buffer *bytes)
{
    struct context *context = setup->context;
    bool asks =
        setup->is_guided ||
        (conversation_is_seen() && conversation_is_possible(context->options.non_interactive));
    const struct credential_import import = {
        .label = setup->label,
        .credential = context->options.credential,
        .conversation = asks ? &context->conversation : NULL,
        .wants_back = setup->is_guided ? &setup->guide.wants_back : NULL,
        .listing = setup->report.json == NULL ? &context->out : NULL
    };
    struct string_list hosts = setup->profile->host;
    enum status status;

    *setup->profile = setup->before; /* nothing may stay of a former try, whose reply goes */
    setup->profile->host = hosts;
    setup->transfer = (struct transfer){ .api_version = 0 };
    status = transfer_begins(bytes) || context->options.age != NULL
                 ? transfer_open(&setup->transfer, &setup->reply, bytes, context->options.age,
                                 setup->label, &context->conversation, &context->fault)
                 : import_bytes(&import, bytes, &setup->reply, &context->fault);
    if (status == STATUS_OK && !is_whole(&setup->reply.answer))
        status = fault_set(&context->fault, STATUS_UNEXPECTED, 0, setup->label,
                           "the network program's answer isn't a credential");
    if (status != STATUS_OK)
        return status;
    if (is_kept_from(setup, setup->reply.answer.client_id))
        return fault_because(&context->fault, STATUS_USAGE, CAUSE_OTHER_CLIENT,
                             setup->profile->name, setup->before.client_id);
    take_answer(setup->profile, &setup->reply.answer);
    status = take_transfer(setup);
    return status == STATUS_OK ? check_imported(setup) : status;
}

enum status setup_prove_credential(struct setup *setup)
{
    struct context *context = setup->context;

    if (context->options.no_verify)
        return STATUS_OK;
    report_about(&setup->report, "");
    return verify_token(&setup->verify, &context->fault);
}

static const char trial[] = "/.workfront-credential.XXXXXX";

static bool is_folder(const char *path)
{
    struct stat found;

    return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

/* Cuts the path down to a folder that is there; "" is the root. */
static void find_folder(char *path)
{
    char *slash;

    if (is_folder(path))
        return;
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
