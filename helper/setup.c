/* setup.c: `setup`, which records a Console credential once it has proved that it works. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "helper/account.h"
#include "helper/adobe.h"
#include "helper/commands.h"
#include "helper/renewal.h"
#include "helper/say.h"

enum { DEADLINE = 30000, LOCK_WAIT = 10000 /* milliseconds */ };

/* Canonical host names, which profile->host points into. */
struct hosts {
    char name[RECORD_LIST_MAX][HOST_SIZE];
};

static enum status take_hosts(struct profile *profile, struct hosts *hosts,
                              const struct words *typed, struct fault *fault)
{
    size_t i;

    for (i = 0; i < typed->count; i++) {
        char *name = hosts->name[i];

        if (!host_canonical(name, typed->item[i]) || !host_is_workfront(name))
            return fault_set(fault, STATUS_USAGE, 0, "--host",
                             "takes a Workfront host such as acme.my.workfront.com");
        if (!words_contain(&profile->host, name))
            profile->host.item[profile->host.count++] = name;
    }
    if (profile->host.count == 0)
        return fault_set(fault, STATUS_USAGE, 0, "--host",
                         "is needed: the Workfront host, such as acme.my.workfront.com");
    return STATUS_OK;
}

static enum status read_file(const char *path, struct buffer *bytes, struct fault *fault)
{
    bool is_stdin = strcmp(path, "-") == 0;
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    enum status status;

    if (fd < 0)
        return fault_set(fault, STATUS_IO, errno, path, NULL);
    status = buffer_read(bytes, fd);
    if (status != STATUS_OK)
        fault_set(fault, status, status == STATUS_IO ? errno : 0,
                  is_stdin ? "standard input" : path, NULL);
    if (!is_stdin)
        close(fd);
    return status;
}

/* What the importer says is about the file: name both. */
static enum status blame_file(enum status status, const char *path,
                              const struct adobe_answer *answer, struct fault *fault)
{
    char subject[256], detail[sizeof fault->detail];
    const char *field = answer->field != NULL ? answer->field : "";

    snprintf(subject, sizeof subject, "%.200s%s%.40s", path, *field != '\0' ? ": " : "", field);
    snprintf(detail, sizeof detail, "%s", fault->detail);
    return fault_set(fault, status, 0, subject, detail);
}

static enum status import(const struct options *options, struct adobe_reply *reply,
                          struct fault *fault)
{
    struct adobe_call call = { .call = "import",
                               .deadline = DEADLINE,
                               .credential = options->credential };
    struct buffer bytes = BUFFER(ADOBE_PAYLOAD_MAX);
    enum status status = read_file(options->from, &bytes, fault);

    if (status == STATUS_OK) {
        status = adobe_ask(&call, &bytes, reply, fault);
        if (status == STATUS_MALFORMED || status == STATUS_UNSUITABLE ||
            status == STATUS_NOT_FOUND || status == STATUS_TOO_LONG)
            status = blame_file(status, options->from, &reply->answer, fault);
    }
    buffer_clear(&bytes);
    return status;
}

static void take_answer(struct profile *profile, const struct adobe_answer *answer)
{
    profile->client_id = answer->client_id;
    profile->client_secret = answer->client_secret;
    profile->scope = answer->scope;
    profile->org_id = answer->org_id;
    profile->technical_account_id = answer->technical_account_id;
    profile->technical_account_email = answer->technical_account_email;
    profile->console_name = answer->name;
    profile->secret_at = moment_now().wall;
}

static void take_options(struct profile *profile, const struct options *options)
{
    if (options->ims_url != NULL)
        profile->endpoint = options->ims_url;
    if (profile->endpoint == NULL)
        profile->endpoint = PROFILE_IMS_URL;
    if (options->api_version != 0)
        profile->api_version = options->api_version;
    if (profile->api_version == 0)
        profile->api_version = PROFILE_API_VERSION;
    if (profile->created_at == 0)
        profile->created_at = moment_now().wall;
}

static enum status check_options(const struct options *options, struct fault *fault)
{
    if (options->profile != NULL && !profile_name_is_valid(options->profile))
        return fault_set(fault, STATUS_USAGE, 0, "--profile",
                         "takes letters, digits, dots, hyphens and underscores, 64 at most");
    if (options->ims_url != NULL && strncmp(options->ims_url, "https://", 8) != 0)
        return fault_set(fault, STATUS_USAGE, 0, "--ims-url", "takes an https:// address");
    if (options->from == NULL)
        return fault_set(
            fault, STATUS_USAGE, 0, "--from FILE",
            "is needed: the credential's JSON, from \"Download JSON\" in the Console");
    return STATUS_OK;
}

/* What is already recorded is the ground that new values are laid upon; nothing there is fine.
 */
static enum status load_present(struct context *context, const char *name)
{
    enum status status = context_open(context, false);

    if (status == STATUS_OK)
        status = profile_load(&context->profile, context->store, name, &context->fault);
    if (status != STATUS_OK && status != STATUS_NO_STORE && status != STATUS_NOT_FOUND &&
        status != STATUS_DAMAGED)
        return status;
    if (status != STATUS_OK)
        profile_clear(&context->profile);
    snprintf(context->profile.name, sizeof context->profile.name, "%s", name);
    return STATUS_OK;
}

static enum status prove(struct context *context, struct token *token)
{
    struct profile *profile = &context->profile;
    struct renewal renewal = { .profile = profile };
    size_t used = 0, i;
    enum status status = renewal_fetch(&renewal, DEADLINE, token, &used, &context->fault);

    if (status == STATUS_OK)
        account_token_line(&context->out, token);
    for (i = 0; status == STATUS_OK && i < profile->host.count; i++)
        status = account_check(&context->out, profile, profile->host.item[i], token,
                               context->options.require_admin, &context->fault);
    return status;
}

/* The token lock keeps a renewal of the former credential out; its token goes first, so that no
 * kill leaves an old token with new secrets. */
static enum status save(struct context *context, struct token *token)
{
    const struct profile *profile = &context->profile;
    struct store_lock lock = STORE_UNLOCKED;
    char binding[STORE_FINGERPRINT_SIZE];
    enum status status = context_open(context, true);

    if (status == STATUS_OK)
        status = store_lock(context->store, STORE_TOKEN, profile->name, LOCK_WAIT, &lock,
                            &context->fault);
    if (status != STATUS_OK)
        return status;
    store_delete(context->store, STORE_TOKEN, profile->name, NULL);
    store_delete(context->store, STORE_STATE, profile->name, NULL);
    status = profile_save(profile, context->store, &context->fault);
    if (status == STATUS_OK && token->access_token != NULL) {
        token_binding(binding, profile, context->store);
        token->binding = binding;
        status = token_save(token, context->store, profile->name, &context->fault);
        token->binding = NULL;
    }
    store_unlock(&lock);
    return status;
}

static void saved_line(struct buffer *out, const struct profile *profile)
{
    size_t i;

    buffer_format(out, "saved: profile %s for", profile->name);
    for (i = 0; i < profile->host.count; i++)
        buffer_format(out, "%s %s", i > 0 ? "," : "", profile->host.item[i]);
    buffer_text(out, "\n");
}

static enum status record(struct context *context, struct adobe_reply *reply,
                          struct hosts *hosts)
{
    const struct options *options = &context->options;
    struct token token = TOKEN;
    enum status status = import(options, reply, &context->fault);

    if (status == STATUS_OK) {
        take_answer(&context->profile, &reply->answer);
        take_options(&context->profile, options);
        status = take_hosts(&context->profile, hosts, &options->host, &context->fault);
    }
    if (status == STATUS_OK && !options->no_verify)
        status = prove(context, &token);
    if (status == STATUS_OK)
        status = save(context, &token);
    if (status == STATUS_OK)
        saved_line(&context->out, &context->profile);
    token_clear(&token);
    return status;
}

enum status command_setup(struct context *context)
{
    const struct options *options = &context->options;
    struct adobe_reply reply = ADOBE_REPLY;
    struct hosts hosts;
    enum status status = check_options(options, &context->fault);

    context->prints_always = true;
    if (status == STATUS_OK)
        status = load_present(context,
                              options->profile != NULL ? options->profile : PROFILE_DEFAULT);
    if (status == STATUS_OK)
        status = record(context, &reply, &hosts);
    profile_clear(&context->profile);
    adobe_reply_clear(&reply);
    return status;
}
