/* unlock.c: the stack: its grammar, its table of modules, and the walk. */
#include "store/unlock.h"

#include <string.h>

#include "protocol/secret.h"

enum {
    SECRETS_MAX = (UNLOCK_LINES_MAX + 1) * UNLOCK_SECRET_SIZE,
    WORDS_MAX = 3 + UNLOCK_ARGUMENTS_MAX,
    PARAMETERS_MAX = 4096,
};

static const char default_stack[] = "unlock sufficient keyfile\n";
static const char blanks[] = " \t";

static const struct unlock_module *const modules[] = {
    &unlock_keyfile,
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

static const struct unlock_module *module_find(const char *name)
{
    size_t i;

    for (i = 0; i < COUNT(modules); i++)
        if (strcmp(modules[i]->name, name) == 0)
            return modules[i];
    return NULL;
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

/* The part of "name=value" behind "name=", or NULL when it is another argument. */
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

/* Parses the words of a line: NULL, or what is wrong. */
static const char *line_parse(struct unlock_line *line, const char *const *word, size_t count)
{
    size_t i;

    if (strcmp(word[0], "unlock") != 0)
        return "unlock";
    if (count < 2 || !control_find(word[1], &line->control))
        return "control";
    line->module = count < 3 ? NULL : module_find(word[2]);
    if (line->module == NULL)
        return "module";
    if (count > WORDS_MAX)
        return "argument";
    for (i = 3, line->arguments = 0; i < count; i++) {
        if (!argument_is_known(line->module, word[i]))
            return "argument";
        line->argument[line->arguments++] = word[i];
    }
    return NULL;
}

/* Adds one line, already cut from the text, to the stack. */
static enum status line_add(struct unlock_stack *stack, char *line, struct fault *fault)
{
    char subject[sizeof fault->subject];
    const char *word[WORDS_MAX], *flaw;
    size_t count;

    fault_sanitise(subject, sizeof subject, line);
    count = words_cut(line, word);
    if (count == 0 || word[0][0] == '#')
        return STATUS_OK;
    flaw = stack->count == UNLOCK_LINES_MAX
               ? "lines"
               : line_parse(&stack->line[stack->count], word, count);
    if (flaw != NULL)
        return fault_set(fault, STATUS_MALFORMED, 0, subject, flaw);
    stack->count++;
    return STATUS_OK;
}

enum status unlock_stack_parse(struct unlock_stack *stack, const char *text,
                               struct fault *fault)
{
    enum status status;
    char *line, *end;

    buffer_text(&stack->text, text != NULL ? text : default_stack);
    status = buffer_status(&stack->text);
    if (status != STATUS_OK)
        return fault_set(fault, status, 0, "unlock", NULL);
    for (line = stack->text.data; line != NULL && status == STATUS_OK; line = end) {
        end = strchr(line, '\n');
        if (end != NULL)
            *end++ = '\0';
        status = line_add(stack, line, fault);
    }
    return status;
}

static bool is_required(const struct unlock_line *line)
{
    return line->control == UNLOCK_REQUIRED || line->control == UNLOCK_REQUISITE;
}

/* A walk under way. */
struct walk {
    const struct unlock_stack *stack;
    const struct unlock_context *context;
    const struct keyslots *slots;
    struct buffer secrets; /* of the required modules so far */
    struct fault why;      /* the most telling reason so far not to open */
    enum unlock_verdict worst;
    bool failed;
    unsigned char secret[UNLOCK_SECRET_SIZE], kek[SEAL_KEY_SIZE];
};

static struct walk *walk_new(const struct unlock_stack *stack,
                             const struct unlock_context *context, const struct keyslots *slots)
{
    struct walk *walk = secret_alloc(sizeof *walk);

    if (walk == NULL)
        return NULL;
    walk->stack = stack;
    walk->context = context;
    walk->slots = slots;
    walk->secrets = (struct buffer)BUFFER(SECRETS_MAX);
    walk->worst = UNLOCK_YES;
    fault_set(&walk->why, STATUS_LOCKED, 0, "unlock", NULL);
    return walk;
}

static void walk_free(struct walk *walk)
{
    buffer_clear(&walk->secrets);
    secret_free(walk);
}

/* Remembers why something didn't open: a "no" counts for more than a "not mine", and the first
 * of each kind for more than the others. */
static void walk_note(struct walk *walk, enum unlock_verdict verdict, const struct fault *fault)
{
    if (verdict >= walk->worst)
        return;
    walk->worst = verdict;
    walk->why = *fault;
}

static void walk_note_word(struct walk *walk, enum unlock_verdict verdict, const char *subject,
                           const char *detail)
{
    struct fault fault;

    fault_set(&fault, STATUS_LOCKED, 0, subject, detail);
    walk_note(walk, verdict, &fault);
}

static enum status walk_end(const struct walk *walk, struct fault *fault)
{
    if (fault != NULL)
        *fault = walk->why;
    return walk->why.status;
}

/* Adds the secret at hand to those of the required modules, or takes note of the failure. */
static void walk_mix(struct walk *walk, enum unlock_verdict verdict, const struct fault *fault)
{
    if (verdict == UNLOCK_YES)
        buffer_append(&walk->secrets, walk->secret, sizeof walk->secret);
    else
        walk_note(walk, verdict, fault);
    if (verdict != UNLOCK_YES || buffer_status(&walk->secrets) != STATUS_OK)
        walk->failed = true;
    secret_wipe(walk->secret, sizeof walk->secret);
}

/* The parameters behind the module's name in a header's "MODULE name=value…", or NULL when it
 * is another module. */
static const char *required_parameters(const char *required, const struct unlock_module *module)
{
    size_t length = strlen(module->name);

    if (strncmp(required, module->name, length) != 0)
        return NULL;
    required += length;
    return *required == '\0' ? required : *required == ' ' ? required + 1 : NULL;
}

/* Whether the stack requires exactly what the store was made with. */
static bool policy_holds(const struct walk *walk)
{
    const struct words *required = &walk->slots->required;
    size_t i, found = 0;

    for (i = 0; i < walk->stack->count; i++) {
        const struct unlock_line *line = &walk->stack->line[i];

        if (!is_required(line))
            continue;
        if (found == required->count ||
            required_parameters(required->item[found], line->module) == NULL)
            return false;
        found++;
    }
    return found == required->count;
}

/* Runs the required modules in order; false when a requisite one ends the walk. */
static bool walk_required(struct walk *walk)
{
    const char *const *required = walk->slots->required.item;
    size_t i;

    for (i = 0; i < walk->stack->count; i++) {
        const struct unlock_line *line = &walk->stack->line[i];
        struct fault fault;

        if (!is_required(line))
            continue;
        fault_set(&fault, STATUS_LOCKED, 0, line->module->name, NULL);
        walk_mix(walk,
                 line->module->reveal(walk->context, line,
                                      required_parameters(*required++, line->module),
                                      walk->secret, &fault),
                 &fault);
        if (walk->failed && line->control == UNLOCK_REQUISITE)
            return false;
    }
    return true;
}

/* Makes the key-encryption key of a slot from the secrets so far and the one at hand, which is
 * wiped. */
static bool walk_kek(struct walk *walk)
{
    size_t length = walk->secrets.length;
    bool done;

    buffer_append(&walk->secrets, walk->secret, sizeof walk->secret);
    secret_wipe(walk->secret, sizeof walk->secret);
    done = buffer_status(&walk->secrets) == STATUS_OK;
    if (done)
        keyslot_kek(walk->slots, &walk->secrets, walk->kek);
    if (walk->secrets.length > length)
        secret_wipe(walk->secrets.data + length, UNLOCK_SECRET_SIZE);
    walk->secrets.length = length;
    return done;
}

static bool slot_open(struct walk *walk, const struct unlock_line *line,
                      const struct keyslot *slot, unsigned char key[SEAL_KEY_SIZE])
{
    enum unlock_verdict verdict;
    struct fault fault;
    bool opened;

    fault_set(&fault, STATUS_LOCKED, 0, line->module->name, NULL);
    verdict = line->module->reveal(walk->context, line, slot->parameters, walk->secret, &fault);
    if (verdict != UNLOCK_YES) {
        walk_note(walk, verdict, &fault);
        return false;
    }
    opened = walk_kek(walk) && !walk->failed &&
             keyslot_unwrap(walk->slots, slot, walk->kek, key) == STATUS_OK;
    secret_wipe(walk->kek, sizeof walk->kek);
    if (!opened)
        walk_note_word(walk, UNLOCK_NO, line->module->name, "key");
    return opened;
}

/* Tries each slot of a line's module. */
static bool line_open(struct walk *walk, const struct unlock_line *line,
                      unsigned char key[SEAL_KEY_SIZE])
{
    bool has_slot = false;
    size_t i;

    for (i = 0; i < walk->slots->count; i++) {
        const struct keyslot *slot = &walk->slots->slot[i];

        if (strcmp(slot->module, line->module->name) != 0)
            continue;
        if (slot_open(walk, line, slot, key))
            return true;
        has_slot = true;
    }
    if (!has_slot)
        walk_note_word(walk, UNLOCK_NOT_MINE, line->module->name, "slot");
    return false;
}

static enum status walk_open(struct walk *walk, unsigned char key[SEAL_KEY_SIZE],
                             const char **module, struct fault *fault)
{
    size_t i;

    if (!policy_holds(walk)) {
        walk_note_word(walk, UNLOCK_NO, "policy", NULL);
        return walk_end(walk, fault);
    }
    if (!walk_required(walk))
        return walk_end(walk, fault);
    for (i = 0; i < walk->stack->count; i++) {
        const struct unlock_line *line = &walk->stack->line[i];

        if (line->control != UNLOCK_SUFFICIENT || !line_open(walk, line, key))
            continue;
        *module = line->module->name;
        return STATUS_OK;
    }
    return walk_end(walk, fault);
}

enum status unlock_open(const struct unlock_stack *stack, const struct unlock_context *context,
                        const struct keyslots *slots, unsigned char key[SEAL_KEY_SIZE],
                        const char **module, struct fault *fault)
{
    struct walk *walk = walk_new(stack, context, slots);
    enum status status;

    if (walk == NULL)
        return fault_set(fault, STATUS_NO_MEMORY, 0, "unlock", NULL);
    status = walk_open(walk, key, module, fault);
    walk_free(walk);
    return status;
}

void unlock_enrollment_clear(struct unlock_enrollment *enrollment)
{
    size_t i;

    for (i = 0; i < UNLOCK_LINES_MAX; i++)
        buffer_clear(&enrollment->required[i]);
    buffer_clear(&enrollment->parameters);
}

/* Has a line's module enroll; its parameters are appended to `out`. */
static enum unlock_verdict line_enroll(struct walk *walk, const struct unlock_line *line,
                                       struct buffer *out, struct fault *fault)
{
    enum unlock_verdict verdict = UNLOCK_NO;

    fault_set(fault, STATUS_LOCKED, 0, line->module->name, NULL);
    if (line->module->enroll != NULL)
        verdict = line->module->enroll(walk->context, line, out, walk->secret, fault);
    if (verdict != UNLOCK_YES || buffer_status(out) == STATUS_OK)
        return verdict;
    fault_set(fault, buffer_status(out), 0, line->module->name, NULL);
    return UNLOCK_NO;
}

static void required_enroll(struct walk *walk, struct keyslots *slots,
                            const struct unlock_line *line, struct buffer *out)
{
    enum unlock_verdict verdict;
    struct fault fault;

    *out = (struct buffer)BUFFER(PARAMETERS_MAX);
    buffer_text(out, line->module->name);
    buffer_text(out, " ");
    verdict = line_enroll(walk, line, out, &fault);
    walk_mix(walk, verdict, &fault);
    slots->required.item[slots->required.count++] = buffer_string(out);
}

/* Gives the line's module the first slot. */
static bool sufficient_enroll(struct walk *walk, struct keyslots *slots,
                              const struct unlock_line *line, const unsigned char *key,
                              struct unlock_enrollment *enrollment)
{
    struct keyslot *slot = &slots->slot[0];
    enum unlock_verdict verdict;
    struct fault fault;
    bool done;

    enrollment->parameters = (struct buffer)BUFFER(PARAMETERS_MAX);
    verdict = line_enroll(walk, line, &enrollment->parameters, &fault);
    if (verdict != UNLOCK_YES) {
        walk_note(walk, verdict, &fault);
        buffer_clear(&enrollment->parameters);
        return false;
    }
    *slot = (struct keyslot){ .number = 1,
                              .module = line->module->name,
                              .parameters = buffer_string(&enrollment->parameters) };
    done = walk_kek(walk) &&
           keyslot_wrap(slots, slot, walk->kek, key, enrollment->box) == STATUS_OK;
    secret_wipe(walk->kek, sizeof walk->kek);
    slots->count = done;
    return done;
}

static enum status walk_enroll(struct walk *walk, struct keyslots *slots,
                               struct unlock_enrollment *enrollment, const unsigned char *key,
                               struct fault *fault)
{
    size_t i;

    for (i = 0; i < walk->stack->count && !walk->failed; i++)
        if (is_required(&walk->stack->line[i]))
            required_enroll(walk, slots, &walk->stack->line[i], &enrollment->required[i]);
    for (i = 0; i < walk->stack->count && !walk->failed; i++)
        if (walk->stack->line[i].control == UNLOCK_SUFFICIENT &&
            sufficient_enroll(walk, slots, &walk->stack->line[i], key, enrollment))
            return STATUS_OK;
    return walk_end(walk, fault);
}

enum status unlock_enroll(const struct unlock_stack *stack,
                          const struct unlock_context *context, struct keyslots *slots,
                          struct unlock_enrollment *enrollment,
                          const unsigned char key[SEAL_KEY_SIZE], struct fault *fault)
{
    struct walk *walk = walk_new(stack, context, slots);
    enum status status;

    if (walk == NULL)
        return fault_set(fault, STATUS_NO_MEMORY, 0, "unlock", NULL);
    status = walk_enroll(walk, slots, enrollment, key, fault);
    walk_free(walk);
    return status;
}
