/* unlock.c: walking the stack, for opening a store. */
#include "store/unlock/unlock.h"

#include <string.h>

#include "protocol/secret.h"
#include "store/unlock/person.h"
#include "store/unlock/walk.h"

/* The opening of a store under way. */
struct opening {
    struct walk *walk;
    unsigned char *key;
    struct unlocked *unlocked;

    /* Of each line whose cache had nothing: the length of the material when it was asked.
     * 0 = it isn't given the key. */
    size_t empty[UNLOCK_LINES_MAX];
};

static bool open_by(struct opening *opening, const struct unlock_line *line,
                    const struct keyslot *slot)
{
    *opening->unlocked = (struct unlocked){ line, slot->number };
    return true;
}

static bool cache_opens(struct opening *opening, size_t i)
{
    struct walk *walk = opening->walk;
    const struct unlock_line *line = &walk->stack->line[i];
    const struct keyslot *slot;
    enum unlock_verdict verdict;

    if (line->module->cache == NULL || walk->failed)
        return false;
    verdict = cache_open(walk, line, opening->key, &slot);
    if (verdict == UNLOCK_NOT_MINE)
        opening->empty[i] = walk->material.length;
    return verdict == UNLOCK_YES && open_by(opening, line, slot);
}

/* Gives the key of the slot that is open, walk->kek, to the caches that were asked for it. */
static void caches_keep(const struct opening *opening, const struct keyslot *slot)
{
    size_t i;

    for (i = 0; i < opening->walk->stack->count; i++)
        if (opening->empty[i] > 0)
            cache_keep(opening->walk, &opening->walk->stack->line[i], opening->empty[i], slot);
}

/* What has become of a line's round, or of a slot in it. */
enum progress {
    ROUND_OPENED,
    ROUND_WRONG, /* there was a secret for each slot, and none opens */
    ROUND_OVER,  /* there is nothing to be had from the module */
};

static enum progress slot_refuse(struct walk *walk, const struct unlock_line *line,
                                 enum unlock_verdict verdict, const struct fault *fault)
{
    walk_tell(walk, line, verdict, fault);
    walk_note(walk, verdict, fault);
    return ROUND_OVER;
}

/* Tries the secret at hand, which is wiped. */
static enum status secret_try(struct opening *opening, const struct unlock_line *line,
                              const struct keyslot *slot)
{
    struct walk *walk = opening->walk;
    enum status status = walk_kek(walk)
                             ? keyslot_unwrap(walk->slots, slot, walk->kek, opening->key)
                             : STATUS_NO_MEMORY;

    if (status == STATUS_OK) {
        caches_keep(opening, slot);
        open_by(opening, line, slot);
    }
    secret_wipe(walk->kek, sizeof walk->kek);
    return status;
}

static enum progress slot_open(struct opening *opening, const struct unlock_line *line,
                               const struct keyslot *slot)
{
    struct walk *walk = opening->walk;
    struct fault fault;
    enum unlock_verdict verdict = walk_reveal(walk, line, slot->parameters, &fault);
    enum status status;

    if (verdict != UNLOCK_YES)
        return slot_refuse(walk, line, verdict, &fault);
    if (walk->failed) {
        walk_tell(walk, line, verdict, &fault);
        secret_wipe(walk->secret, sizeof walk->secret);
        return ROUND_OVER;
    }
    status = secret_try(opening, line, slot);
    if (status == STATUS_OK) {
        walk_tell(walk, line, verdict, &fault);
        return ROUND_OPENED;
    }
    walk_wrong(walk, line, status, &fault);
    slot_refuse(walk, line, UNLOCK_NO, &fault);
    return ROUND_WRONG;
}

/* Tries each slot of a line's module. */
static enum progress round_open(struct opening *opening, const struct unlock_line *line)
{
    struct walk *walk = opening->walk;
    enum progress worst = ROUND_WRONG;
    bool has_slot = false;
    struct fault fault;
    size_t i;

    for (i = 0; i < walk->slots->count; i++) {
        const struct keyslot *slot = &walk->slots->slot[i];
        enum progress progress;

        if (strcmp(slot->module, line->module->name) != 0)
            continue;
        progress = slot_open(opening, line, slot);
        if (progress == ROUND_OPENED)
            return progress;
        if (progress > worst)
            worst = progress;
        has_slot = true;
    }
    if (has_slot)
        return worst;
    fault_because(&fault, STATUS_LOCKED, CAUSE_NO_SLOT, line->module->name, NULL);
    return slot_refuse(walk, line, UNLOCK_NOT_MINE, &fault);
}

static bool line_opens(struct opening *opening, const struct unlock_line *line)
{
    unsigned rounds = line->module->rounds != NULL ? line->module->rounds(line) : 1;
    enum progress progress = ROUND_WRONG;

    while (rounds-- > 0 && progress == ROUND_WRONG) {
        progress = round_open(opening, line);
        buffer_clear(&opening->walk->answer);
        if (progress == ROUND_WRONG && rounds > 0)
            person_tell_wrong(opening->walk->context.conversation);
    }
    return progress == ROUND_OPENED;
}

/* The index of the first sufficient line: the caches in front of it are asked among the
 * required lines, each in its place. */
static size_t first_sufficient(const struct unlock_stack *stack)
{
    size_t i = 0;

    while (i < stack->count && stack->line[i].control != UNLOCK_SUFFICIENT)
        i++;
    return i;
}

/* True when the store is open. */
static bool opening_walk(struct opening *opening)
{
    struct walk *walk = opening->walk;
    const struct unlock_line *line = walk->stack->line;
    size_t count = walk->stack->count, first = first_sufficient(walk->stack), i;

    for (i = 0; i < count; i++) {
        if (unlock_is_required(&line[i])) {
            if (!walk_require(walk, &line[i]))
                return false;
        } else if (i < first && cache_opens(opening, i)) {
            return true;
        }
    }
    for (i = first; i < count; i++) {
        if (line[i].control == UNLOCK_SUFFICIENT ? line_opens(opening, &line[i])
            : line[i].control == UNLOCK_OPTIONAL ? cache_opens(opening, i)
                                                 : false)
            return true;
    }
    return false;
}

enum status unlock_open(const struct unlock_stack *stack, const struct unlock_context *context,
                        const struct keyslots *slots, unsigned char key[SEAL_KEY_SIZE],
                        struct unlocked *unlocked, struct fault *fault)
{
    struct walk *walk = walk_new(stack, context, slots);
    struct opening opening = { .walk = walk, .key = key, .unlocked = unlocked };
    enum status status = STATUS_OK;

    if (walk == NULL)
        /* unreached: memory is short */
        return fault_set(fault, STATUS_NO_MEMORY, 0, "unlock", NULL);
    if (!walk_policy_holds(walk)) {
        status = fault_because(fault, STATUS_LOCKED, CAUSE_POLICY, "policy", NULL);
    } else if (!opening_walk(&opening)) {
        status = walk_end(walk, fault);
    }
    walk_free(walk);
    return status;
}
