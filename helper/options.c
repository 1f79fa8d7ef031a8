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
};

#define YEAR 31536000

static const struct option_row rows[] = {
#define OPTION(name, letter, kind, bit, member, least, most, argument, help)                   \
    { name, letter, kind, bit, offsetof(struct options, member), least, most },
#include "helper/options_rows.h"
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
    struct string_list *words = member;

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

    if (optopt != 0 && (optopt < LONG_ONLY || optopt > LONG_ONLY + (int)ROWS))
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
