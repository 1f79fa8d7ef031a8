/* rehearse.c: the walk with modules that play a script, as pam_debug(8) does. */
#include "store/unlock/rehearse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "protocol/secret.h"
#include "store/unlock/cache.h"
#include "store/unlock/unlock.h"

enum {
    WALKS_MAX = 20000,
    VERDICTS = UNLOCK_YES + 1,

    /* What a line's arguments stand for, in place of its own. */
    SCRIPT = 0, /* what it says: a letter of `script` */
    SECRET,     /* a required or sufficient line's: one letter */
    FOREIGN,    /* a cache's: the first slot's key under its mask, hexadecimal */
    PARTS,
};

static const char *const script[VERDICTS] = {
    [UNLOCK_NO] = "no",
    [UNLOCK_NOT_MINE] = "skip",
    [UNLOCK_YES] = "yes",
};

/* A stage: the stack with its lines' parts, and a store that all of them open. It lies in
 * guarded memory like any walk's. */
struct stage {
    struct unlock_stack stack;
    struct unlock_module module[UNLOCK_LINES_MAX];
    struct keyslots slots;
    char box[KEYSLOT_MAX][KEYSLOT_BOX_HEX];
    char secret[UNLOCK_LINES_MAX][2], kept[UNLOCK_LINES_MAX][2 * UNLOCK_SECRET_SIZE + 1];
    unsigned char key[SEAL_KEY_SIZE];
    size_t asked[UNLOCK_LINES_MAX], asked_count; /* in the last walk, in order */
    unsigned walks;
    enum status status;
};

static enum unlock_verdict verdict_of(const struct unlock_line *line)
{
    enum unlock_verdict verdict = UNLOCK_NO;

    while (verdict < UNLOCK_YES && script[verdict] != line->argument[SCRIPT])
        verdict++;
    return verdict;
}

static enum unlock_verdict reveal(const struct unlock_context *context,
                                  const struct unlock_line *line, const char *parameters,
                                  unsigned char secret[UNLOCK_SECRET_SIZE], struct fault *fault)
{
    (void)context;
    (void)parameters;
    (void)fault;
    memset(secret, line->argument[SECRET][0], UNLOCK_SECRET_SIZE);
    return verdict_of(line);
}

static enum unlock_verdict recall(const struct unlock_line *line, const char *name,
                                  unsigned char secret[UNLOCK_SECRET_SIZE], int64_t *until,
                                  struct fault *fault)
{
    const char *hex = line->argument[FOREIGN], *slot = strrchr(name, ':');
    enum unlock_verdict verdict = verdict_of(line);

    (void)until;
    (void)fault;
    if (verdict != UNLOCK_YES)
        return verdict;
    if (strcmp(slot, ":1") != 0)
        return UNLOCK_NOT_MINE; /* unreached: a walk stops at the first that opens */
    sodium_hex2bin(secret, UNLOCK_SECRET_SIZE, hex, strlen(hex), NULL, NULL, NULL);
    return UNLOCK_YES;
}

static enum unlock_verdict keep(const struct unlock_line *line, const char *name,
                                const unsigned char secret[UNLOCK_SECRET_SIZE],
                                struct fault *fault)
{
    (void)line;
    (void)name;
    (void)secret;
    (void)fault;
    return UNLOCK_YES;
}

static const struct unlock_cache cache = { .recall = recall, .keep = keep };

/* A secret of the line's alone, and a module of the same name that plays its part. */
static void line_cast(struct stage *stage, size_t i, const struct unlock_line *original)
{
    struct unlock_line *line = &stage->stack.line[i];
    bool is_cache = original->module->cache != NULL;

    stage->module[i] = (struct unlock_module){ .name = original->module->name,
                                               .reveal = is_cache ? NULL : reveal,
                                               .cache = is_cache ? &cache : NULL };
    snprintf(stage->secret[i], sizeof stage->secret[i], "%c", 'a' + (int)i);
    *line = (struct unlock_line){ .control = original->control,
                                  .module = &stage->module[i],
                                  .arguments = PARTS };
    line->argument[SCRIPT] = script[UNLOCK_YES];
    line->argument[SECRET] = stage->secret[i];
    line->argument[FOREIGN] = stage->kept[i];
}

/* Puts the first slot's key, which is at hand, under the mask of each cache. `walk` has the
 * whole material; a cache in front of the first sufficient line is asked when it has a part of
 * it. */
static void caches_cast(struct stage *stage, struct walk *walk)
{
    size_t i, length = strlen(keyslot_label);
    bool is_front = true;

    for (i = 0; i < stage->stack.count; i++) {
        const struct unlock_line *line = &stage->stack.line[i];

        is_front &= line->control != UNLOCK_SUFFICIENT;
        if (unlock_is_required(line))
            length += UNLOCK_SECRET_SIZE;
        if (line->module->cache == NULL)
            continue;
        memcpy(walk->secret, walk->kek, sizeof walk->secret);
        cache_mask(walk, &stage->slots.slot[0], is_front ? length : walk->material.length,
                   walk->secret);
        sodium_bin2hex(stage->kept[i], sizeof stage->kept[i], walk->secret,
                       sizeof walk->secret);
    }
}

static bool slot_cast(struct stage *stage, struct walk *walk, const struct unlock_line *line)
{
    struct keyslot *slot = &stage->slots.slot[stage->slots.count];

    *slot = (struct keyslot){ .number = (int64_t)stage->slots.count + 1,
                              .module = line->module->name,
                              .parameters = "" };
    memset(walk->secret, line->argument[SECRET][0], sizeof walk->secret);
    if (!walk_kek(walk) || keyslot_wrap(&stage->slots, slot, walk->kek, stage->key,
                                        stage->box[stage->slots.count]) != STATUS_OK)
        return false; /* unreached: memory is short */
    if (stage->slots.count++ == 0)
        caches_cast(stage, walk);
    return true;
}

/* Makes the store: its header first, which every slot authenticates. */
static bool store_cast(struct stage *stage, struct walk *walk)
{
    const struct unlock_line *first = stage->stack.line, *end = first + stage->stack.count;
    const struct unlock_line *line;

    for (line = first; line < end; line++) {
        if (!unlock_is_required(line))
            continue;
        memset(walk->secret, line->argument[SECRET][0], sizeof walk->secret);
        walk_mix(walk, UNLOCK_YES, NULL);
        stage->slots.required.item[stage->slots.required.count++] = line->module->name;
    }
    for (line = first; line < end; line++)
        if (line->control == UNLOCK_SUFFICIENT && !slot_cast(stage, walk, line))
            return false; /* unreached: memory is short */
    return !walk->failed;
}

static struct stage *stage_new(const struct unlock_stack *stack)
{
    struct stage *stage = secret_alloc(sizeof *stage);
    struct unlock_context context = { .key_file = NULL };
    struct walk *walk;
    bool done;
    size_t i;

    if (stage == NULL)
        return NULL; /* unreached: memory is short */
    stage->stack.count = stack->count;
    for (i = 0; i < stack->count; i++)
        line_cast(stage, i, &stack->line[i]);
    stage->slots = (struct keyslots)KEYSLOTS_EMPTY;
    stage->slots.store = "";
    stage->slots.records = "";
    walk = walk_new(&stage->stack, &context, &stage->slots);
    done = walk != NULL && store_cast(stage, walk);
    if (walk != NULL)
        walk_free(walk);
    if (done)
        return stage;
    /* unreached: memory is short */
    secret_free(stage);
    return NULL;
}

/* Takes note of the lines that are asked, each once. */
static void audit_log_asked(void *listener, const struct unlock_line *line,
                            enum unlock_verdict verdict, const struct fault *fault)
{
    struct stage *stage = listener;
    size_t number = (size_t)(line - stage->stack.line), i;

    (void)verdict;
    (void)fault;
    for (i = 0; i < stage->asked_count; i++)
        if (stage->asked[i] == number)
            return;
    stage->asked[stage->asked_count++] = number;
}

/* One walk by the script at hand. Returns the index of the line that opened, or −1. */
static int stage_walk(struct stage *stage)
{
    struct unlock_context context = { .notice = audit_log_asked, .listener = stage };
    struct unlocked unlocked;
    unsigned char key[SEAL_KEY_SIZE];

    stage->asked_count = 0;
    if (stage->walks++ == WALKS_MAX)
        stage->status = STATUS_TOO_LONG;
    if (stage->status != STATUS_OK ||
        unlock_open(&stage->stack, &context, &stage->slots, key, &unlocked, NULL) != STATUS_OK)
        return -1;
    return (int)(unlocked.line - stage->stack.line);
}

/* A growing list of outcomes. */
struct outcomes {
    struct rehearsal *item;
    size_t count;
};

static bool backoff_add(struct outcomes *outcomes, const struct rehearsal *outcome)
{
    struct rehearsal *item =
        reallocarray(outcomes->item, outcomes->count + 1, sizeof *outcomes->item);

    if (item == NULL)
        return false;
    outcomes->item = item;
    item[outcomes->count++] = *outcome;
    return true;
}

static bool outcomes_are_same(const struct outcomes *one, const struct outcomes *other)
{
    return one->count == other->count &&
           (one->count == 0 ||
            memcmp(one->item, other->item, one->count * sizeof *one->item) == 0);
}

/* Adds the outcomes behind some verdicts of a line. */
static bool outcomes_add(struct outcomes *all, const struct outcomes *behind, size_t line,
                         unsigned verdicts)
{
    size_t i;

    for (i = 0; i < behind->count; i++) {
        struct rehearsal outcome = behind->item[i];

        outcome.said[line] = (unsigned char)verdicts;
        if (!backoff_add(all, &outcome))
            return false;
    }
    return true;
}

static struct outcomes explore(struct stage *stage, size_t depth);

/* What follows when the line says one thing or another, from yes to no. */
static struct outcomes branch(struct stage *stage, size_t line, size_t depth)
{
    struct outcomes behind[VERDICTS], all = { NULL, 0 };
    unsigned verdicts[VERDICTS];
    int said, earlier;

    for (said = UNLOCK_YES; said >= 0; said--) {
        stage->stack.line[line].argument[SCRIPT] = script[said];
        behind[said] = explore(stage, depth + 1);
        verdicts[said] = 1u << said;
        for (earlier = UNLOCK_YES; earlier > said; earlier--) {
            if (verdicts[earlier] == 0 || !outcomes_are_same(&behind[earlier], &behind[said]))
                continue;
            verdicts[earlier] |= verdicts[said];
            verdicts[said] = 0;
            break;
        }
    }
    stage->stack.line[line].argument[SCRIPT] = script[UNLOCK_YES];
    for (said = UNLOCK_YES; said >= 0; said--) {
        if (verdicts[said] != 0 && !outcomes_add(&all, &behind[said], line, verdicts[said]))
            stage->status = STATUS_NO_MEMORY;
        free(behind[said].item);
    }
    return all;
}

/* All outcomes of the script at hand, in which the first `depth` lines that are asked say what
 * is set and the others anything. */
static struct outcomes explore(struct stage *stage, size_t depth)
{
    struct rehearsal outcome = { .opened = stage_walk(stage) };
    struct outcomes one = { NULL, 0 };

    if (stage->asked_count > depth && stage->status == STATUS_OK)
        return branch(stage, stage->asked[depth], depth);
    if (stage->status == STATUS_OK && !backoff_add(&one, &outcome))
        stage->status = STATUS_NO_MEMORY;
    return one;
}

enum status rehearse(const struct unlock_stack *stack, rehearsal_visit *visit, void *context,
                     struct fault *fault)
{
    struct stage *stage = stage_new(stack);
    enum status status = STATUS_NO_MEMORY;
    struct outcomes all;
    size_t i;

    if (stage == NULL)
        return fault_set(fault, status, 0, "unlock", NULL); /* unreached: memory is short */
    all = explore(stage, 0);
    status = stage->status;
    for (i = 0; status == STATUS_OK && i < all.count; i++)
        visit(context, &all.item[i]);
    free(all.item);
    secret_free(stage);
    return status == STATUS_OK ? status : fault_set(fault, status, 0, "unlock", NULL);
}
