/* broker_client.c: the broker's callers. */
#include "helper/token/broker_client.h"

#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <sodium.h>

#include "helper/say/say.h"
#include "protocol/broker.h"
#include "protocol/buffer.h"
#include "protocol/clock.h"
#include "store/path_walk.h"

enum { ANSWERS_IN = 20000 /* milliseconds; the broker gives up before */ };

/* What was read, and the bytes that it points into. */
struct broker_reply {
    struct broker_answer answer;
    struct buffer text;
};

static const char *broker_named(const struct context *context)
{
    const char *variable = getenv("WORKFRONT_CREDENTIAL_BROKER");

    if (context->options.broker != NULL)
        return context->options.broker;
    return variable != NULL && *variable != '\0' ? variable : context->settings.broker;
}

const char *broker_instead(const struct context *context, enum status opened)
{
    const char *named = broker_named(context);

    if (named != NULL)
        return strcmp(named, "none") != 0 ? named : NULL;
    return opened == STATUS_NO_STORE && access(BROKER_SOCKET, F_OK) == 0 ? BROKER_SOCKET : NULL;
}

enum status broker_or_store(struct context *context)
{
    enum status status = context_configure(context);

    if (status == STATUS_OK)
        context->broker = broker_instead(context, STATUS_OK);
    if (status != STATUS_OK || context->broker != NULL)
        return status;
    status = context_open(context, false);
    context->broker = broker_instead(context, status);
    if (context->broker == NULL)
        return status;
    context->fault = (struct fault){ 0 };
    return STATUS_OK;
}

/* Nobody else may be able to put a socket of theirs in its place: the folder, and each above
 * it, is root's, ours or the socket's owner's, who is whose broker we are to ask. */
static enum status socket_check(const char *path, uid_t *owner, struct fault *fault)
{
    char folder[sizeof((struct sockaddr_un *)NULL)->sun_path];
    struct stat socket, parent;

    if (strlen(path) >= sizeof folder || path[0] != '/')
        return fault_set(fault, STATUS_USAGE, 0, path, "is no path that a socket can have");
    memcpy(folder, path, strlen(path) + 1);
    if (stat(path, &socket) != 0 || stat(dirname(folder), &parent) != 0)
        return errno == ENOENT || errno == ENOTDIR
                   ? fault_because(fault, STATUS_UNREACHABLE, CAUSE_BROKER_GONE, path, NULL)
                   : fault_set(fault, STATUS_IO, errno, path, NULL);
    *owner = socket.st_uid;
    if (!S_ISSOCK(socket.st_mode))
        return fault_because(fault, STATUS_UNSAFE, CAUSE_TYPE, path, NULL);
    if (parent.st_uid != 0 && parent.st_uid != geteuid() && parent.st_uid != socket.st_uid)
        return fault_because(fault, STATUS_UNSAFE, CAUSE_OWNER, path, NULL);
    if ((parent.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return fault_because(fault, STATUS_UNSAFE, CAUSE_WRITABLE, folder, NULL);
    return path_walk_of(path, *owner, fault);
}

/* Who listens is root, as systemd does for a unit, or the socket's owner. */
static enum status peer_check(int fd, const char *path, uid_t owner, struct fault *fault)
{
    struct ucred peer;
    socklen_t size = sizeof peer;

    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
        (peer.uid == 0 || peer.uid == owner))
        return STATUS_OK;
    return fault_because(fault, STATUS_UNSAFE, CAUSE_BROKER_IMPOSTOR, path, NULL);
}

/* A full queue of others is waited for, as long as an answer. */
static enum status connect_broker(const char *path, int *fd, struct fault *fault)
{
    const struct timeval patience = { .tv_sec = ANSWERS_IN / 1000 };
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    uid_t owner = 0;
    enum status status = socket_check(path, &owner, fault);

    if (status != STATUS_OK)
        return status;
    memcpy(address.sun_path, path, strlen(path) + 1);
    *fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (*fd < 0 || setsockopt(*fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) != 0)
        return fault_set(fault, STATUS_IO, errno, path, NULL);
    if (connect(*fd, (const struct sockaddr *)&address, sizeof address) != 0)
        return errno == ECONNREFUSED || errno == EAGAIN
                   ? fault_because(fault, STATUS_UNREACHABLE, CAUSE_BROKER_GONE, path, NULL)
                   : fault_set(fault, STATUS_IO, errno, path, NULL);
    return peer_check(*fd, path, owner, fault);
}

/* A broker that is busy says so before it has read everything: that is an answer, too. */
static enum status exchange_records(const char *path, const struct buffer *request,
                                    struct broker_reply *reply, struct fault *fault)
{
    enum status status;
    int fd = -1;

    buffer_clear(&reply->text);
    reply->answer = (struct broker_answer){ 0 };
    status = connect_broker(path, &fd, fault);
    if (status == STATUS_OK) {
        buffer_write(request, fd);
        status = buffer_read_until(&reply->text, fd, record_is_whole, ANSWERS_IN);
        if (status != STATUS_OK || reply->text.length == 0)
            status = fault_because(fault, STATUS_UNREACHABLE, CAUSE_BROKER_GONE, path, NULL);
    }
    fd_close(&fd);
    if (status == STATUS_OK && broker_answer_read(&reply->answer, &reply->text) != STATUS_OK)
        status = fault_set(fault, STATUS_UNEXPECTED, 0, path, NULL);
    return status;
}

/* Those who were sent away together don't come back together. */
static void wait_as_told(int64_t seconds)
{
    clock_sleep((seconds < 1 ? 1 : seconds) * 500 + randombytes_uniform(1000));
}

static enum status stated_status(const char *subject, const struct broker_answer *answer,
                                 struct fault *fault)
{
    enum status status = status_from_name(answer->status);

    if (status == STATUS_OK)
        return status;
    if (status == STATUS_DENIED)
        return fault_set(fault, status, 0, subject, answer->message);
    if (status == STATUS_COUNT)
        return fault_set(fault, STATUS_UNEXPECTED, 0, subject, NULL);
    return fault_because(fault, status, CAUSE_BROKER_SAYS, subject,
                         answer->message != NULL ? answer->message : status_name(status));
}

/* Who asks for all hosts, as git does, isn't told each time that another's isn't ours. */
static bool is_miss(const struct context *context, const char *host)
{
    return context->dialect->miss != NULL && host != NULL && !host_is_workfront(host);
}

static enum status ask_broker(struct context *context, const struct broker_request *request,
                              struct broker_reply *reply)
{
    const char *subject = request->host != NULL ? request->host : "the broker";
    int64_t end = clock_milliseconds() + BROKER_PATIENCE;
    struct buffer out = BUFFER(BROKER_REQUEST_MAX);
    enum status status;

    say_detail("asking the broker at %s", context->broker);
    broker_request_write(&out, request);
    status = buffer_status(&out);
    if (status != STATUS_OK)
        fault_set(&context->fault, status, 0, "the request", NULL);
    while (status == STATUS_OK) {
        status = exchange_records(context->broker, &out, reply, &context->fault);
        if (status == STATUS_OK)
            status = stated_status(subject, &reply->answer, &context->fault);
        if (status != STATUS_BUSY || reply->answer.retry_after <= 0 ||
            clock_milliseconds() + 1000 * reply->answer.retry_after > end)
            break;
        wait_as_told(reply->answer.retry_after);
        status = STATUS_OK;
    }
    buffer_clear(&out);
    return status == STATUS_DENIED && is_miss(context, request->host) ? STATUS_NOT_FOUND
                                                                      : status;
}

/* The answer as a token, to which its bytes belong from then on. */
static enum status take_answer(const char *host, struct broker_reply *reply,
                               struct token *token, struct credential *credential)
{
    const struct broker_answer *answer = &reply->answer;
    struct moment now = moment_now();

    *credential = (struct credential){
        .token = answer->password,
        .username = answer->username,
        .expires_at = answer->password_expiry_utc,
        .host = answer->host,
        .client_id = answer->client_id,
        .org_id = answer->org_id,
    };
    if (credential_flaw(credential) != NULL || answer->password_expiry_utc <= now.wall ||
        answer->password_expiry_utc - now.wall > TOKEN_LIFETIME_MAX ||
        (host != NULL && strcmp(host, answer->host) != 0))
        return STATUS_UNEXPECTED;
    *token = (struct token){
        .access_token = answer->password,
        .issued_at = now.wall,
        .issued_boot = now.boot,
        .lifetime = answer->password_expiry_utc - now.wall,
        .expires_at = answer->password_expiry_utc,
        .text = reply->text,
    };
    token->due = token->lifetime / 5 * 4;
    reply->text = (struct buffer)BUFFER(BROKER_ANSWER_MAX);
    return STATUS_OK;
}

/* What a command goes on with may want its host, when nobody named one. */
static void profile_fill(struct profile *profile, const char *host)
{
    profile_clear(profile);
    buffer_text(&profile->text, host);
    profile->host = (struct string_list){ { buffer_string(&profile->text) }, 1 };
    profile->api_version = PROFILE_API_VERSION;
}

enum status broker_obtain(struct context *context, const char *host, const char *username,
                          struct token *token, struct credential *credential)
{
    struct broker_reply reply = { .text = BUFFER(BROKER_ANSWER_MAX) };
    char validity[24] = "";
    const struct broker_request request = {
        .operation = "get",
        .protocol = "https",
        .host = host,
        .username = context->options.profile != NULL ? context->options.profile : username,
        .min_validity = context->options.min_validity >= 0 ? validity : NULL,
    };
    enum status status;

    snprintf(validity, sizeof validity, "%lld", (long long)context->options.min_validity);
    token_clear(token);
    status = ask_broker(context, &request, &reply);
    if (status == STATUS_OK && take_answer(host, &reply, token, credential) != STATUS_OK)
        status = fault_set(&context->fault, STATUS_UNEXPECTED, 0, context->broker, NULL);
    if (status == STATUS_OK)
        profile_fill(&context->profile, credential->host);
    if (status == STATUS_OK)
        status = target_fill(context, credential);
    buffer_clear(&reply.text);
    return status;
}

enum status broker_erase(struct context *context, const char *host,
                         const struct request *request)
{
    struct broker_reply reply = { .text = BUFFER(BROKER_ANSWER_MAX) };
    const struct broker_request told = {
        .operation = "erase",
        .protocol = "https",
        .host = host,
        .username = request->username,
        .password = request->credential != NULL ? request->credential : request->password,
    };
    enum status status = ask_broker(context, &told, &reply);

    buffer_clear(&reply.text);
    return status;
}
