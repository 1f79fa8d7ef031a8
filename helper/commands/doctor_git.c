/* doctor_git.c: whom git asks and tells beside us, as its configuration says:
 * gitcredentials(7). What one helper answers is offered to all of them to be stored. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "helper/commands.h"
#include "helper/commands/doctor.h"
#include "helper/git_config.h"
#include "helper/say/git_commands.h"

/* A name or a path; what else stands there may hold a secret. */
static void helper_name(char *out, size_t size, const char *helper)
{
    size_t length = strcspn(helper, " ");
    bool is_plain = strspn(helper, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                   "0123456789/._-") >= length;

    snprintf(out, size, "%.*s", is_plain ? (int)length : INT_MAX,
             is_plain ? helper : "a shell command");
}

static void host_check(struct doctor *doctor, const struct buffer *entries, const char *host)
{
    struct git_helpers helpers = git_helpers_of(entries, host);
    struct buffer next = BUFFER(700); /* leaves no helper but ours for that host */
    char other[64];

    if (!helpers.has_ours)
        return;
    buffer_format(&next, "git config --global --unset-all credential.https://%s.helper; ",
                  host);
    git_commands_put(&next, host, "", "; ");
    if (helpers.other != NULL) {
        helper_name(other, sizeof other, helpers.other);
        report_say(&doctor->report, "git", VERDICT_NONE, buffer_string(&next),
                   "tells our token of %s to another helper, %s, which may keep it", host,
                   other);
    } else if (helpers.is_by_host && !helpers.is_emptied) {
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

void doctor_check_git(struct doctor *doctor)
{
    struct context *context = doctor->context;
    struct buffer entries = BUFFER(GIT_CONFIG_MAX), text = BUFFER(STORE_RECORD_MAX);
    struct string_list names = { .count = 0 };
    size_t i, j;

    if (doctor->store_status == STATUS_OK &&
        profile_names(&names, &text, context->store, PROFILE_ALL, NULL) == STATUS_OK)
        git_config_read(&entries);
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
