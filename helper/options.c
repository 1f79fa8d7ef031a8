/* options.c: the table of options, and getopt_long(3) driven by it. */
#include "helper/options.h"

#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum option_kind { TEXT, LIST, NUMBER, FLAG, COUNT };

struct option_row {
    const char *name;
    char letter;
    enum option_kind kind;
    unsigned bit;
    size_t offset;
    int64_t least, most; /* of a number */
    const char *argument, *help;
};

#define AT(member) offsetof(struct options, member)
#define YEAR       31536000

static const struct option_row rows[] = {
    { "profile", 'p', TEXT, OPTION_PROFILE, AT(profile), 0, 0, "NAME",
      "the recorded credential" },
    { "host", 'H', LIST, OPTION_HOST, AT(host), 0, 0, "HOST", "the Workfront host" },
    { "min-validity", 0, NUMBER, OPTION_MIN_VALIDITY, AT(min_validity), 0, YEAR, "SECONDS",
      "the token must live at least this long" },
    { "any-host", 0, FLAG, OPTION_ANY_HOST, AT(any_host), 0, 0, NULL,
      "keep credentials of any https host" },
    { "lifetime", 0, NUMBER, OPTION_LIFETIME, AT(lifetime), 1, 10 * YEAR, "SECONDS",
      "forget what --any-host keeps after this long" },
    { "shell", 's', TEXT, OPTION_SHELL, AT(shell), 0, 0, "SHELL",
      "whose syntax to print (sh)" },
    { "unset", 0, FLAG, OPTION_UNSET, AT(unset), 0, 0, NULL, "print lines that unset instead" },
    { "no-export", 0, FLAG, OPTION_NO_EXPORT, AT(no_export), 0, 0, NULL,
      "set variables of the shell alone" },
    { "var", 0, LIST, OPTION_VAR, AT(var), 0, 0, "NAME=NEW", "call a variable something else" },
    { "all-headers", 0, FLAG, OPTION_ALL_HEADERS, AT(all_headers), 0, 0, NULL,
      "x-api-key and x-gw-ims-org-id too" },
    { "show", 0, FLAG, OPTION_SHOW, AT(show), 0, 0, NULL,
      "print the token even on a terminal" },
    { "token-file", 0, FLAG, OPTION_TOKEN_FILE, AT(token_file), 0, 0, NULL,
      "keep a fresh token in $WORKFRONT_TOKEN_FILE" },
    { "on-renew", 0, TEXT, OPTION_ON_RENEW, AT(on_renew), 0, 0, "SIGNAL",
      "send the command this when that file changed" },
    { "data", 'd', TEXT, OPTION_DATA, AT(data), 0, 0, "FILE",
      "the body to send; - for standard input" },
    { "from", 0, TEXT, OPTION_FROM, AT(from), 0, 0, "FILE",
      "the file of the Console; - for standard input" },
    { "credential", 0, TEXT, OPTION_CREDENTIAL, AT(credential), 0, 0, "ID",
      "which one of a project's: id, name or client id" },
    { "ims-url", 0, TEXT, OPTION_IMS_URL, AT(ims_url), 0, 0, "URL", "another token endpoint" },
    { "api-version", 0, NUMBER, OPTION_API_VERSION, AT(api_version), 1, 99, "N",
      "version of the Workfront API (22)" },
    { "require-admin", 0, FLAG, OPTION_REQUIRE_ADMIN, AT(require_admin), 0, 0, NULL,
      "fail unless the account is a system administrator" },
    { "wait", 0, NUMBER, OPTION_WAIT, AT(wait), 0, 86400, "SECONDS",
      "wait for the technical account to appear" },
    { "no-verify", 0, FLAG, OPTION_NO_VERIFY, AT(no_verify), 0, 0, NULL,
      "save without asking Adobe" },
    { "default", 0, FLAG, OPTION_DEFAULT, AT(make_default), 0, 0, NULL,
      "take this profile where none is named" },
    { "force", 'f', FLAG, OPTION_FORCE, AT(force), 0, 0, NULL,
      "try although a recent attempt failed" },
    { "json", 0, FLAG, OPTION_JSON, AT(json), 0, 0, NULL, "answer in JSON" },
    { "store", 0, TEXT, OPTION_COMMON, AT(store), 0, 0, "DIR", "the folder of the store" },
    { "non-interactive", 0, FLAG, OPTION_COMMON, AT(non_interactive), 0, 0, NULL,
      "never ask anybody, never wait long" },
    { "quiet", 'q', FLAG, OPTION_COMMON, AT(quiet), 0, 0, NULL, "no hints and no warnings" },
    { "verbose", 'v', COUNT, OPTION_COMMON, AT(verbose), 0, 2, NULL,
      "say what is done (-vv: more)" },
    { "help", 'h', FLAG, OPTION_COMMON, AT(help), 0, 0, NULL, "this text" },
    { "version", 'V', FLAG, OPTION_COMMON, AT(version), 0, 0, NULL, "the version" },
};

enum { ROWS = sizeof rows / sizeof rows[0], LONG_ONLY = 256 };

static bool takes_value(const struct option_row *row)
{
    return row->kind != FLAG && row->kind != COUNT;
}

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

static enum status row_take(const struct option_row *row, struct options *options,
                            struct fault *fault)
{
    void *member = (char *)options + row->offset;
    struct words *words = member;

    options->given |= row->bit;
    switch (row->kind) {
    case TEXT:
        *(const char **)member = optarg;
        break;
    case LIST:
        if (words->count == RECORD_LIST_MAX)
            return row_fault(row, "is given too often", fault);
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
        longs[i] =
            (struct option){ rows[i].name, takes_value(&rows[i]), NULL, LONG_ONLY + (int)i };
        if (rows[i].letter != 0)
            *letters++ = rows[i].letter;
        if (rows[i].letter != 0 && takes_value(&rows[i]))
            *letters++ = ':';
    }
    *letters = '\0';
}

static enum status option_refuse(int code, char **argv, struct fault *fault)
{
    const char *why = code == ':' ? "needs a value" : "isn't an option";
    const char *word = argv[optind - 1];
    char name[64];

    if (optopt > 0 && optopt < LONG_ONLY)
        snprintf(name, sizeof name, "-%c", optopt);
    else
        snprintf(name, sizeof name, "%.*s", (int)strcspn(word, "="), word);
    return fault_set(fault, STATUS_USAGE, 0, name, why);
}

static bool ends_options(const struct options *options)
{
    return options->command != NULL && strcmp(options->command, OPTIONS_VERBATIM) == 0;
}

enum status options_read(struct options *options, const char *command, int argc, char **argv,
                         struct fault *fault)
{
    struct option longs[ROWS + 1] = { { 0 } };
    char letters[2 * ROWS + 3];
    int code, count = 0;

    *options = (struct options){ .command = command, .min_validity = -1, .arguments = argv };
    tables_fill(longs, letters);
    opterr = 0;
    optind = 1;
    while ((code = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
        const struct option_row *row = row_find(code);
        enum status status = STATUS_OK;

        if (row != NULL)
            status = row_take(row, options, fault);
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

enum status options_allow(const struct options *options, unsigned allowed, struct fault *fault)
{
    unsigned extra = options->given & ~(allowed | OPTION_COMMON);
    size_t i;

    for (i = 0; extra != 0 && i < ROWS; i++)
        if (rows[i].bit & extra)
            return row_fault(&rows[i], "isn't an option of this command", fault);
    return STATUS_OK;
}

void options_describe(struct buffer *out, unsigned allowed)
{
    char left[40];
    size_t i;

    for (i = 0; i < ROWS; i++) {
        const struct option_row *row = &rows[i];

        if ((row->bit & allowed) == 0)
            continue;
        snprintf(left, sizeof left, "--%s%s%s", row->name, row->argument != NULL ? " " : "",
                 row->argument != NULL ? row->argument : "");
        if (row->letter != 0)
            buffer_format(out, "  -%c, %-24s %s\n", row->letter, left, row->help);
        else
            buffer_format(out, "      %-24s %s\n", left, row->help);
    }
}
