/* options.c: the table of options, and getopt_long(3) driven by it. */
#include "helper/options.h"

#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper/say/spelling.h"
#include "protocol/buffer.h"

enum option_kind { TEXT, LIST, NUMBER, FLAG, COUNT };

/* Without pointers, each of which would be relocated at every start of the program. */
struct option_row {
    char name[20];
    char letter; /* or 0 */
    enum option_kind kind;
    uint64_t bit;
    size_t offset;
    char argument[12]; /* what help calls it; "" = takes none */
    char help[60];
    int64_t least, most; /* of a number or count */
};

#define MEMBER(name) offsetof(struct options, name)
#define YEAR         31536000

static const struct option_row rows[] = {
    { "profile", 'p', TEXT, OPTION_PROFILE, MEMBER(profile), "NAME",
      .help = "the recorded credential" },
    { "host", 'H', LIST, OPTION_HOST, MEMBER(host), "HOST", .help = "the Workfront host" },
    { "for", 0, TEXT, OPTION_FOR, MEMBER(target), "URL",
      .help = "the headers that this, or a family, wants" },
    { "username", 0, TEXT, OPTION_USERNAME, MEMBER(username), "NAME",
      .help = "the user name that the request would have" },
    { "min-validity", 0, NUMBER, OPTION_MIN_VALIDITY, MEMBER(min_validity), "SECONDS",
      .help = "the token must live at least this long", .least = 0, .most = YEAR },
    { "broker", 0, TEXT, OPTION_BROKER, MEMBER(broker), "PATH",
      .help = "the socket of a broker to ask; or none" },
    { "uid", 0, NUMBER, OPTION_WHO, MEMBER(uid), "N",
      .help = "explain broker: the caller's uid", .least = 0, .most = UINT32_MAX - 1 },
    { "gid", 0, LIST, OPTION_WHO, MEMBER(gid), "N",
      .help = "explain broker: a group of the caller" },
    { "socket", 0, TEXT, OPTION_WHO, MEMBER(socket), "NAME",
      .help = "explain broker: the socket it connects to" },
    { "any-host", 0, FLAG, OPTION_ANY_HOST, MEMBER(any_host), "",
      .help = "keep credentials of any https host" },
    { "lifetime", 0, NUMBER, OPTION_LIFETIME, MEMBER(lifetime), "SECONDS",
      .help = "forget what --any-host keeps after this long", .least = 1, .most = 10 * YEAR },
    { "shell", 's', TEXT, OPTION_SHELL, MEMBER(shell), "SHELL",
      .help = "whose syntax to print (sh)" },
    { "unset", 0, FLAG, OPTION_UNSET, MEMBER(unset), "",
      .help = "print lines that unset instead" },
    { "no-export", 0, FLAG, OPTION_NO_EXPORT, MEMBER(no_export), "",
      .help = "set variables of the shell alone" },
    { "var", 0, LIST, OPTION_VAR, MEMBER(var), "NAME=NEW",
      .help = "call a variable something else" },
    { "all-headers", 0, FLAG, OPTION_ALL_HEADERS, MEMBER(all_headers), "",
      .help = "x-api-key and x-gw-ims-org-id too" },
    { "show", 0, FLAG, OPTION_SHOW, MEMBER(show), "",
      .help = "print the token even on a terminal" },
    { "token-file", 0, FLAG, OPTION_TOKEN_FILE, MEMBER(token_file), "",
      .help = "keep a fresh token in $WORKFRONT_TOKEN_FILE" },
    { "mask", 0, FLAG, OPTION_MASK, MEMBER(mask), "",
      .help = "replace the token in the command's output by ***" },
    { "on-renew", 0, TEXT, OPTION_ON_RENEW, MEMBER(on_renew), "SIGNAL",
      .help = "send the command this when that file changed" },
    { "method", 'X', TEXT, OPTION_DATA, MEMBER(method), "METHOD",
      .help = "the method, which may be the first word too" },
    { "data", 'd', TEXT, OPTION_DATA, MEMBER(data), "DATA",
      .help = "the body: JSON, a file, - for standard input" },
    { "field", 'F', LIST, OPTION_FIELD, MEMBER(field), "NAME",
      .help = "NAME=VALUE to send; of json: what to print" },
    { "jq", 0, TEXT, OPTION_DATA, MEMBER(jq), "FILTER",
      .help = "send the answer through jq -r" },
    { "all", 0, FLAG, OPTION_ALL, MEMBER(all), "",
      .help = "a list to its end; of remove: every profile" },
    { "lines", 0, FLAG, OPTION_DATA, MEMBER(lines), "",
      .help = "with --all: an item a line instead" },
    { "policy", 0, TEXT, OPTION_POLICY, MEMBER(policy), "FILE",
      .help = "take the required modules of its unlock lines" },
    { "from", 0, TEXT, OPTION_FROM, MEMBER(from), "FILE",
      .help = "the file of the Console; - for standard input" },
    { "age", 0, TEXT, OPTION_AGE, MEMBER(age), "WHO",
      .help = "a recipient of age; to import its identity file" },
    { "credential", 0, TEXT, OPTION_CREDENTIAL, MEMBER(credential), "ID",
      .help = "which one of a project's: id, name or client id" },
    { "ims-url", 0, TEXT, OPTION_IMS_URL, MEMBER(ims_url), "URL",
      .help = "another token endpoint" },
    { "api-version", 0, NUMBER, OPTION_API_VERSION, MEMBER(api_version), "N",
      .help = "version of the Workfront API (22)", .least = 1, .most = 99 },
    { "family", 0, LIST, OPTION_FAMILY, MEMBER(family), "NAME",
      .help = "use these families of the API only" },
    { "fusion", 0, TEXT, OPTION_FAMILY, MEMBER(fusion), "ID",
      .help = "which Fusion, as or2/2245" },
    { "require-admin", 0, FLAG, OPTION_REQUIRE_ADMIN, MEMBER(require_admin), "",
      .help = "fail unless the account is a system administrator" },
    { "wait", 0, NUMBER, OPTION_WAIT, MEMBER(wait), "SECONDS",
      .help = "wait for the technical account to appear", .least = 0, .most = 86400 },
    { "no-verify", 0, FLAG, OPTION_NO_VERIFY, MEMBER(no_verify), "",
      .help = "save without asking Adobe" },
    { "replace", 0, FLAG, OPTION_REPLACE, MEMBER(replace), "",
      .help = "record it in another one's place" },
    { "key", 0, TEXT, OPTION_FLEET, MEMBER(key), "FILE",
      .help = "join: the fleet's key; - for standard input" },
    { "role", 0, TEXT, OPTION_FLEET, MEMBER(role), "ROLE",
      .help = "key: whose, reader or minter" },
    { "password", 0, TEXT, OPTION_FLEET, MEMBER(password), "FILE",
      .help = "of the engine; - for standard input" },
    { "finish", 0, FLAG, OPTION_FLEET, MEMBER(finish), "",
      .help = "rekey: let the former key end" },
    { "since", 0, TEXT, OPTION_SINCE, MEMBER(since), "WHEN", .help = "nothing from before" },
    { "if-older-than", 0, TEXT, OPTION_ROTATE, MEMBER(if_older_than), "TIME",
      .help = "begin only when the secret is older, as 90d" },
    { "grace", 0, TEXT, OPTION_ROTATE, MEMBER(grace), "TIME",
      .help = "how long the old secret must be unused (25h)" },
    { "now", 0, FLAG, OPTION_ROTATE, MEMBER(now), "",
      .help = "delete the old secret at once: it has leaked" },
    { "without", 0, LIST, OPTION_ROTATE, MEMBER(without), "NAME",
      .help = "wait no more for that minter of the fleet" },
    { "drop", 0, TEXT, OPTION_ROTATE, MEMBER(drop), "UUID",
      .help = "delete that one of two secrets at Adobe" },
    { "abort", 0, FLAG, OPTION_ROTATE, MEMBER(abort), "",
      .help = "delete the new secret, keep the old one" },
    { "manual", 0, FLAG, OPTION_ROTATE, MEMBER(manual), "",
      .help = "a person adds and deletes, in the Console" },
    { "console-url", 0, TEXT, OPTION_CONSOLE_URL, MEMBER(console_url), "URL",
      .help = "the address of its page in the Console" },
    { "dry-run", 0, FLAG, OPTION_ROTATE, MEMBER(dry_run), "",
      .help = "list the secrets, change nothing" },
    { "default", 0, FLAG, OPTION_DEFAULT, MEMBER(make_default), "",
      .help = "take this profile where none is named" },
    { "check", 0, FLAG, OPTION_CHECK, MEMBER(check), "",
      .help = "ask Adobe and Workfront first, as verify does" },
    { "force", 'f', FLAG, OPTION_FORCE, MEMBER(force), "",
      .help = "try although a recent attempt failed" },
    { "json", 0, FLAG, OPTION_JSON, MEMBER(json), "", .help = "answer in JSON" },
    { "store", 0, TEXT, OPTION_COMMON, MEMBER(store), "DIR",
      .help = "the folder of the store" },
    { "non-interactive", 0, FLAG, OPTION_COMMON, MEMBER(non_interactive), "",
      .help = "never ask anybody, never wait long" },
    { "quiet", 'q', FLAG, OPTION_COMMON, MEMBER(quiet), "",
      .help = "no hints and no warnings" },
    { "verbose", 'v', COUNT, OPTION_COMMON, MEMBER(verbose), "",
      .help = "say what is done (-vv: more, and where the time went)", .least = 0, .most = 2 },
    { "help", 'h', FLAG, OPTION_COMMON, MEMBER(help), "", .help = "this text" },
    { "version", 'V', FLAG, OPTION_COMMON, MEMBER(version), "", .help = "the version" },
};

enum { ROWS = sizeof rows / sizeof rows[0], LONG_ONLY = 256, LEFT = 24 };

static enum status row_fault(const struct option_row *row, const char *why, struct fault *fault)
{
    char name[40];

    snprintf(name, sizeof name, "--%s", row->name);
    return fault_set(fault, STATUS_USAGE, 0, name, why);
}

static enum status row_number(const struct option_row *row, int64_t *member,
                              struct fault *fault)
{
    char why[96];

    if (record_number(optarg, member) && *member >= row->least && *member <= row->most)
        return STATUS_OK;
    snprintf(why, sizeof why, "takes a whole number from %lld to %lld", (long long)row->least,
             (long long)row->most);
    return row_fault(row, why, fault);
}

/* Of two values nobody can say which is meant. */
static bool row_is_again(const struct option_row *row, bool seen[])
{
    bool is_again = seen[row - rows];

    seen[row - rows] = true;
    return is_again && (row->kind == TEXT || row->kind == NUMBER);
}

/* `seen` has an element a row. */
static enum status row_take(const struct option_row *row, struct options *options, bool seen[],
                            struct fault *fault)
{
    void *member = (char *)options + row->offset;
    struct string_list *words = member;

    if (row_is_again(row, seen))
        return row_fault(row, "can be given only once", fault);
    options->given |= row->bit;
    switch (row->kind) {
    case TEXT:
        *(const char **)member = optarg;
        break;
    case LIST:
        if (words->count == RECORD_LIST_MAX)
            return row_fault(row, "can be given 64 times at most", fault);
        words->item[words->count++] = optarg;
        break;
    case NUMBER:
        return row_number(row, member, fault);
    case FLAG:
        *(bool *)member = true;
        break;
    case COUNT:
        *(int64_t *)member += *(int64_t *)member < row->most;
        break;
    }
    return STATUS_OK;
}

/* getopt_long(3) returns the row's index + LONG_ONLY for a long option, else the letter. */
static const struct option_row *row_find(int code)
{
    size_t i;

    if (code >= LONG_ONLY)
        return &rows[code - LONG_ONLY];
    for (i = 0; i < ROWS; i++)
        if (rows[i].letter == code && code != 0)
            return &rows[i];
    return NULL;
}

static void tables_fill(struct option *longs, char *letters)
{
    size_t i;

    *letters++ = '-'; /* words in order, as options with the code 1 */
    *letters++ = ':'; /* a missing value is told apart */
    for (i = 0; i < ROWS; i++) {
        longs[i] = (struct option){ rows[i].name, rows[i].argument[0] != '\0', NULL,
                                    LONG_ONLY + (int)i };
        if (rows[i].letter != 0)
            *letters++ = rows[i].letter;
        if (rows[i].letter != 0 && rows[i].argument[0] != '\0')
            *letters++ = ':';
    }
    *letters = '\0';
}

/* The option that is spelt nearly so, or NULL. */
static const char *meant_option(const char *name)
{
    struct spelling spelling = { .word = name + strspn(name, "-") };
    size_t i;

    for (i = 0; name[0] == '-' && name[1] == '-' && i < ROWS; i++)
        spelling_try(&spelling, rows[i].name);
    return spelling.nearest;
}

static enum status option_refuse(int code, char **argv, struct fault *fault)
{
    const char *word = argv[optind - 1];
    char name[64];

    if (optopt != 0 && (optopt < LONG_ONLY || optopt > LONG_ONLY + (int)ROWS))
        snprintf(name, sizeof name, "-%c", optopt);
    else
        snprintf(name, sizeof name, "%.*s", (int)strcspn(word, "="), word);
    if (code == ':')
        return fault_set(fault, STATUS_USAGE, 0, name, "needs a value");
    return fault_because(fault, STATUS_USAGE, CAUSE_NOT_AN_OPTION, name, meant_option(name));
}

static bool ends_options(const struct options *options)
{
    return options->command != NULL && strcmp(options->command, OPTIONS_VERBATIM) == 0;
}

/* A hyphen alone is a word; musl's getopt_long(3) would end at it. */
static int next_option(int argc, char **argv, const char *letters, const struct option *longs)
{
    int code = getopt_long(argc, argv, letters, longs, NULL);

    if (code != -1 || optind >= argc || strcmp(argv[optind], "-") != 0 ||
        strcmp(argv[optind - 1], "--") == 0)
        return code;
    optarg = argv[optind++];
    return 1;
}

enum status options_read(struct options *options, const char *command, int argc, char **argv,
                         struct fault *fault)
{
    struct option longs[ROWS + 1] = { { 0 } };
    char letters[2 * ROWS + 3];
    bool seen[ROWS] = { false };
    int code, count = 0;

    *options = (struct options){
        .command = command, .min_validity = -1, .uid = -1, .arguments = argv
    };
    tables_fill(longs, letters);
    opterr = 0;
    optind = 1;
    while ((code = next_option(argc, argv, letters, longs)) != -1) {
        const struct option_row *row = row_find(code);
        enum status status = STATUS_OK;

        if (row != NULL)
            status = row_take(row, options, seen, fault);
        else if (code != 1)
            status = option_refuse(code, argv, fault);
        else if (options->command == NULL)
            options->command = optarg;
        else
            argv[count++] = optarg;
        if (status != STATUS_OK)
            return status;
        if (count > 0 && ends_options(options))
            break;
    }
    if (options->command == NULL && optind < argc)
        options->command = argv[optind++];
    while (optind < argc)
        argv[count++] = argv[optind++];
    argv[count] = NULL;
    options->arguments_count = count;
    return STATUS_OK;
}

enum status options_allow(const struct options *options, uint64_t allowed, struct fault *fault)
{
    uint64_t extra = options->given & ~(allowed | OPTION_COMMON);
    size_t i;

    for (i = 0; extra != 0 && i < ROWS; i++)
        if (rows[i].bit & extra)
            return row_fault(&rows[i], "isn't an option of this command", fault);
    return STATUS_OK;
}

void options_take_environment(struct options *options, uint64_t allowed)
{
    const char *profile = getenv("WORKFRONT_PROFILE"), *host = getenv("WORKFRONT_HOST");
    uint64_t open = allowed & ~options->given;

    if ((open & OPTION_PROFILE) != 0 && profile != NULL && *profile != '\0')
        options->profile = profile;
    if ((open & OPTION_HOST) != 0 && host != NULL && *host != '\0')
        options->host = (struct string_list){ .item = { host }, .count = 1 };
}

static void row_describe(struct buffer *out, const struct option_row *row)
{
    const char *blank = row->argument[0] != '\0' ? " " : "";
    size_t length = strlen("--") + strlen(row->name) + strlen(blank);

    if (row->letter != 0)
        buffer_format(out, "  -%c, ", row->letter);
    else
        buffer_text(out, "      ");
    buffer_format(out, "--%s%s%-*s %s\n", row->name, blank,
                  length < LEFT ? (int)(LEFT - length) : 0, row->argument, row->help);
}

void options_describe(struct buffer *out, uint64_t allowed)
{
    const struct option_row *row;

    for (row = rows; row < rows + ROWS; row++)
        if ((row->bit & allowed) != 0)
            row_describe(out, row);
}
