/* check_walk.c: what every stack of up to four lines does, whatever its modules say: each walk
 * is held against the words of unlock.h. The modules play a script, as pam_debug(8) does, over
 * a store that exists in memory alone and in which each sufficient line has a slot.
 */
#include "tests/lib/scratch.h"

#include <string.h>

#include <sodium.h>

#include "protocol/secret.h"
#include "store/unlock/unlock.h"
#include "store/unlock/walk.h"

enum { LINES_MAX = 4, VERDICTS = UNLOCK_YES + 1 };

/* The kinds of line, in a stack that is written as a text: "RCS" is a required line, a cache
 * and a sufficient one. */
static const char kinds[] = "RQSCO";

static enum unlock_control control_of(char kind)
{
    switch (kind) {
    case 'R':
        return UNLOCK_REQUIRED;
    case 'Q':
        return UNLOCK_REQUISITE;
    case 'S':
        return UNLOCK_SUFFICIENT;
    default:
        return UNLOCK_OPTIONAL;
    }
}

/* A stack with its store, and what its modules say. */
static struct stage {
    const char *kind;
    struct unlock_stack stack;
    struct unlock_module module[LINES_MAX];
    char name[LINES_MAX][8];
    struct keyslots slots;
    char box[LINES_MAX][KEYSLOT_BOX_HEX];
    unsigned char kept[LINES_MAX][UNLOCK_SECRET_SIZE]; /* by a cache: the first slot's key */
    unsigned char key[SEAL_KEY_SIZE];
    enum unlock_verdict said[LINES_MAX];
    bool is_asked[LINES_MAX];
} stage;

static size_t number_of(const struct unlock_line *line)
{
    return (size_t)(line - stage.stack.line);
}

static enum unlock_verdict reveal(const struct unlock_context *context,
                                  const struct unlock_line *line, const char *parameters,
                                  unsigned char secret[UNLOCK_SECRET_SIZE], struct fault *fault)
{
    (void)context;
    (void)parameters;
    (void)fault;
    memset(secret, 'a' + (int)number_of(line), UNLOCK_SECRET_SIZE);
    return stage.said[number_of(line)];
}

static enum unlock_verdict recall(const struct unlock_line *line, const char *name,
                                  unsigned char secret[UNLOCK_SECRET_SIZE], int64_t *until,
                                  struct fault *fault)
{
    (void)name;
    (void)until;
    (void)fault;
    memcpy(secret, stage.kept[number_of(line)], UNLOCK_SECRET_SIZE);
    return stage.said[number_of(line)];
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

static void line_make(size_t i, bool has_own_name)
{
    bool is_cache = stage.kind[i] == 'C';

    snprintf(stage.name[i], sizeof stage.name[i], "part%c",
             (char)('0' + (has_own_name ? i : 0)));
    stage.module[i] = (struct unlock_module){ .name = stage.name[i],
                                              .reveal = is_cache ? NULL : reveal,
                                              .cache = is_cache ? &cache : NULL };
    stage.stack.line[i] = (struct unlock_line){ .control = control_of(stage.kind[i]),
                                                .module = &stage.module[i] };
}

/* Has each cache keep the key at hand, which is the first slot's. `walk` has the whole
 * material; a cache in front of the first sufficient line is asked when it has a part of it. */
static void caches_fill(struct walk *walk)
{
    size_t i, length = strlen(keyslot_label);
    bool is_front = true;

    for (i = 0; i < stage.stack.count; i++) {
        is_front &= stage.kind[i] != 'S';
        if (unlock_is_required(&stage.stack.line[i]))
            length += UNLOCK_SECRET_SIZE;
        memcpy(stage.kept[i], walk->kek, sizeof stage.kept[i]);
        cache_mask(walk, &stage.slots.slot[0], is_front ? length : walk->material.length,
                   stage.kept[i]);
    }
}

static void slot_make(struct walk *walk, size_t line)
{
    size_t i = stage.slots.count;
    struct keyslot *slot = &stage.slots.slot[i];

    *slot = (struct keyslot){ .number = (int64_t)i + 1,
                              .module = stage.name[line],
                              .parameters = "" };
    memset(walk->secret, 'a' + (int)line, sizeof walk->secret);
    ck_assert(walk_kek(walk));
    ck_assert_int_eq(keyslot_wrap(&stage.slots, slot, walk->kek, stage.key, stage.box[i]),
                     STATUS_OK);
    if (stage.slots.count++ == 0)
        caches_fill(walk);
}

/* The header comes first, which every slot authenticates. */
static void store_make(struct walk *walk)
{
    size_t i;

    for (i = 0; i < stage.stack.count; i++) {
        if (!unlock_is_required(&stage.stack.line[i]))
            continue;
        memset(walk->secret, 'a' + (int)i, sizeof walk->secret);
        ck_assert(walk_mix(walk, UNLOCK_YES, NULL));
        stage.slots.required.item[stage.slots.required.count++] = stage.name[i];
    }
    for (i = 0; i < stage.stack.count; i++)
        if (stage.kind[i] == 'S')
            slot_make(walk, i);
}

static void stage_make(const char *kind, bool have_own_names)
{
    struct unlock_context context = { .key_file = NULL };
    struct walk *walk;
    size_t i;

    memset(&stage, 0, sizeof stage);
    stage.kind = kind;
    stage.stack.count = strlen(kind);
    for (i = 0; i < stage.stack.count; i++)
        line_make(i, have_own_names);
    stage.slots = (struct keyslots)KEYSLOTS_EMPTY;
    stage.slots.store = stage.slots.records = "";
    randombytes_buf(stage.key, sizeof stage.key);
    walk = walk_new(&stage.stack, &context, &stage.slots);
    ck_assert_ptr_nonnull(walk);
    store_make(walk);
    walk_free(walk);
}

static void take_asked(void *nothing, const struct unlock_line *line,
                       enum unlock_verdict verdict, const struct fault *fault)
{
    (void)nothing;
    (void)verdict;
    (void)fault;
    stage.is_asked[number_of(line)] = true;
}

/* Walks by the script at hand. Returns the index of the line that opened, or −1. */
static int stage_walk(void)
{
    struct unlock_context context = { .notice = take_asked };
    struct unlocked unlocked;
    unsigned char key[SEAL_KEY_SIZE] = { 0 };
    struct fault fault;
    enum status status;

    memset(stage.is_asked, 0, sizeof stage.is_asked);
    status = unlock_open(&stage.stack, &context, &stage.slots, key, &unlocked, &fault);
    if (status == STATUS_OK) {
        ck_assert_mem_eq(key, stage.key, sizeof key);
        return (int)number_of(unlocked.line);
    }
    ck_assert_int_eq(status, STATUS_LOCKED);
    ck_assert_int_eq(fault.status, STATUS_LOCKED);
    ck_assert(sodium_is_zero(key, sizeof key));
    return -1;
}

/* What unlock.h says of the script at hand: the lines' order, and who of them opens, is asked,
 * or ends the walk. */
static size_t order_of(size_t order[LINES_MAX])
{
    const char *first = strchr(stage.kind, 'S');
    size_t count = strlen(stage.kind), from = first ? (size_t)(first - stage.kind) : count;
    size_t i, used = 0;

    for (i = 0; i < count; i++)
        if ((i < from && stage.kind[i] == 'C') || strchr("RQ", stage.kind[i]) != NULL)
            order[used++] = i;
    for (i = from; i < count; i++)
        if (strchr("SC", stage.kind[i]) != NULL)
            order[used++] = i;
    return used;
}

static int predict(bool is_asked[LINES_MAX])
{
    bool has_slot = strchr(stage.kind, 'S') != NULL, has_failed = false;
    size_t order[LINES_MAX], count = order_of(order), i;

    memset(is_asked, 0, LINES_MAX * sizeof *is_asked);
    for (i = 0; i < count; i++) {
        char kind = stage.kind[order[i]];
        bool says_yes = stage.said[order[i]] == UNLOCK_YES;

        if (kind == 'C' && has_failed)
            continue;
        is_asked[order[i]] = true;
        if ((kind == 'S' || kind == 'C') && says_yes && has_slot && !has_failed)
            return (int)order[i];
        if (kind == 'Q' && !says_yes)
            return -1;
        has_failed |= kind == 'R' && !says_yes;
    }
    return -1;
}

/* Each script in turn, as a number with a digit a line. */
static size_t try_scripts(void)
{
    size_t count = strlen(stage.kind), scripts = 1, script, i;
    bool is_asked[LINES_MAX];

    for (i = 0; i < count; i++)
        scripts *= VERDICTS;
    for (script = 0; script < scripts; script++) {
        size_t rest = script;

        for (i = 0; i < count; i++, rest /= VERDICTS)
            stage.said[i] = (enum unlock_verdict)(rest % VERDICTS);
        ck_assert_msg(stage_walk() == predict(is_asked), "%s, script %zu", stage.kind, script);
        ck_assert_msg(memcmp(stage.is_asked, is_asked, sizeof is_asked) == 0,
                      "%s, script %zu: other lines are asked", stage.kind, script);
    }
    return scripts;
}

/* Tries every stack of so many lines. Returns how many walks that took. */
static size_t try_stacks(size_t lines, bool have_own_names)
{
    size_t stacks = 1, walks = 0, number, i;
    char kind[LINES_MAX + 1];

    for (i = 0; i < lines; i++)
        stacks *= sizeof kinds - 1;
    for (number = 0; number < stacks; number++) {
        size_t rest = number;

        for (i = 0; i < lines; i++, rest /= sizeof kinds - 1)
            kind[i] = kinds[rest % (sizeof kinds - 1)];
        kind[lines] = '\0';
        stage_make(kind, have_own_names);
        walks += try_scripts();
    }
    return walks;
}

START_TEST(every_stack_decides_as_its_words_say)
{
    size_t lines, walks = 0;

    for (lines = 0; lines <= LINES_MAX; lines++)
        walks += try_stacks(lines, true);
    ck_assert_uint_eq(walks, 1 + 15 + 225 + 3375 + 50625);
}
END_TEST

/* Then each sufficient line tries the slots of the others, too. */
START_TEST(so_does_one_whose_lines_have_the_same_module)
{
    size_t lines;

    for (lines = 2; lines < LINES_MAX; lines++)
        try_stacks(lines, false);
}
END_TEST

/* Written down by hand, to hold the prediction above against. */
START_TEST(known_stacks_decide_as_they_always_did)
{
    static const struct {
        const char *kind, *said, *asked; /* y(es), n(o), m = not mine; who is asked: * */
        int opened;
    } cases[] = {
        { "SS", "yy", "*-", 0 },     { "SS", "ny", "**", 1 },     { "SS", "mn", "**", -1 },
        { "RS", "yy", "**", 1 },     { "RS", "ym", "**", -1 },    { "RS", "ny", "**", -1 },
        { "QS", "yy", "**", 1 },     { "QS", "yn", "**", -1 },    { "QS", "my", "*-", -1 },
        { "CRS", "yyy", "*--", 0 },  { "CRS", "nyy", "***", 2 },  { "CRS", "myn", "***", -1 },
        { "CRS", "nmy", "***", -1 }, { "RCS", "yyy", "**-", 1 },  { "RCS", "yny", "***", 2 },
        { "RCS", "ymm", "***", -1 }, { "RCS", "nyy", "*-*", -1 }, { "CO", "yy", "*-", -1 },
        { "R", "y", "*", -1 },       { "", "", "", -1 },
    };
    size_t i, line;

    for (i = 0; i < COUNT(cases); i++) {
        stage_make(cases[i].kind, true);
        for (line = 0; cases[i].said[line] != '\0'; line++)
            stage.said[line] = cases[i].said[line] == 'y'   ? UNLOCK_YES
                               : cases[i].said[line] == 'm' ? UNLOCK_NOT_MINE
                                                            : UNLOCK_NO;
        ck_assert_msg(stage_walk() == cases[i].opened, "case %zu", i);
        for (line = 0; cases[i].asked[line] != '\0'; line++)
            ck_assert_msg(stage.is_asked[line] == (cases[i].asked[line] == '*'), "case %zu", i);
    }
}
END_TEST

int main(void)
{
    return suite_run("walk", SUITE(every_stack_decides_as_its_words_say,
                                   so_does_one_whose_lines_have_the_same_module,
                                   known_stacks_decide_as_they_always_did));
}
