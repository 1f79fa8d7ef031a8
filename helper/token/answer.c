/* answer.c: hand out a token. */
#include "helper/token/answer.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper/audit_log.h"
#include "helper/harden.h"
#include "helper/token/broker_client.h"
#include "helper/token/fleet/fleet_renewal.h"
#include "helper/token/foreign.h"
#include "helper/token/instance.h"
#include "helper/token/renewal.h"
#include "protocol/secret.h"

/* Appends `bytes`, in one write if it can be, to the existing plain file that the variable of
 * the environment names. STATUS_USAGE when it isn't set or no absolute path, STATUS_UNSAFE when
 * that isn't a plain file of ours, STATUS_IO. */
static enum status append_file(const char *variable, const struct buffer *bytes,
                               struct fault *fault)
{
    const char *path = getenv(variable);
    enum status status = STATUS_OK;
    struct stat info;
    int fd;

    if (path == NULL || path[0] != '/')
        return fault_set(fault, STATUS_USAGE, 0, variable, "must be set to the path of a file");
    fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW);
    if (fd < 0)
        return fault_set(fault, STATUS_IO, errno, path, NULL);
    if (fstat(fd, &info) != 0)
        status = fault_set(fault, STATUS_IO, errno, path, NULL);
    else if (!S_ISREG(info.st_mode) || info.st_uid != geteuid())
        status = fault_because(fault, STATUS_UNSAFE,
                               S_ISREG(info.st_mode) ? CAUSE_OWNER : CAUSE_TYPE, path, NULL);
    else if (buffer_write(bytes, fd) != STATUS_OK)
        status = fault_set(fault, STATUS_IO, errno, path, NULL);
    close(fd);
    return status;
}

static struct renewal renewal_for(const struct context *context)
{
    return (struct renewal){
        .store = context->store,
        .profile = &context->profile,
        .min_validity = context->options.min_validity,
        .fleet = &context->settings.fleet,
        .splay = context->settings.fleet.engine != SETTINGS_ENGINE_NO
                     ? context->settings.fleet.splay
                     : context->settings.renew_splay,
        .force = context->options.force,
        .non_interactive = context->options.non_interactive,
    };
}

static void renew_afterwards(struct context *context)
{
    struct renewal renewal = renewal_for(context);

    renewal_in_background(&renewal);
}

/* What can't be said in a syntax isn't said at all. */
static enum status check_form(struct context *context, const struct buffer *out)
{
    enum status status = buffer_status(out);

    if (status == STATUS_OK)
        return status;
    return fault_set(&context->fault, status, 0, context->profile.name,
                     "the answer has no form here");
}

static enum status append_answer(struct context *context, const struct answer *answer)
{
    const struct dialect *dialect = context->dialect;
    struct buffer out = BUFFER(RECORD_MAX);
    enum status status;

    dialect->append(&out, answer);
    status = check_form(context, &out);
    if (status == STATUS_OK)
        status = append_file(dialect->file_variable, &out, &context->fault);
    buffer_clear(&out);
    return status;
}

static enum status answer_credential(struct context *context, const struct request *request,
                                     const struct credential *credential)
{
    const struct answer answer = { request, &context->format, credential };
    const struct dialect *dialect = context->dialect;
    enum status status;

    dialect->answer(&context->out, &answer);
    status = check_form(context, &context->out);
    if (status == STATUS_OK && dialect->append != NULL)
        status = append_answer(context, &answer);
    return status;
}

/* A miss refuses nothing: another helper may be asked. */
static bool is_refusal(const struct context *context, enum status status)
{
    return status != STATUS_OK && (context->dialect->miss == NULL ||
                                   (status != STATUS_NOT_FOUND && status != STATUS_NO_STORE));
}

/* What is answered, or refused. An answer that must be recorded and can't be isn't given. */
static enum status audit_answer(struct context *context, const char *host, bool is_foreign,
                                const char *secret, enum status status)
{
    const struct audit_note note = {
        .event = status == STATUS_OK ? AUDIT_EVENT_HAND_OUT : AUDIT_EVENT_REFUSAL,
        .outcome = status,
        .profile =
            context->profile.name[0] != '\0' ? context->profile.name : context->options.profile,
        .host = host,
        .is_foreign = is_foreign,
        .secret = status == STATUS_OK ? secret : NULL,
    };

    if (status == STATUS_OK)
        return audit_log_takes_hand_outs()
                   ? audit_log_take(context->store, &note, &context->fault)
                   : status;
    if (is_refusal(context, status))
        audit_log_take(context->store, &note, NULL);
    return status;
}

/* Does for a reader what its join didn't: the first token says which hosts it serves. Who was
 * killed may have left a profile that no list leads to. */
static enum status complete_profile(struct context *context, struct fleet *fleet,
                                    const char *host)
{
    struct profile profile = PROFILE;
    const struct renewal renewal = { .store = context->store };
    enum fleet_renewed renewed;
    enum status status =
        profile_load(&profile, context->store, fleet->membership.profile, NULL);

    if (status == STATUS_NOT_FOUND)
        status = fleet_renew(fleet, &renewal, &renewed, &context->fault);
    else if (status != STATUS_OK || !profile.fleet ||
             (host != NULL && !string_list_contain(&profile.host, host)) ||
             profile_is_listed(&profile, context->store, host))
        status = STATUS_NOT_FOUND;
    else
        status = profile_save_again(context->store, profile.name, &context->fault);
    profile_clear(&profile);
    return status;
}

static enum status discover_profile(struct context *context, const char *host,
                                    const char *username)
{
    struct fleet fleet = FLEET;
    const char *name = context->options.profile;
    enum status status =
        fleet_open(&fleet, context->store, &context->settings.fleet, &context->fault);

    if (status != STATUS_OK || fleet.mints ||
        (name != NULL && strcmp(name, fleet.membership.profile) != 0))
        status = STATUS_NOT_FOUND;
    else
        status = complete_profile(context, &fleet, host);
    fleet_clear(&fleet);
    return status != STATUS_OK
               ? status
               : profile_find(&context->profile, context->store, host, context->options.profile,
                              username, &context->fault);
}

/* All but the token, which isn't asked for where it may not go. */
static enum status describe_credential(struct context *context, const char *host,
                                       struct credential *credential)
{
    const struct profile *profile = &context->profile;

    *credential = (struct credential){
        .username = profile->technical_account_email,
        .host = host != NULL ? host : profile->host.item[0],
        .client_id = profile->client_id,
        .org_id = profile->org_id,
    };
    return target_fill(context, credential);
}

static enum status add_token(struct context *context, const struct token *token,
                             struct credential *credential)
{
    const char *flaw;

    credential->token = token->access_token;
    credential->expires_at = token_expiry(token, moment_now());
    flaw = credential_flaw(credential);
    return flaw != NULL ? fault_because(&context->fault, STATUS_DAMAGED, CAUSE_FIELD,
                                        context->profile.name, flaw)
                        : STATUS_OK;
}

/* The host that the token goes to, for the audit log. */
static const char *destination_host(const struct context *context, const char *host)
{
    const struct family *family = context->target.family;

    return family != NULL && family->host != NULL ? family->host : host;
}

enum status answer_obtain(struct context *context, const char *host, const char *username,
                          struct token *token, struct credential *credential)
{
    struct renewal renewal = renewal_for(context);
    bool due = false;
    enum status status;

    if (context->broker != NULL)
        return broker_obtain(context, host, username, token, credential);
    status = profile_find(&context->profile, context->store, host, context->options.profile,
                          username, &context->fault);
    if (status == STATUS_NOT_FOUND && context->settings.fleet.engine != SETTINGS_ENGINE_NO &&
        (host == NULL || host_is_workfront(host))) {
        struct fault fault = context->fault;

        status = discover_profile(context, host, username);
        if (status == STATUS_NOT_FOUND)
            context->fault = fault;
    }
    if (status == STATUS_NOT_FOUND && host != NULL && family_is_gateway(host))
        status = fault_because(&context->fault, status, CAUSE_GATEWAY, host, NULL);
    if (status == STATUS_OK)
        status = describe_credential(context, host, credential);
    if (status == STATUS_OK)
        status = renewal_token(&renewal, token, &due, &context->fault);
    if (status == STATUS_OK)
        status = add_token(context, token, credential);
    if (status == STATUS_OK && due) {
        caller_find();
        context->afterwards = renew_afterwards;
    }
    return audit_answer(context, destination_host(context, host), false, token->access_token,
                        status);
}

static bool is_last_act(const struct context *context)
{
    return context->afterwards == NULL && context->dialect->append == NULL;
}

enum status answer_token(struct context *context, const char *host,
                         const struct request *request)
{
    static const struct request nothing;
    const struct request *asked = request != NULL ? request : &nothing;
    struct token token = TOKEN;
    struct credential credential = { .token = NULL };
    enum status status = answer_obtain(context, host, asked->username, &token, &credential);

    if (status == STATUS_OK && is_last_act(context))
        harden_narrow();
    if (status == STATUS_OK)
        status = answer_credential(context, asked, &credential);
    token_clear(&token);
    return status;
}

void answer_renew_first(struct context *context)
{
    pid_t pid = context->afterwards != NULL ? fork() : -1;

    if (pid == 0) {
        context->afterwards(context);
        secret_wipe_all();
        _exit(0);
    }
    while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    context->afterwards = NULL;
}

enum status answer_kept(struct context *context, const char *host,
                        const struct request *request)
{
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    struct foreign kept;
    bool is_free;
    enum status status = profile_host_is_free(&is_free, context->store, host, &context->fault);

    if (status == STATUS_OK && !is_free)
        status = STATUS_NOT_FOUND;
    if (status == STATUS_OK)
        status = foreign_find(&kept, &text, context->store, host, request, &context->fault);
    if (status == STATUS_OK) {
        struct credential credential = {
            .username = kept.username,
            .password = kept.password,
            .authtype = kept.authtype,
            .credential = kept.credential,
            .oauth_refresh_token = kept.oauth_refresh_token,
            .expires_at = kept.expires_at,
            .host = host,
        };

        status = audit_answer(context, host, true,
                              kept.password != NULL ? kept.password : kept.credential, status);
        if (status == STATUS_OK)
            status = answer_credential(context, request, &credential);
    }
    buffer_clear(&text);
    return status;
}

enum status answer_refuse_host(const char *typed, struct fault *fault)
{
    return fault_set(fault, STATUS_USAGE, 0, "--host",
                     instance_is_shell(typed)
                         ? "has an address that doesn't name the instance: Workfront shows the "
                           "domain under Setup > System > Customer Info"
                         : "takes a Workfront host such as acme.my.workfront.com, its domain "
                           "acme, or its address from a browser");
}

enum status answer_host_option(struct context *context, char out[HOST_SIZE])
{
    const struct string_list *hosts = &context->options.host;

    out[0] = '\0';
    if (hosts->count > 1)
        return fault_set(&context->fault, STATUS_USAGE, 0, "--host",
                         "can be given only once here");
    if (hosts->count == 1 && !instance_host(out, hosts->item[0]) &&
        !host_canonical(out, hosts->item[0]))
        return answer_refuse_host(hosts->item[0], &context->fault);
    return STATUS_OK;
}

/* Who calls us as a tool has its request ready; a person may type one. */
enum { REQUEST_TIMEOUT_MS = 10000 };

enum status request_take_text(const struct dialect *dialect, struct buffer *text,
                              struct fault *fault)
{
    enum status status;

    if (dialect->variable != NULL) {
        const char *value = getenv(dialect->variable);

        buffer_text(text, value != NULL ? value : "");
        status = buffer_status(text);
    } else {
        status = buffer_read_until(text, STDIN_FILENO, dialect->is_whole, REQUEST_TIMEOUT_MS);
    }
    if (status == STATUS_OK)
        return status;
    if (status == STATUS_IO && errno == ETIMEDOUT)
        return fault_set(fault, STATUS_MALFORMED, 0, "the request",
                         "standard input is still open after 10 s, and what came isn't whole");
    return buffer_fault(text, "the request", fault);
}

enum status request_take(struct context *context, struct request *request, struct buffer *text,
                         char host[HOST_SIZE])
{
    enum status status = request_take_text(context->dialect, text, &context->fault);

    host[0] = '\0';
    return status == STATUS_OK ? request_parse(context, request, text, host) : status;
}

enum status request_parse(struct context *context, struct request *request, struct buffer *text,
                          char host[HOST_SIZE])
{
    enum status status = context->dialect->read(request, text, &context->fault);

    host[0] = '\0';
    if (status != STATUS_OK || request->host == NULL)
        return status;
    if (request->protocol == NULL || strcmp(request->protocol, "https") != 0 ||
        !host_foreign(host, request->host))
        return fault_set(&context->fault, STATUS_NOT_FOUND, 0, "the request",
                         "it names no https host");
    return STATUS_OK;
}
