/* doctor_git.c: whom git asks and tells beside us, as its configuration says:
 * gitcredentials(7). What one helper answers is offered to all of them to be stored. */
#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "helper/commands.h"
#include "helper/commands/doctor.h"
#include "helper/say/git_commands.h"
#include "protocol/spawn.h"

enum { GIT_DEADLINE = 5000 /* milliseconds */, GIT_CONFIG_MAX = 256 * 1024 /* bytes */ };

/* The helpers of one host, in the order in which git has them. */
struct helpers {
    bool is_emptied; /* those before an empty one are forgotten */
    bool has_ours;
    bool is_by_host;   /* ours is named for this host, and not for all */
    const char *other; /* one that isn't ours, or NULL */
};

/* Whether credential.URL.helper is about https://HOST. A user and a final slash don't matter.
 */
static bool url_fits(char *url, const char *host)
{
    char *at = strchr(url, '@');
    size_t length = strlen(url);

    if (length > 0 && url[length - 1] == '/')
        url[length - 1] = '\0';
    if (strncmp(url, "https://", 8) == 0)
        url += 8;
    return fnmatch(at != NULL ? at + 1 : url, host, FNM_CASEFOLD) == 0;
}

/* "credential.helper", or the same with a URL in between. */
static bool key_fits(const char *key, const char *host, bool *is_by_host)
{
    static const char before[] = "credential.", after[] = ".helper";
    size_t length = strlen(key), around = sizeof before + sizeof after - 2;
    char url[512];

    *is_by_host = length > around;
    if (!*is_by_host)
        return strcmp(key, "credential.helper") == 0;
    if (length - around >= sizeof url || strcmp(key + length - sizeof after + 1, after) != 0)
        return false;
    snprintf(url, sizeof url, "%.*s", (int)(length - around), key + sizeof before - 1);
    return url_fits(url, host);
}

static void helper_take(struct helpers *helpers, const char *value, bool is_by_host)
{
    if (*value == '\0') {
        *helpers = (struct helpers){ .is_emptied = true };
    } else if (strstr(value, "workfront") != NULL) {
        helpers->has_ours = true;
        helpers->is_by_host |= is_by_host;
    } else {
        helpers->other = value;
    }
}

/* Each entry is "key LF value NUL", or "key NUL". */
static struct helpers helpers_of(const struct buffer *entries, const char *host)
{
    struct helpers helpers = { .other = NULL };
    const char *at = entries->data, *end = at + entries->length;

    for (; at != NULL && at < end; at += strlen(at) + 1) {
        const char *value = strchr(at, '\n');
        char key[1024];
        bool is_by_host;

        snprintf(key, sizeof key, "%.*s", (int)strcspn(at, "\n"), at);
        if (value != NULL && key_fits(key, host, &is_by_host))
            helper_take(&helpers, value + 1, is_by_host);
    }
    return helpers;
}

/* A name or a path; what else stands there may hold a secret. */
static void helper_name(char *out, size_t size, const char *helper)
{
    size_t length = strcspn(helper, " ");
    bool is_plain = strspn(helper, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                   "0123456789/._-") >= length;

    snprintf(out, size, "%.*s", is_plain ? (int)length : INT_MAX,
             is_plain ? helper : "a shell command");
}

/* Leaves no helper but ours for that host. */
static void helpers_next(struct buffer *out, const char *host)
{
    buffer_format(out, "git config --global --unset-all credential.https://%s.helper; ", host);
    git_commands_put(out, host, "", "; ");
}

static void helpers_tell(struct doctor *doctor, const struct helpers *helpers, const char *host)
{
    struct buffer next = BUFFER(700);
    char other[64];

    helpers_next(&next, host);
    if (helpers->other != NULL) {
        helper_name(other, sizeof other, helpers->other);
        report_say(&doctor->report, "git", VERDICT_NONE, buffer_string(&next),
                   "tells our token of %s to another helper, %s, which may keep it", host,
                   other);
    } else if (helpers->is_by_host && !helpers->is_emptied) {
        report_say(&doctor->report, "git", VERDICT_NONE, buffer_string(&next),
                   "has no empty helper before ours for %s: one that is named for all hosts "
                   "would be told our token",
                   host);
    } else {
        report_say(&doctor->report, "git", VERDICT_OK, NULL, "asks no other helper for %s",
                   host);
    }
    buffer_clear(&next);
}

static void host_check(struct doctor *doctor, const struct buffer *entries, const char *host)
{
    struct helpers helpers = helpers_of(entries, host);

    if (helpers.has_ours)
        helpers_tell(doctor, &helpers, host);
}

/* Where git isn't, or has no such settings, nothing is found. */
static void git_read(struct buffer *entries)
{
    char path[PATH_MAX], c[] = "-C", root[] = "/", config[] = "config", null[] = "--null",
                         get[] = "--get-regexp", what[] = "^credential";
    char *const arguments[] = { path, c, root, config, null, get, what, NULL };
    const struct buffer nothing = BUFFER(0);
    const struct spawn git = { .path = path,
                               .arguments = arguments,
                               .environment = environ,
                               .deadline = GIT_DEADLINE,
                               .is_group = true };

    if (!paths_search(path, "git") || spawn_run(&git, &nothing, entries, NULL) != STATUS_OK)
        buffer_clear(entries);
}

void doctor_check_git(struct doctor *doctor)
{
    struct context *context = doctor->context;
    struct buffer entries = BUFFER(GIT_CONFIG_MAX), text = BUFFER(STORE_RECORD_MAX);
    struct string_list names = { .count = 0 };
    size_t i, j;

    if (doctor->store_status == STATUS_OK &&
        profile_names(&names, &text, context->store, PROFILE_ALL, NULL) == STATUS_OK)
        git_read(&entries);
    for (i = 0; entries.length > 0 && i < names.count; i++) {
        struct profile profile = PROFILE;

        profile_load(&profile, context->store, names.item[i], NULL);
        for (j = 0; j < profile.host.count; j++)
            host_check(doctor, &entries, profile.host.item[j]);
        profile_clear(&profile);
    }
    buffer_clear(&text);
    buffer_clear(&entries);
}
