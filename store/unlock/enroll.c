/* enroll.c: walking the stack, for giving its modules key slots. */
#include "store/unlock/enroll.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "protocol/secret.h"
#include "store/unlock/walk.h"

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
    else if (line->module->is_given)
        verdict = line->module->reveal(&walk->context, line, "", walk->secret, fault);
    buffer_clear(&walk->answer);
    if (verdict != UNLOCK_YES || buffer_status(out) == STATUS_OK)
        return verdict;
    /* unreached: no module has so many */
    fault_set(fault, buffer_status(out), 0, line->module->name, NULL);
    return UNLOCK_NO;
}

static void required_enroll(struct walk *walk, struct keyslots *slots,
                            const struct unlock_line *line, struct buffer *out)
{
    enum unlock_verdict verdict;
    struct fault fault;

    *out = (struct buffer)BUFFER(UNLOCK_PARAMETERS_MAX);
    buffer_text(out, line->module->name);
    buffer_text(out, " ");
    verdict = line_enroll(walk, line, out, &fault);
    walk_mix(walk, verdict, &fault);
    slots->required.item[slots->required.count++] = buffer_string(out);
}

/* Has a line's module enroll, and wraps the key in `slot`, whose number is set. Leaves
 * walk->kek. */
static bool slot_enroll(struct walk *walk, const struct keyslots *slots, struct keyslot *slot,
                        const struct unlock_line *line, const unsigned char *key,
                        struct unlock_enrollment *enrollment)
{
    enum unlock_verdict verdict;
    struct fault fault;
    bool done;

    enrollment->parameters = (struct buffer)BUFFER(UNLOCK_PARAMETERS_MAX);
    verdict = line_enroll(walk, line, &enrollment->parameters, &fault);
    if (verdict != UNLOCK_YES) {
        walk_note(walk, verdict, &fault);
        buffer_clear(&enrollment->parameters);
        return false;
    }
    slot->module = line->module->name;
    slot->parameters = buffer_string(&enrollment->parameters);
    done = walk_kek(walk) &&
           keyslot_wrap(slots, slot, walk->kek, key, enrollment->box) == STATUS_OK;
    if (!done)
        /* unreached: memory is short */
        enroll_discard(&walk->context, slot->module, slot->parameters, NULL);
    return done;
}

/* A store that was just made is opened next: the caches that would be asked before its first
 * sufficient line get the key now, so that nobody is asked twice. */
static void caches_fill(struct walk *walk, const struct unlock_line *opens,
                        const struct keyslot *slot)
{
    const struct unlock_line *line;

    for (line = walk->stack->line; line < opens; line++)
        if (line->module->cache != NULL)
            cache_keep(walk, line, walk->turn[line - walk->stack->line], slot);
}

/* Gives the line's module the first slot. */
static bool sufficient_enroll(struct walk *walk, struct keyslots *slots,
                              const struct unlock_line *line, const unsigned char *key,
                              struct unlock_enrollment *enrollment)
{
    struct keyslot *slot = &slots->slot[0];

    *slot = (struct keyslot){ .number = 1, .added = (int64_t)time(NULL) };
    slots->count = slot_enroll(walk, slots, slot, line, key, enrollment);
    if (slots->count > 0)
        caches_fill(walk, line, slot);
    secret_wipe(walk->kek, sizeof walk->kek);
    return slots->count > 0;
}

enum status enroll_slot(struct walk *walk, struct keyslot *slot, const struct unlock_line *line,
                        const unsigned char key[SEAL_KEY_SIZE],
                        struct unlock_enrollment *enrollment, struct fault *fault)
{
    bool done = slot_enroll(walk, walk->slots, slot, line, key, enrollment);

    secret_wipe(walk->kek, sizeof walk->kek);
    return done ? STATUS_OK : walk_end(walk, fault);
}

enum status enroll_required(struct walk *walk, struct keyslots *slots,
                            struct unlock_enrollment *enrollment, struct fault *fault)
{
    size_t i;

    slots->required.count = 0;
    for (i = 0; i < walk->stack->count && !walk->failed; i++) {
        walk->turn[i] = walk->material.length;
        if (unlock_is_required(&walk->stack->line[i]))
            required_enroll(walk, slots, &walk->stack->line[i], &enrollment->required[i]);
    }
    return walk->failed ? walk_end(walk, fault) : STATUS_OK;
}

static enum status walk_enroll(struct walk *walk, struct keyslots *slots,
                               struct unlock_enrollment *enrollment, const unsigned char *key,
                               struct fault *fault)
{
    size_t i;

    if (enroll_required(walk, slots, enrollment, fault) != STATUS_OK)
        return walk->why.status;
    for (i = 0; i < walk->stack->count; i++)
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
        /* unreached: memory is short */
        return fault_set(fault, STATUS_NO_MEMORY, 0, "unlock", NULL);
    status = walk_enroll(walk, slots, enrollment, key, fault);
    walk_free(walk);
    return status;
}

bool enroll_discard(const struct unlock_context *context, const char *module,
                    const char *parameters, struct fault *fault)
{
    const struct unlock_module *found = unlock_module_find(module);

    return found == NULL || found->discard == NULL ||
           found->discard(context, parameters, fault) != UNLOCK_NO;
}

static bool has_place(const struct keyslots *slots, const char *module, const char *parameters)
{
    size_t length = strlen(module), i;

    for (i = 0; i < slots->count; i++)
        if (strcmp(slots->slot[i].module, module) == 0 &&
            strcmp(slots->slot[i].parameters, parameters) == 0)
            return true;
    for (i = 0; i < slots->required.count; i++) {
        const char *item = slots->required.item[i];

        if (strncmp(item, module, length) == 0 && item[length] == ' ' &&
            strcmp(item + length + 1, parameters) == 0)
            return true;
    }
    return false;
}

/* "MODULE PARAMETERS" */
static bool required_discard(const struct unlock_context *context, const char *required,
                             const struct keyslots *kept, struct fault *fault)
{
    size_t length = strcspn(required, " ");
    char name[64];

    if (length >= sizeof name)
        return true; /* unreached: names of modules are shorter */
    snprintf(name, sizeof name, "%.*s", (int)length, required);
    required += length;
    required += strspn(required, " ");
    return has_place(kept, name, required) || enroll_discard(context, name, required, fault);
}

bool enroll_discard_all(const struct unlock_context *context, const struct keyslots *gone,
                        const struct keyslots *kept, struct fault *fault)
{
    struct fault later, *why = fault;
    bool done = true;
    size_t i;

    for (i = 0; i < gone->count + gone->required.count; i++) {
        const struct keyslot *slot = &gone->slot[i];

        if (i < gone->count
                ? has_place(kept, slot->module, slot->parameters) ||
                      enroll_discard(context, slot->module, slot->parameters, why)
                : required_discard(context, gone->required.item[i - gone->count], kept, why))
            continue;
        done = false;
        why = &later;
    }
    return done;
}
