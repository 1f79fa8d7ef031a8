/* stack.c: the grammar of the unlock stack, and the table of its modules. */
#include "store/unlock/stack.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "protocol/record.h"
#include "protocol/secret.h"
#include "store/unlock/descriptor.h"

enum { WORDS_MAX = 3 + UNLOCK_ARGUMENTS_MAX };

static const char default_stack[] = "unlock sufficient keyfile\n";
static const char blanks[] = " \t";

static const struct unlock_module *const modules[] = {
    &unlock_keyfile, &unlock_keyring,        &unlock_passphrase, &unlock_systemd,
    &unlock_exec,    &unlock_secret_service, &unlock_tpm2,
};

static const struct {
    const char *name;
    enum unlock_control control;
} controls[] = {
    { "required", UNLOCK_REQUIRED },
    { "requisite", UNLOCK_REQUISITE },
    { "sufficient", UNLOCK_SUFFICIENT },
    { "optional", UNLOCK_OPTIONAL },
};

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

void unlock_stack_clear(struct unlock_stack *stack)
{
    buffer_clear(&stack->text);
    stack->count = 0;
}

const struct unlock_module *unlock_module_find(const char *name)
{
    size_t i;

    for (i = 0; i < COUNT(modules); i++)
        if (strcmp(modules[i]->name, name) == 0)
            return modules[i];
    return NULL;
}

const struct unlock_module *unlock_module_at(size_t index)
{
    return index < COUNT(modules) ? modules[index] : NULL;
}

const char *unlock_control_name(enum unlock_control control)
{
    return controls[control].name;
}

bool unlock_is_required(const struct unlock_line *line)
{
    return line->control == UNLOCK_REQUIRED || line->control == UNLOCK_REQUISITE;
}

static bool control_find(const char *name, enum unlock_control *control)
{
    size_t i;

    for (i = 0; i < COUNT(controls); i++) {
        if (strcmp(controls[i].name, name) != 0)
            continue;
        *control = controls[i].control;
        return true;
    }
    return false;
}

/* The part of "name=value" after "name=", or NULL when it is another argument. */
static const char *argument_value(const char *argument, const char *name)
{
    size_t length = strlen(name);

    return strncmp(argument, name, length) == 0 && argument[length] == '='
               ? argument + length + 1
               : NULL;
}

const char *unlock_argument(const struct unlock_line *line, const char *name)
{
    const char *value = NULL;
    size_t i;

    for (i = 0; i < line->arguments && value == NULL; i++)
        value = argument_value(line->argument[i], name);
    return value;
}

int64_t unlock_number(const struct unlock_line *line, const char *name, int64_t least,
                      int64_t most, int64_t otherwise)
{
    const char *text = unlock_argument(line, name);
    int64_t number;

    if (text == NULL)
        return otherwise;
    return record_number(text, &number) && number >= least && number <= most ? number : -1;
}

enum unlock_verdict unlock_verdict_of(enum status status, struct fault *fault)
{
    if (status == STATUS_OK)
        return UNLOCK_YES;
    if (status != STATUS_NOT_FOUND)
        return UNLOCK_NO;
    if (fault != NULL)
        fault->status = STATUS_LOCKED;
    return UNLOCK_NOT_MINE;
}

/* The grammar is that of records, with blanks in place of line ends. */
bool unlock_parameters_read(struct buffer *text, const char *parameters,
                            const struct record_rule *rules, size_t count, void *target)
{
    struct record_reader reader;
    char *blank;

    buffer_text(text, parameters);
    if (buffer_status(text) != STATUS_OK)
        return false;
    while ((blank = strchr(text->data, ' ')) != NULL)
        *blank = '\n';
    reader = record_reader(text);
    return record_read(&reader, rules, count, target, NULL) == STATUS_OK;
}

const char *unlock_argument_at(const struct unlock_line *line, size_t i, const char *name)
{
    return argument_value(line->argument[i], name);
}

static bool argument_is_known(const struct unlock_module *module, const char *argument)
{
    const char *const *name;

    for (name = module->arguments; *name != NULL; name++)
        if (argument_value(argument, *name) != NULL)
            return true;
    return false;
}

/* Cuts a line into words in place; returns their count, WORDS_MAX + 1 when there are more. */
static size_t words_cut(char *line, const char *word[WORDS_MAX])
{
    size_t count = 0;

    for (line += strspn(line, blanks); *line != '\0'; line += strspn(line, blanks)) {
        if (count == WORDS_MAX)
            return WORDS_MAX + 1;
        word[count++] = line;
        line += strcspn(line, blanks);
        if (*line != '\0')
            *line++ = '\0';
    }
    return count;
}

/* What is wrong with a line: a word of it, and how. */
struct flaw {
    const char *word;
    enum cause cause;
};

static struct flaw arguments_parse(struct unlock_line *line, const char *const *word,
                                   size_t count)
{
    size_t i;

    line->arguments = 0;
    for (i = 3; i < count; i++) {
        if (!argument_is_known(line->module, word[i]))
            return (struct flaw){ word[i], CAUSE_NOT_AN_ARGUMENT };
        line->argument[line->arguments++] = word[i];
    }
    if (line->module->accepts != NULL && !line->module->accepts(line))
        return (struct flaw){ word[2], CAUSE_ARGUMENT_VALUE };
    if (line->module->descriptor != NULL && line->module->descriptor(line) > 0)
        descriptor_claim(line->module->descriptor(line));
    return (struct flaw){ NULL, CAUSE_NONE };
}

/* Parses the words of a line, of which there are one at least. */
static struct flaw line_parse(struct unlock_line *line, const char *const *word, size_t count)
{
    if (strcmp(word[0], "unlock") != 0)
        return (struct flaw){ word[0], CAUSE_NOT_UNLOCK };
    if (count < 2 || !control_find(word[1], &line->control))
        return (struct flaw){ count < 2 ? word[0] : word[1], CAUSE_NOT_A_CONTROL };
    line->module = count < 3 ? NULL : unlock_module_find(word[2]);
    if (line->module == NULL)
        return (struct flaw){ count < 3 ? word[1] : word[2], CAUSE_NOT_A_MODULE };
    if (line->module->lacks != CAUSE_NONE)
        /* unreached: a build without such modules */
        return (struct flaw){ word[2], line->module->lacks };
    if (line->module->reveal == NULL && line->control != UNLOCK_OPTIONAL)
        return (struct flaw){ word[2], CAUSE_ONLY_OPTIONAL };
    if (count > WORDS_MAX)
        return (struct flaw){ word[2], CAUSE_ARGUMENTS_MANY };
    return arguments_parse(line, word, count);
}

static enum status stack_fault(const struct unlock_stack *stack, unsigned number,
                               struct flaw flaw, struct fault *fault)
{
    char subject[sizeof fault->subject];

    snprintf(subject, sizeof subject, "%s:%u", stack->origin != NULL ? stack->origin : "unlock",
             number);
    return fault_because(fault, STATUS_MALFORMED, flaw.cause, subject, flaw.word);
}

/* Adds one line, already cut from the text, to the stack. */
static enum status line_add(struct unlock_stack *stack, char *line, unsigned number,
                            struct fault *fault)
{
    const char *word[WORDS_MAX];
    size_t count = words_cut(line, word);
    struct flaw flaw;

    if (count == 0 || word[0][0] == '#')
        return STATUS_OK;
    flaw = stack->count == UNLOCK_LINES_MAX
               ? (struct flaw){ word[0], CAUSE_LINES_MANY }
               : line_parse(&stack->line[stack->count], word, count);
    if (flaw.cause != CAUSE_NONE)
        return stack_fault(stack, number, flaw, fault);
    stack->count++;
    return STATUS_OK;
}

enum status unlock_stack_parse(struct unlock_stack *stack, const char *text,
                               struct fault *fault)
{
    enum status status;
    unsigned number = 0;
    char *line, *end;

    buffer_text(&stack->text, text != NULL ? text : default_stack);
    status = buffer_status(&stack->text);
    if (status != STATUS_OK)
        return fault_set(fault, status, 0, "unlock", NULL);
    for (line = stack->text.data; line != NULL && status == STATUS_OK; line = end) {
        end = strchr(line, '\n');
        if (end != NULL)
            *end++ = '\0';
        status = line_add(stack, line, ++number, fault);
    }
    return status;
}

enum {
    HEX_LENGTH = 2 * UNLOCK_SECRET_SIZE,
    BASE64_LENGTH =
        sodium_base64_ENCODED_LEN(UNLOCK_SECRET_SIZE, sodium_base64_VARIANT_ORIGINAL) - 1,
};

static bool text_read(const char *text, size_t length, unsigned char *secret)
{
    size_t made = 0;
    int failed = -1;

    if (length == HEX_LENGTH)
        failed = sodium_hex2bin(secret, UNLOCK_SECRET_SIZE, text, length, NULL, &made, NULL);
    else if (length == BASE64_LENGTH)
        failed = sodium_base642bin(secret, UNLOCK_SECRET_SIZE, text, length, NULL, &made, NULL,
                                   sodium_base64_VARIANT_ORIGINAL);
    return failed == 0 && made == UNLOCK_SECRET_SIZE;
}

bool decode_secret(const struct buffer *bytes, unsigned char secret[UNLOCK_SECRET_SIZE])
{
    const char *text = buffer_string(bytes);
    size_t length = bytes->length;
    bool done;

    if (length == UNLOCK_SECRET_SIZE) {
        memcpy(secret, text, UNLOCK_SECRET_SIZE);
        return true;
    }
    if (length > 0 && text[length - 1] == '\n')
        length--;
    done = text_read(text, length, secret);
    if (!done)
        secret_wipe(secret, UNLOCK_SECRET_SIZE);
    return done;
}
