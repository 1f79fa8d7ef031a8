/* unlock.c: walking the stack, for opening a store and for making one. */
#include "store/unlock.h"

#include <string.h>

#include "protocol/secret.h"

enum {
    MATERIAL_MAX = 64 + (UNLOCK_LINES_MAX + 1) * UNLOCK_SECRET_SIZE,
    PARAMETERS_MAX = 4096,
};

static bool is_required(const struct unlock_line *line)
{
    return line->control == UNLOCK_REQUIRED || line->control == UNLOCK_REQUISITE;
}

/* A walk under way. */
struct walk {
    const struct unlock_stack *stack;
    struct unlock_context context;
    const struct keyslots *slots;
    struct buffer answer;   /* of a person, in the round under way */
    struct buffer material; /* of the key-encryption key: the required material so far */
    struct fault why;       /* the most telling reason so far not to open */
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
    walk->context = *context;
    walk->context.answer = &walk->answer;
    walk->answer = (struct buffer)BUFFER(UNLOCK_ANSWER_MAX);
    walk->slots = slots;
    walk->material = (struct buffer)BUFFER(MATERIAL_MAX);
    buffer_text(&walk->material, keyslot_label);
    walk->worst = UNLOCK_YES;
    fault_set(&walk->why, STATUS_LOCKED, 0, "unlock", NULL);
    return walk;
}

static void walk_free(struct walk *walk)
{
    buffer_clear(&walk->answer);
    buffer_clear(&walk->material);
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

/* Adds the secret at hand to the material, or takes note of the failure. */
static bool walk_mix(struct walk *walk, enum unlock_verdict verdict, const struct fault *fault)
{
    bool mixed = false;

    if (verdict == UNLOCK_YES) {
        buffer_append(&walk->material, walk->secret, sizeof walk->secret);
        mixed = buffer_status(&walk->material) == STATUS_OK;
    } else {
        walk_note(walk, verdict, fault);
    }
    secret_wipe(walk->secret, sizeof walk->secret);
    walk->failed |= !mixed;
    return mixed;
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

static enum unlock_verdict line_reveal(struct walk *walk, const struct unlock_line *line,
                                       const char *parameters, struct fault *fault)
{
    fault_set(fault, STATUS_LOCKED, 0, line->module->name, NULL);
    return line->module->reveal(&walk->context, line, parameters, walk->secret, fault);
}

/* Runs the required modules in order; false when a requisite one ends the walk. */
static bool walk_required(struct walk *walk)
{
    const char *const *required = walk->slots->required.item;
    size_t i;

    for (i = 0; i < walk->stack->count; i++) {
        const struct unlock_line *line = &walk->stack->line[i];
        enum unlock_verdict verdict;
        const char *parameters;
        struct fault fault;

        if (!is_required(line))
            continue;
        parameters = required_parameters(*required++, line->module);
        verdict = line_reveal(walk, line, parameters, &fault);
        buffer_clear(&walk->answer);
        if (!walk_mix(walk, verdict, &fault) && line->control == UNLOCK_REQUISITE)
            return false;
    }
    return true;
}

/* Makes the key-encryption key of a slot from the material so far and the one at hand, which is
 * wiped. */
static bool walk_kek(struct walk *walk)
{
    size_t length = walk->material.length;
    bool done;

    buffer_append(&walk->material, walk->secret, sizeof walk->secret);
    secret_wipe(walk->secret, sizeof walk->secret);
    done = buffer_status(&walk->material) == STATUS_OK;
    if (done)
        keyslot_kek(walk->slots, &walk->material, walk->kek);
    if (walk->material.length > length)
        secret_wipe(walk->material.data + length, UNLOCK_SECRET_SIZE);
    walk->material.length = length;
    return done;
}

/* What has become of a line's round, or of a slot in it. */
enum progress {
    ROUND_OPENED,
    ROUND_WRONG, /* there was a secret for each slot, and none opens */
    ROUND_OVER,  /* there is nothing to be had from the module */
};

static enum progress slot_open(struct walk *walk, const struct unlock_line *line,
                               const struct keyslot *slot, unsigned char key[SEAL_KEY_SIZE])
{
    enum unlock_verdict verdict;
    struct fault fault;
    bool opened;

    verdict = line_reveal(walk, line, slot->parameters, &fault);
    if (verdict != UNLOCK_YES) {
        walk_note(walk, verdict, &fault);
        return ROUND_OVER;
    }
    if (walk->failed) {
        secret_wipe(walk->secret, sizeof walk->secret);
        return ROUND_OVER;
    }
    opened = walk_kek(walk) && keyslot_unwrap(walk->slots, slot, walk->kek, key) == STATUS_OK;
    secret_wipe(walk->kek, sizeof walk->kek);
    if (!opened)
        walk_note_word(walk, UNLOCK_NO, line->module->name, "key");
    return opened ? ROUND_OPENED : ROUND_WRONG;
}

/* Tries each slot of a line's module. */
static enum progress round_open(struct walk *walk, const struct unlock_line *line,
                                unsigned char key[SEAL_KEY_SIZE])
{
    enum progress worst = ROUND_WRONG;
    bool has_slot = false;
    size_t i;

    for (i = 0; i < walk->slots->count; i++) {
        const struct keyslot *slot = &walk->slots->slot[i];
        enum progress progress;

        if (strcmp(slot->module, line->module->name) != 0)
            continue;
        progress = slot_open(walk, line, slot, key);
        if (progress == ROUND_OPENED)
            return progress;
        if (progress > worst)
            worst = progress;
        has_slot = true;
    }
    if (has_slot)
        return worst;
    walk_note_word(walk, UNLOCK_NOT_MINE, line->module->name, "slot");
    return ROUND_OVER;
}

static bool line_open(struct walk *walk, const struct unlock_line *line,
                      unsigned char key[SEAL_KEY_SIZE])
{
    unsigned rounds = line->module->rounds != NULL ? line->module->rounds(line) : 1;
    enum progress progress = ROUND_WRONG;

    while (rounds-- > 0 && progress == ROUND_WRONG) {
        progress = round_open(walk, line, key);
        buffer_clear(&walk->answer);
    }
    return progress == ROUND_OPENED;
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
        verdict = line->module->enroll(&walk->context, line, out, walk->secret, fault);
    buffer_clear(&walk->answer);
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
