/* git_config.c: git(1)'s settings about credentials, by git itself and without a shell. */
#include "helper/git_config.h"

#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "helper/paths.h"
#include "protocol/spawn.h"

enum { GIT_DEADLINE = 5000 /* milliseconds */ };

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

static void helper_take(struct git_helpers *helpers, const char *value, bool is_by_host)
{
    if (*value == '\0') {
        *helpers = (struct git_helpers){ .is_emptied = true };
    } else if (strstr(value, "workfront") != NULL) {
        helpers->has_ours = true;
        helpers->is_by_host |= is_by_host;
    } else {
        helpers->other = value;
    }
}

struct git_helpers git_helpers_of(const struct buffer *entries, const char *host)
{
    struct git_helpers helpers = { .other = NULL };
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

static enum status git_run(char *const *arguments, struct buffer *output, struct fault *fault)
{
    char path[PATH_MAX];
    const struct buffer nothing = BUFFER(0);
    const struct spawn spawn = { .path = path,
                                 .arguments = arguments,
                                 .environment = environ,
                                 .deadline = GIT_DEADLINE,
                                 .is_group = true };

    return paths_search(path, "git") ? spawn_run(&spawn, &nothing, output, fault)
                                     : fault_set(fault, STATUS_IO, ENOENT, "git", NULL);
}

void git_config_read(struct buffer *entries)
{
    char git[] = "git", c[] = "-C", root[] = "/", config[] = "config", null[] = "--null",
         get[] = "--get-regexp", what[] = "^credential";
    char *const arguments[] = { git, c, root, config, null, get, what, NULL };

    if (git_run(arguments, entries, NULL) != STATUS_OK)
        buffer_clear(entries);
}

bool git_is_installed(void)
{
    char path[PATH_MAX];

    return paths_search(path, "git");
}

enum status git_config_set_up(const char *host, struct fault *fault)
{
    char key[HOST_SIZE + 32], git[] = "git", c[] = "-C", root[] = "/", config[] = "config",
                              global[] = "--global", all[] = "--replace-all", add[] = "--add",
                              empty[] = "", ours[] = "workfront";
    char *const first[] = { git, c, root, config, global, all, key, empty, NULL };
    char *const second[] = { git, c, root, config, global, add, key, ours, NULL };
    struct buffer output = BUFFER(GIT_CONFIG_MAX);
    enum status status;

    snprintf(key, sizeof key, "credential.https://%s.helper", host);
    status = git_run(first, &output, fault);
    if (status == STATUS_OK)
        status = git_run(second, &output, fault);
    buffer_clear(&output);
    return status;
}
