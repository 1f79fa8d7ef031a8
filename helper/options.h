/* options.h: the command line as a struct. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "protocol/record.h"
#include "protocol/status.h"

/* Which options a command takes: one bit each, in a uint64_t. */
enum option_bit {
    OPTION_PROFILE = 1LL << 0,
    OPTION_HOST = 1LL << 1,
    OPTION_MIN_VALIDITY = 1LL << 2,
    OPTION_JSON = 1LL << 3,
    OPTION_FORCE = 1LL << 4,
    OPTION_SHELL = 1LL << 5,
    OPTION_UNSET = 1LL << 6,
    OPTION_FROM = 1LL << 7,
    OPTION_CREDENTIAL = 1LL << 8,
    OPTION_IMS_URL = 1LL << 9,
    OPTION_API_VERSION = 1LL << 10,
    OPTION_REQUIRE_ADMIN = 1LL << 11,
    OPTION_WAIT = 1LL << 12,
    OPTION_NO_VERIFY = 1LL << 13,
    OPTION_ANY_HOST = 1LL << 14,
    OPTION_LIFETIME = 1LL << 15,
    OPTION_DEFAULT = 1LL << 16,
    OPTION_SINCE = 1LL << 17,
    OPTION_FAMILY = 1LL << 18, /* and --fusion */
    OPTION_FOR = 1LL << 19,
    OPTION_MASK = 1LL << 20,
    OPTION_BROKER = 1LL << 32,
    OPTION_WHO = 1LL << 34,
    OPTION_CONSOLE_URL = 1LL << 31,
    OPTION_ROTATE = 1LL << 41, /* all that only rotate has */
    OPTION_FLEET = 1LL << 42,  /* all that only fleet has */

    OPTION_POLICY = 1LL << 21,
    OPTION_ALL_HEADERS = 1LL << 22,
    OPTION_NO_EXPORT = 1LL << 23,
    OPTION_VAR = 1LL << 24,
    OPTION_SHOW = 1LL << 25,
    OPTION_TOKEN_FILE = 1LL << 26,
    OPTION_ON_RENEW = 1LL << 27,
    OPTION_DATA = 1LL << 28,
    OPTION_USERNAME = 1LL << 29,
    OPTION_REPLACE = 1LL << 40,
    OPTION_FIELD = 1LL << 50,
    OPTION_CHECK = 1LL << 45,
    OPTION_ALL = 1LL << 51,
    OPTION_AGE = 1LL << 52,

    /* Every command takes these: --store, --non-interactive, --quiet, --verbose. */
    OPTION_COMMON = 1LL << 30,
};

struct options {
    const char *command; /* NULL when the line names none */
    char **arguments;    /* what follows the command and isn't an option; ends with NULL */
    int arguments_count;

    const char *profile, *store, *shell, *from, *credential, *ims_url;
    const char *if_older_than, *grace, *drop, *console_url; /* as typed */
    const char *on_renew, *data, *username, *since, *policy, *broker, *socket;
    const char *target; /* --for, as typed */
    const char *fusion;
    const char *key, *role, *password; /* of a fleet, as typed */
    const char *method, *jq, *age;
    struct string_list family, gid, field;
    struct string_list without; /* minters, as typed */
    struct string_list var;     /* as typed */
    struct string_list host;    /* as typed */
    int64_t min_validity;       /* seconds; −1 = not given */
    int64_t api_version;        /* 0 = not given */
    int64_t wait;               /* seconds */
    int64_t lifetime;           /* seconds; 0 = not given */
    int64_t uid;                /* −1 = not given */
    int64_t verbose;            /* 0, 1, 2 */
    bool now, abort, manual, dry_run;
    bool finish;
    bool check, make_default, replace, any_host, json, force, unset, require_admin, no_verify,
        non_interactive, quiet, help, version, all_headers, all, lines, mask, no_export, show,
        token_file;

    uint64_t given; /* bits of the options that were on the line */
};

/* Reads the command line; options may stand before or after the command, and "--" ends them.
 * `command`, unless NULL, is the command already: the first word is then an argument. What
 * follows the command OPTIONS_VERBATIM, from its first word on, is another program's command
 * line and isn't looked at. Strings belong to argv. STATUS_USAGE with the offending word as the
 * subject, and why as the detail: so for a value given twice, unless its option takes a list.
 * The values of numbers are decimal and within the range that the table gives. */
enum status options_read(struct options *options, const char *command, int argc, char **argv,
                         struct fault *fault);

#define OPTIONS_VERBATIM "exec"

/* STATUS_USAGE, naming the first option on the line that isn't in `allowed` (bits above). */
enum status options_allow(const struct options *options, uint64_t allowed, struct fault *fault);

/* Takes WORKFRONT_PROFILE and WORKFRONT_HOST, unless empty, for --profile and --host where the
 * line has none and they are in `allowed`. Strings belong to environ(7). */
void options_take_environment(struct options *options, uint64_t allowed);

/* Appends a line of help for each option in `allowed` to `out`. */
struct buffer;
void options_describe(struct buffer *out, uint64_t allowed);
