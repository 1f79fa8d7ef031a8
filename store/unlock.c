/* unlock.c: walking the stack, for opening a store. */
#include "store/unlock.h"

#include <string.h>

#include "protocol/secret.h"
#include "store/walk.h"

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

    verdict = walk_reveal(walk, line, slot->parameters, &fault);
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

    if (!walk_policy_holds(walk)) {
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
