/* foreign.c: foreign credentials by host. */
#include "helper/token/foreign.h"

#include <stddef.h>
#include <string.h>

#include <sodium.h>

#include "helper/token/moment.h"

static const struct record_rule rules[] = {
    RECORD_RULE(foreign, path, TEXT),          RECORD_RULE(foreign, username, TEXT),
    RECORD_RULE(foreign, password, TEXT),      RECORD_RULE(foreign, authtype, TEXT),
    RECORD_RULE(foreign, credential, TEXT),    RECORD_RULE(foreign, oauth_refresh_token, TEXT),
    RECORD_RULE(foreign, expires_at, NUMBER),  RECORD_RULE(foreign, stored_at, NUMBER),
    RECORD_RULE(foreign, stored_boot, NUMBER), RECORD_RULE(foreign, lifetime, NUMBER),
};

/* RFC 9110 section 5.6.2 */
static bool is_http_token(const char *text)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789!#$%&'*+-.^_`|~";

    return *text != '\0' && strlen(text) <= 255 && strspn(text, allowed) == strlen(text);
}

enum status foreign_from_request(struct foreign *kept, const struct request *request,
                                 int64_t lifetime, struct fault *fault)
{
    bool encoded = request->authtype != NULL && request->credential != NULL;
    bool plain = request->username != NULL && request->password != NULL;
    struct moment now = moment_now();

    *kept = (struct foreign){
        .path = request->path,
        .username = request->username,
        .password = plain ? request->password : NULL,
        .authtype = encoded ? request->authtype : NULL,
        .credential = encoded ? request->credential : NULL,
        .oauth_refresh_token = request->oauth_refresh_token,
        .expires_at = request_expiry(request),
        .stored_at = now.wall,
        .stored_boot = now.boot,
        .lifetime = lifetime,
    };
    if (encoded && !is_http_token(kept->authtype))
        return fault_set(fault, STATUS_MALFORMED, 0, "authtype", NULL);
    if (encoded && !token_is_valid(kept->credential))
        return fault_set(fault, STATUS_MALFORMED, 0, "credential", NULL);
    if ((!encoded && !plain) || request->ephemeral ||
        (kept->expires_at != 0 && kept->expires_at < now.wall))
        return fault_set(fault, STATUS_NOT_FOUND, 0, "the request", "nothing to keep");
    return STATUS_OK;
}

/* The host says more than a file's name, and how to go on belongs to it. */
static enum status refuse_damaged(const char *host, struct fault *fault)
{
    return fault_set(fault, STATUS_DAMAGED, 0, host,
                     "forget what is kept for it with `git credential reject`");
}

/* The record of `host`, as store_get() gives it. */
static enum status host_load(struct buffer *text, struct store *store, const char *host,
                             struct fault *fault)
{
    enum status status = store_get(store, STORE_ENTRY, host, text, NULL, fault);

    return status == STATUS_DAMAGED ? refuse_damaged(host, fault) : status;
}

/* The next group of lines; STATUS_NOT_FOUND after the last one. */
static enum status group_next(struct foreign *kept, struct record_reader *reader)
{
    char *rest;

    *kept = (struct foreign){ .path = NULL };
    if (record_rest(reader, &rest) == 0)
        return STATUS_NOT_FOUND;
    return record_read(reader, rules, RECORD_RULES_COUNT(rules), kept, NULL);
}

static bool is_same_secret(const char *one, const char *other)
{
    return one == other || (one != NULL && other != NULL && strlen(one) == strlen(other) &&
                            sodium_memcmp(one, other, strlen(one)) == 0);
}

static bool matches_request(const struct foreign *kept, const struct request *request)
{
    return (request->username == NULL || text_is_same(request->username, kept->username)) &&
           (request->path == NULL || text_is_same(request->path, kept->path));
}

static bool is_gone(const struct foreign *kept, struct moment now)
{
    struct moment stored = { .wall = kept->stored_at, .boot = kept->stored_boot };
    int64_t age = moment_age(now, stored);

    return kept->lifetime != 0 && (age < 0 || age >= kept->lifetime);
}

/* Takes from a credential what time has taken; false when nothing is left of it. */
static bool still_holds(struct foreign *kept, struct moment now)
{
    if (is_gone(kept, now))
        return false;
    if (kept->expires_at == 0 || kept->expires_at >= now.wall)
        return true;
    kept->password = kept->authtype = kept->credential = NULL;
    kept->expires_at = 0;
    return kept->oauth_refresh_token != NULL;
}

static bool has_secret_for(const struct foreign *kept, const struct request *request)
{
    return kept->password != NULL ||
           (kept->credential != NULL && request_is_capable(request, "authtype"));
}

enum status foreign_find(struct foreign *kept, struct buffer *text, struct store *store,
                         const char *host, const struct request *request, struct fault *fault)
{
    struct moment now = moment_now();
    struct foreign grant = { .path = NULL };
    enum status status = host_load(text, store, host, fault);
    struct record_reader reader = record_reader(text);

    if (status != STATUS_OK)
        return status;
    while ((status = group_next(kept, &reader)) == STATUS_OK) {
        if (!matches_request(kept, request) || !still_holds(kept, now))
            continue;
        if (has_secret_for(kept, request))
            return STATUS_OK;
        if (grant.oauth_refresh_token == NULL && kept->credential == NULL)
            grant = *kept;
    }
    if (status != STATUS_NOT_FOUND)
        return refuse_damaged(host, fault);
    *kept = grant;
    return grant.oauth_refresh_token != NULL ? STATUS_OK
                                             : fault_set(fault, status, 0, host, NULL);
}

static void write_one(struct buffer *out, const struct foreign *kept)
{
    record_write(out, rules, RECORD_RULES_COUNT(rules), kept);
    record_end(out);
}

/* A record on its way from one state to the next. */
struct rewrite {
    const struct foreign *added;  /* to put in front, or NULL */
    const struct request *erased; /* what to take out, or NULL */
    struct buffer before, after;
    struct foreign previous; /* what `added` replaces; stored_at = 0: nothing */
    bool is_first;           /* … and it was in front already */
    bool loses;              /* something is taken out */
    bool changes;            /* what is recorded isn't as it was */
};

#define REWRITE(...)                                                                           \
    {                                                                                          \
        __VA_ARGS__, .before = BUFFER(STORE_RECORD_MAX), .after = BUFFER(STORE_RECORD_MAX)     \
    }

static bool names_nothing(const struct request *request)
{
    return request->username == NULL && request->path == NULL && request->password == NULL &&
           request->credential == NULL;
}

static bool is_erased(const struct rewrite *rewrite, const struct foreign *kept)
{
    const struct request *erased = rewrite->erased;

    return erased != NULL && matches_request(kept, erased) &&
           (erased->password == NULL || is_same_secret(erased->password, kept->password)) &&
           (erased->credential == NULL || is_same_secret(erased->credential, kept->credential));
}

static bool is_replaced(const struct rewrite *rewrite, const struct foreign *kept)
{
    return rewrite->added != NULL && text_is_same(rewrite->added->username, kept->username) &&
           text_is_same(rewrite->added->path, kept->path);
}

/* Sorts the credentials that are there: those that stay go to `after`. */
static enum status rewrite_sift(struct rewrite *rewrite)
{
    struct record_reader reader = record_reader(&rewrite->before);
    struct moment now = moment_now();
    enum status status;
    struct foreign kept;
    bool first = true;

    for (; (status = group_next(&kept, &reader)) == STATUS_OK; first = false) {
        bool erased = is_erased(rewrite, &kept);

        if (erased || !still_holds(&kept, now)) {
            rewrite->loses = true;
        } else if (is_replaced(rewrite, &kept)) {
            rewrite->previous = kept;
            rewrite->is_first = first;
        } else {
            write_one(&rewrite->after, &kept);
        }
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : STATUS_DAMAGED;
}

/* Whether it's the credential that was there, so that its life goes on and doesn't begin anew.
 */
static bool is_unchanged(const struct foreign *kept, const struct foreign *previous)
{
    return previous->stored_at != 0 && is_same_secret(kept->password, previous->password) &&
           is_same_secret(kept->credential, previous->credential) &&
           text_is_same(kept->authtype, previous->authtype) &&
           is_same_secret(kept->oauth_refresh_token, previous->oauth_refresh_token) &&
           kept->expires_at == previous->expires_at && kept->lifetime == previous->lifetime;
}

/* How many bytes of the groups of lines in `text` go into `room`: all of the first ones. */
static size_t whole_groups(const struct buffer *text, size_t room)
{
    size_t length = text->length < room ? text->length : room;

    while (length > 0 && length < text->length &&
           (length < 2 || memcmp(text->data + length - 2, "\n\n", 2) != 0))
        length--;
    return length;
}

/* Puts the added credential in front of those that stay. git stores what worked again, which
 * moves it to the front, so that the last ones are those unused for longest: they make room. */
static enum status rewrite_prepend(struct rewrite *rewrite)
{
    struct buffer out = BUFFER(STORE_RECORD_MAX);
    enum status status = buffer_status(&rewrite->after);

    write_one(&out, is_unchanged(rewrite->added, &rewrite->previous) ? &rewrite->previous
                                                                     : rewrite->added);
    if (status == STATUS_OK)
        status = buffer_status(&out);
    if (status == STATUS_OK)
        buffer_append(&out, rewrite->after.data,
                      whole_groups(&rewrite->after, STORE_RECORD_MAX - out.length));
    buffer_clear(&rewrite->after);
    rewrite->after = out;
    return status == STATUS_OK ? buffer_status(&out) : status;
}

static bool rewrite_changes(const struct rewrite *rewrite)
{
    if (rewrite->loses || rewrite->added == NULL)
        return rewrite->loses;
    return !rewrite->is_first || !is_unchanged(rewrite->added, &rewrite->previous);
}

static enum status rewrite_save(struct rewrite *rewrite, struct store *store, const char *host,
                                struct fault *fault)
{
    enum status status =
        rewrite->added != NULL ? rewrite_prepend(rewrite) : buffer_status(&rewrite->after);

    if (status != STATUS_OK)
        return fault_set(fault, status, 0, host,
                         "the credential is longer than a record may be");
    if (rewrite->after.length == 0)
        return store_delete(store, STORE_ENTRY, host, fault);
    return store_put(store, STORE_ENTRY, host, &rewrite->after, fault);
}

static enum status rewrite_locked(struct rewrite *rewrite, struct store *store,
                                  const char *host, struct fault *fault)
{
    enum status status = host_load(&rewrite->before, store, host, fault);

    if (status == STATUS_NOT_FOUND && rewrite->added == NULL)
        return STATUS_OK;
    rewrite->changes = true;
    if (rewrite->erased != NULL && names_nothing(rewrite->erased))
        return store_delete(store, STORE_ENTRY, host, fault);
    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        return status;
    if (rewrite_sift(rewrite) != STATUS_OK)
        return refuse_damaged(host, fault);
    rewrite->changes = rewrite_changes(rewrite);
    return rewrite->changes ? rewrite_save(rewrite, store, host, fault) : STATUS_OK;
}

static enum status rewrite_run(struct rewrite *rewrite, struct store *store, const char *host,
                               bool *changes, struct fault *fault)
{
    struct store_lock lock = STORE_UNLOCKED;
    enum status status = store_lock(store, STORE_ENTRY, host, STORE_LOCK_WAIT, &lock, fault);

    if (status == STATUS_OK)
        status = rewrite_locked(rewrite, store, host, fault);
    *changes = rewrite->changes;
    buffer_clear(&rewrite->before);
    buffer_clear(&rewrite->after);
    store_unlock(&lock);
    return status;
}

enum status foreign_put(const struct foreign *kept, struct store *store, const char *host,
                        bool *changes, struct fault *fault)
{
    struct rewrite rewrite = REWRITE(.added = kept);

    return rewrite_run(&rewrite, store, host, changes, fault);
}

enum status foreign_erase(struct store *store, const char *host, const struct request *request,
                          bool *changes, struct fault *fault)
{
    struct rewrite rewrite = REWRITE(.erased = request);

    return rewrite_run(&rewrite, store, host, changes, fault);
}

enum { HOSTS_TOLD = 20 };

struct count {
    size_t credentials, hosts;
    struct buffer *names; /* of the hosts; NULL: they aren't wanted */
};

static enum status count_one(void *context, const char *name, struct buffer *record)
{
    struct count *count = context;
    struct moment now = moment_now();
    struct record_reader reader;
    struct foreign kept;

    count->hosts++;
    if (count->names != NULL && count->hosts <= HOSTS_TOLD)
        buffer_format(count->names, "%s%s", count->hosts > 1 ? ", " : "", name);
    if (record == NULL)
        return STATUS_OK;
    reader = record_reader(record);
    while (group_next(&kept, &reader) == STATUS_OK)
        count->credentials += still_holds(&kept, now);
    return STATUS_OK;
}

enum status foreign_count(size_t *credentials, size_t *hosts, struct store *store,
                          struct fault *fault)
{
    struct count count = { .names = NULL };
    enum status status = store_list(store, STORE_ENTRY, count_one, &count, fault);

    *credentials = count.credentials;
    *hosts = count.hosts;
    return status;
}

enum status foreign_hosts(struct buffer *out, size_t *hosts, struct store *store,
                          struct fault *fault)
{
    struct count count = { .names = out };
    enum status status = store_list(store, STORE_ENTRY, count_one, &count, fault);

    if (count.hosts > HOSTS_TOLD)
        buffer_format(out, " and %zu more", count.hosts - HOSTS_TOLD);
    *hosts = count.hosts;
    return status;
}
