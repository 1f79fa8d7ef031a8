/* walk.c: what an opening and an enrolling walk of the stack have in common. */
#include "store/unlock/walk.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "protocol/secret.h"

struct walk *walk_new(const struct unlock_stack *stack, const struct unlock_context *context,
                      const struct keyslots *slots)
{
    struct walk *walk = secret_alloc(sizeof *walk);

    if (walk == NULL)
        return NULL;
    walk->stack = stack;
    walk->context = *context;
    walk->context.answer = &walk->answer;
    walk->answer = (struct buffer)BUFFER(UNLOCK_ANSWER_MAX);
    walk->slots = slots;
    walk->material = (struct buffer)BUFFER(WALK_MATERIAL_MAX);
    buffer_text(&walk->material, keyslot_label);
    walk->worst = UNLOCK_YES;
    fault_set(&walk->why, STATUS_LOCKED, 0, "unlock", NULL);
    return walk;
}

void walk_free(struct walk *walk)
{
    buffer_clear(&walk->answer);
    buffer_clear(&walk->material);
    secret_free(walk);
}

void walk_note(struct walk *walk, enum unlock_verdict verdict, const struct fault *fault)
{
    if (verdict >= walk->worst)
        return;
    walk->worst = verdict;
    walk->why = *fault;
}

void walk_wrong(const struct walk *walk, const struct unlock_line *line, enum status status,
                struct fault *fault)
{
    const struct unlock_module *module = line->module;
    enum cause wrong = module->rounds != NULL ? CAUSE_PASSPHRASE : CAUSE_KEY;

    fault_because(fault, status, status == STATUS_LOCKED ? wrong : CAUSE_NONE,
                  module->source != NULL ? module->source(&walk->context, line) : module->name,
                  NULL);
}

enum status walk_end(const struct walk *walk, struct fault *fault)
{
    if (fault != NULL)
        *fault = walk->why;
    return walk->why.status;
}

bool walk_mix(struct walk *walk, enum unlock_verdict verdict, const struct fault *fault)
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

/* The parameters after the module's name in a header's "MODULE name=value…", or NULL when it
 * is another module. */
static const char *required_parameters(const char *required, const struct unlock_module *module)
{
    size_t length = strlen(module->name);

    if (strncmp(required, module->name, length) != 0)
        return NULL;
    required += length;
    return *required == '\0' ? required : *required == ' ' ? required + 1 : NULL;
}

bool walk_policy_holds(const struct walk *walk)
{
    const struct string_list *required = &walk->slots->required;
    size_t i, found = 0;

    for (i = 0; i < walk->stack->count; i++) {
        const struct unlock_line *line = &walk->stack->line[i];

        if (!unlock_is_required(line))
            continue;
        if (found == required->count ||
            required_parameters(required->item[found], line->module) == NULL)
            return false;
        found++;
    }
    return found == required->count;
}

enum unlock_verdict walk_reveal(struct walk *walk, const struct unlock_line *line,
                                const char *parameters, struct fault *fault)
{
    fault_set(fault, STATUS_LOCKED, 0, line->module->name, NULL);
    return line->module->reveal(&walk->context, line, parameters, walk->secret, fault);
}

void walk_tell(const struct walk *walk, const struct unlock_line *line,
               enum unlock_verdict verdict, const struct fault *fault)
{
    if (walk->context.notice != NULL)
        walk->context.notice(walk->context.listener, line, verdict, fault);
}

bool walk_require(struct walk *walk, const struct unlock_line *line)
{
    const char *required = walk->slots->required.item[walk->required++];
    struct fault fault;
    enum unlock_verdict verdict =
        walk_reveal(walk, line, required_parameters(required, line->module), &fault);

    buffer_clear(&walk->answer);
    walk_tell(walk, line, verdict, &fault);
    return walk_mix(walk, verdict, &fault) || line->control != UNLOCK_REQUISITE;
}

bool walk_required(struct walk *walk)
{
    size_t i;

    for (i = 0; i < walk->stack->count; i++)
        if (unlock_is_required(&walk->stack->line[i]) &&
            !walk_require(walk, &walk->stack->line[i]))
            return false; /* unreached: a requisite module fails while slots are made */
    return true;
}

bool walk_kek(struct walk *walk)
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

static const char label[] = "workfront-credential cache v1";

void cache_name(char name[CACHE_NAME_SIZE], const struct keyslots *slots,
                const struct keyslot *slot)
{
    snprintf(name, CACHE_NAME_SIZE, "workfront-credential:%s:%lld", slots->store,
             (long long)slot->number);
}

void cache_mask(const struct walk *walk, const struct keyslot *slot, size_t length,
                unsigned char secret[UNLOCK_SECRET_SIZE])
{
    const size_t start = strlen(keyslot_label);
    unsigned char number[8], mask[UNLOCK_SECRET_SIZE];
    crypto_generichash_state state;
    size_t i;

    for (i = 0; i < sizeof number; i++)
        number[i] = (unsigned char)((uint64_t)slot->number >> (8 * i));
    crypto_generichash_init(&state, walk->slots->store_id, sizeof walk->slots->store_id,
                            sizeof mask);
    crypto_generichash_update(&state, (const unsigned char *)label, strlen(label));
    crypto_generichash_update(&state, number, sizeof number);
    crypto_generichash_update(&state, (const unsigned char *)walk->material.data + start,
                              length - start);
    crypto_generichash_final(&state, mask, sizeof mask);
    for (i = 0; i < sizeof mask; i++)
        secret[i] ^= mask[i];
    secret_wipe(mask, sizeof mask);
    secret_wipe(&state, sizeof state);
}

/* Yes if the slot is open. */
static enum unlock_verdict slot_recall(struct walk *walk, const struct unlock_line *line,
                                       const struct keyslot *slot,
                                       unsigned char key[SEAL_KEY_SIZE], struct fault *fault)
{
    char name[CACHE_NAME_SIZE];
    enum unlock_verdict verdict;
    int64_t until;

    cache_name(name, walk->slots, slot);
    verdict = line->module->cache->recall(line, name, walk->kek, &until, fault);
    if (verdict == UNLOCK_YES) {
        cache_mask(walk, slot, walk->material.length, walk->kek);
        if (keyslot_unwrap(walk->slots, slot, walk->kek, key) != STATUS_OK)
            verdict = UNLOCK_NOT_MINE;
    }
    secret_wipe(walk->kek, sizeof walk->kek);
    return verdict;
}

enum unlock_verdict cache_open(struct walk *walk, const struct unlock_line *line,
                               unsigned char key[SEAL_KEY_SIZE], const struct keyslot **slot)
{
    enum unlock_verdict verdict = UNLOCK_NOT_MINE;
    struct fault fault;
    size_t i;

    fault_set(&fault, STATUS_LOCKED, 0, line->module->name, NULL);
    if (buffer_status(&walk->material) != STATUS_OK)
        return UNLOCK_NO; /* unreached: memory is short */
    for (i = 0; i < walk->slots->count && verdict == UNLOCK_NOT_MINE; i++) {
        *slot = &walk->slots->slot[i];
        verdict = slot_recall(walk, line, *slot, key, &fault);
    }
    walk_tell(walk, line, verdict, &fault);
    return verdict;
}

void cache_keep(struct walk *walk, const struct unlock_line *line, size_t length,
                const struct keyslot *slot)
{
    char name[CACHE_NAME_SIZE];
    struct fault fault = { 0 };

    cache_name(name, walk->slots, slot);
    memcpy(walk->secret, walk->kek, sizeof walk->secret);
    cache_mask(walk, slot, length, walk->secret);
    if (line->module->cache->keep(line, name, walk->secret, &fault) != UNLOCK_YES)
        /* unreached: the kernel has no room for a key */
        walk_tell(walk, line, UNLOCK_NO, &fault);
    secret_wipe(walk->secret, sizeof walk->secret);
}
