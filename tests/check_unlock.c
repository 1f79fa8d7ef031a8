/* check_unlock.c: the grammar of the stack, what each control flag decides, and the keyfile
 * module. The walk is tested with modules that do what a script says, as pam_debug(8) does. */
#include "tests/scratch.h"

#include <errno.h>
#include <string.h>

#include <sodium.h>

#include "store/enroll.h"
#include "store/rehearse.h"
#include "store/unlock.h"

static struct fault fault;
static struct unlock_context context;
static unsigned char key[SEAL_KEY_SIZE];

static void setup(void)
{
    scratch_setup();
    memset(key, 0x11, sizeof key);
    context.key_file = NULL;
}

/* The grammar. */

static enum status parse(struct unlock_stack *stack, const char *text)
{
    *stack = (struct unlock_stack)UNLOCK_STACK_EMPTY;
    return unlock_stack_parse(stack, text, &fault);
}

START_TEST(without_lines_there_is_one_sufficient_keyfile)
{
    struct unlock_stack stack;

    ck_assert_int_eq(parse(&stack, NULL), STATUS_OK);
    ck_assert_uint_eq(stack.count, 1);
    ck_assert_int_eq(stack.line[0].control, UNLOCK_SUFFICIENT);
    ck_assert_ptr_eq(stack.line[0].module, &unlock_keyfile);
    ck_assert_ptr_null(unlock_argument(&stack.line[0], "path"));
    unlock_stack_clear(&stack);
    ck_assert_uint_eq(stack.count, 0);
    ck_assert_int_eq(parse(&stack, ""), STATUS_OK);
    ck_assert_uint_eq(stack.count, 0);
    unlock_stack_clear(&stack);
}
END_TEST

START_TEST(lines_are_parsed)
{
    struct unlock_stack stack;

    ck_assert_int_eq(parse(&stack, "# comment\n"
                                   "\n \t\n"
                                   "unlock required keyfile path=/a\n"
                                   "\tunlock  requisite\tkeyfile \n"
                                   "unlock sufficient keyfile path=\n"
                                   "unlock optional keyfile path=/b=c path=/d"),
                     STATUS_OK);
    ck_assert_uint_eq(stack.count, 4);
    ck_assert_int_eq(stack.line[0].control, UNLOCK_REQUIRED);
    ck_assert_int_eq(stack.line[1].control, UNLOCK_REQUISITE);
    ck_assert_int_eq(stack.line[2].control, UNLOCK_SUFFICIENT);
    ck_assert_int_eq(stack.line[3].control, UNLOCK_OPTIONAL);
    ck_assert_str_eq(unlock_argument(&stack.line[0], "path"), "/a");
    ck_assert_str_eq(unlock_argument(&stack.line[2], "path"), "");
    ck_assert_str_eq(unlock_argument(&stack.line[3], "path"), "/b=c");
    ck_assert_ptr_null(unlock_argument(&stack.line[3], "pat"));
    unlock_stack_clear(&stack);
}
END_TEST

#define EIGHT_PATHS "path=1 path=2 path=3 path=4 path=5 path=6 path=7 path=8 "

START_TEST(a_line_that_does_not_parse_fails_closed)
{
    static const struct {
        const char *line, *detail;
    } cases[] = {
        { "lock sufficient keyfile", "lock isn't unlock" },
        { "UNLOCK sufficient keyfile", "UNLOCK isn't unlock" },
        { "unlock", "unlock isn't required, requisite, sufficient or optional" },
        { "unlock adequate keyfile",
          "adequate isn't required, requisite, sufficient or optional" },
        { "unlock suffi keyfile", "suffi isn't required, requisite, sufficient or optional" },
        { "unlock sufficient", "sufficient isn't a module that is known" },
        { "unlock sufficient keyfil", "keyfil isn't a module that is known" },
        { "unlock sufficient keyfile2", "keyfile2 isn't a module that is known" },
        { "unlock sufficient keyfile #", "# isn't an argument of this module" },
        { "unlock sufficient keyfile path", "path isn't an argument of this module" },
        { "unlock sufficient keyfile paths=/a", "paths=/a isn't an argument of this module" },
        { "unlock sufficient keyfile =/a", "=/a isn't an argument of this module" },
        { "unlock sufficient keyfile " EIGHT_PATHS EIGHT_PATHS EIGHT_PATHS "path=25",
          "keyfile has too many arguments" },
        { "unlock sufficient keyfile\r", "keyfile? isn't a module that is known" },
        { "unlock sufficient keyring", "keyring is a cache, and can only be optional" },
        { "unlock required keyring", "keyring is a cache, and can only be optional" },
        { "unlock requisite keyring", "keyring is a cache, and can only be optional" },
        { "unlock optional keyring timeout=0", "keyring can't use the value of an argument" },
    };
    struct unlock_stack stack;
    char text[512];
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        snprintf(text, sizeof text, "\nunlock sufficient keyfile\n%s\n", cases[i].line);
        stack = (struct unlock_stack)UNLOCK_STACK_EMPTY;
        stack.origin = i % 2 == 0 ? NULL : "/etc/config";
        ck_assert_int_eq(unlock_stack_parse(&stack, text, &fault), STATUS_MALFORMED);
        ck_assert_str_eq(fault.subject, i % 2 == 0 ? "unlock:3" : "/etc/config:3");
        ck_assert_str_eq(fault.detail, cases[i].detail);
        unlock_stack_clear(&stack);
    }
}
END_TEST

START_TEST(a_stack_has_sixteen_lines_at_most)
{
    struct buffer text = BUFFER(4096);
    struct unlock_stack stack;
    int i;

    for (i = 0; i < UNLOCK_LINES_MAX; i++)
        buffer_text(&text, "unlock sufficient keyfile\n");
    ck_assert_int_eq(parse(&stack, buffer_string(&text)), STATUS_OK);
    unlock_stack_clear(&stack);
    buffer_text(&text, "unlock sufficient keyfile\n");
    ck_assert_int_eq(parse(&stack, buffer_string(&text)), STATUS_MALFORMED);
    ck_assert_str_eq(fault.subject, "unlock:17");
    ck_assert_str_eq(fault.detail, "unlock is there too often");
    unlock_stack_clear(&stack);
    buffer_clear(&text);
}
END_TEST

START_TEST(a_stack_has_a_maximum)
{
    struct unlock_stack stack;
    static char text[UNLOCK_STACK_MAX + 2];

    memset(text, '\n', sizeof text - 1);
    ck_assert_int_eq(parse(&stack, text), STATUS_TOO_LONG);
    unlock_stack_clear(&stack);
}
END_TEST

/* The walk. A scripted module does what its line's first argument says: "skip", "no", or yields
 * a secret made of one byte, as in "yes:a". */

static char calls[256]; /* the scripts that were played, in order */

static enum unlock_verdict play(const struct unlock_line *line, unsigned char *secret,
                                struct fault *why)
{
    const char *script = line->argument[0];
    size_t used = strlen(calls);

    snprintf(calls + used, sizeof calls - used, "%s%s", used > 0 ? " " : "", script);
    if (strcmp(script, "skip") == 0)
        return UNLOCK_NOT_MINE;
    if (strncmp(script, "yes:", 4) != 0) {
        fault_set(why, STATUS_UNSAFE, 0, line->module->name, NULL);
        return UNLOCK_NO;
    }
    memset(secret, script[4], UNLOCK_SECRET_SIZE);
    return UNLOCK_YES;
}

static enum unlock_verdict scripted_reveal(const struct unlock_context *with,
                                           const struct unlock_line *line,
                                           const char *parameters,
                                           unsigned char secret[UNLOCK_SECRET_SIZE],
                                           struct fault *why)
{
    ck_assert_ptr_eq(with->key_file, context.key_file);
    ck_assert_str_eq(parameters, "made=here");
    return play(line, secret, why);
}

static enum unlock_verdict scripted_enroll(const struct unlock_context *with,
                                           const struct unlock_line *line,
                                           struct buffer *parameters,
                                           unsigned char secret[UNLOCK_SECRET_SIZE],
                                           struct fault *why)
{
    ck_assert_ptr_eq(with->key_file, context.key_file);
    buffer_text(parameters, "made=here");
    return play(line, secret, why);
}

static const struct unlock_module modules[] = {
    { .name = "one", .reveal = scripted_reveal, .enroll = scripted_enroll },
    { .name = "two", .reveal = scripted_reveal, .enroll = scripted_enroll },
    { .name = "three", .reveal = scripted_reveal, .enroll = scripted_enroll },
    { .name = "cache", .reveal = scripted_reveal },
};
enum { ONE, TWO, THREE, CACHE, MEMORY };
static const struct unlock_module memory_module;

/* A stack of up to three scripted lines. */
struct script {
    enum unlock_control control;
    int module;
    const char *play; /* NULL = no line */
};

static const struct unlock_module *module_at(int module)
{
    return module == MEMORY ? &memory_module : &modules[module];
}

static struct unlock_stack scripted(const struct script line[3])
{
    struct unlock_stack stack = UNLOCK_STACK_EMPTY;

    for (; stack.count < 3 && line[stack.count].play != NULL; stack.count++)
        stack.line[stack.count] =
            (struct unlock_line){ .control = line[stack.count].control,
                                  .module = module_at(line[stack.count].module),
                                  .argument = { line[stack.count].play },
                                  .arguments = 1 };
    calls[0] = '\0';
    return stack;
}

static void header_set(struct keyslots *slots)
{
    *slots = (struct keyslots)KEYSLOTS_EMPTY;
    slots->store = "000102030405060708090a0b0c0d0e0f";
    slots->records = "records-0123456789abcdef";
}

static enum status enroll(const struct script line[3], struct keyslots *slots,
                          struct unlock_enrollment *enrollment)
{
    struct unlock_stack stack = scripted(line);

    header_set(slots);
    *enrollment = (struct unlock_enrollment){ 0 };
    return unlock_enroll(&stack, &context, slots, enrollment, key, &fault);
}

static const char *opened_by;

static enum status walk(const struct keyslots *slots, const struct script line[3])
{
    struct unlock_stack stack = scripted(line);
    unsigned char found[SEAL_KEY_SIZE] = { 0 };
    struct unlocked unlocked;
    enum status status = unlock_open(&stack, &context, slots, found, &unlocked, &fault);

    if (status == STATUS_OK)
        opened_by = unlocked.line->module->name;

    ck_assert_int_eq(memcmp(found, key, sizeof key) == 0, status == STATUS_OK);
    return status;
}

#define REQUIRED(module, play)                                                                 \
    {                                                                                          \
        UNLOCK_REQUIRED, module, play                                                          \
    }
#define REQUISITE(module, play)                                                                \
    {                                                                                          \
        UNLOCK_REQUISITE, module, play                                                         \
    }
#define SUFFICIENT(module, play)                                                               \
    {                                                                                          \
        UNLOCK_SUFFICIENT, module, play                                                        \
    }
#define OPTIONAL(module, play)                                                                 \
    {                                                                                          \
        UNLOCK_OPTIONAL, module, play                                                          \
    }

/* Walks over a store that was made with the first stack. */
struct walk_case {
    struct script line[3];
    enum status status;
    const char *subject, *detail, *calls; /* the fault's; the scripts that must have run */
};

static void expect_walks(const struct script made[3], const struct walk_case *cases,
                         size_t count)
{
    struct unlock_enrollment enrollment;
    struct keyslots slots;
    size_t i;

    ck_assert_int_eq(enroll(made, &slots, &enrollment), STATUS_OK);
    for (i = 0; i < count; i++) {
        memset(&fault, 0, sizeof fault);
        ck_assert_msg(walk(&slots, cases[i].line) == cases[i].status, "case %zu: %s", i,
                      status_name(fault.status));
        ck_assert_msg(strcmp(calls, cases[i].calls) == 0, "case %zu: %s", i, calls);
        if (cases[i].status == STATUS_OK)
            continue;
        ck_assert_msg(strcmp(fault.subject, cases[i].subject) == 0, "case %zu: %s", i,
                      fault.subject);
        ck_assert_msg(strcmp(fault.detail, cases[i].detail) == 0, "case %zu: %s", i,
                      fault.detail);
    }
    unlock_enrollment_clear(&enrollment);
    keyslots_clear(&slots);
}

START_TEST(the_first_sufficient_module_that_opens_wins)
{
    static const struct script made[3] = { SUFFICIENT(ONE, "yes:a") };
    static const struct walk_case cases[] = {
        { { SUFFICIENT(ONE, "yes:a") }, STATUS_OK, "", "", "yes:a" },
        { { SUFFICIENT(TWO, "yes:a"), SUFFICIENT(ONE, "yes:a"), SUFFICIENT(ONE, "yes:b") },
          STATUS_OK,
          "",
          "",
          "yes:a" },
        { { SUFFICIENT(ONE, "no"), SUFFICIENT(ONE, "skip"), SUFFICIENT(ONE, "yes:a") },
          STATUS_OK,
          "",
          "",
          "no skip yes:a" },
        { { SUFFICIENT(ONE, "yes:b"), SUFFICIENT(ONE, "yes:a") },
          STATUS_OK,
          "",
          "",
          "yes:b yes:a" },
    };

    expect_walks(made, cases, COUNT(cases));
    ck_assert_str_eq(opened_by, "one");
}
END_TEST

START_TEST(nothing_opens_without_a_good_secret)
{
    static const struct script made[3] = { SUFFICIENT(ONE, "yes:a") };
    static const struct walk_case cases[] = {
        { { { 0 } }, STATUS_LOCKED, "unlock", "", "" },
        { { SUFFICIENT(ONE, "skip") }, STATUS_LOCKED, "one", "", "skip" },
        { { SUFFICIENT(ONE, "no") }, STATUS_UNSAFE, "one", "", "no" },
        { { SUFFICIENT(ONE, "yes:b") }, STATUS_LOCKED, "one", "key", "yes:b" },
        { { SUFFICIENT(TWO, "yes:a") }, STATUS_LOCKED, "two", "slot", "" },
        { { SUFFICIENT(ONE, "skip"), SUFFICIENT(ONE, "no"), SUFFICIENT(ONE, "yes:b") },
          STATUS_UNSAFE,
          "one",
          "",
          "skip no yes:b" },
        { { SUFFICIENT(TWO, "yes:a"), SUFFICIENT(ONE, "yes:b") },
          STATUS_LOCKED,
          "one",
          "key",
          "yes:b" },
    };

    expect_walks(made, cases, COUNT(cases));
}
END_TEST

START_TEST(an_optional_module_never_decides)
{
    static const struct script made[3] = { SUFFICIENT(ONE, "yes:a") };
    static const struct walk_case cases[] = {
        { { OPTIONAL(ONE, "yes:a") }, STATUS_LOCKED, "unlock", "", "" },
        { { OPTIONAL(CACHE, "no"), SUFFICIENT(ONE, "yes:a") }, STATUS_OK, "", "", "yes:a" },
    };

    expect_walks(made, cases, COUNT(cases));
}
END_TEST

/* Caches. A scripted one keeps a key in memory; its line's argument is its place there, or
 * "blocked". */

static struct kept {
    char name[64];
    unsigned char secret[UNLOCK_SECRET_SIZE];
    bool is_there;
} kept[4];

static struct kept *kept_at(const struct unlock_line *line)
{
    return &kept[line->argument[0][0] - '0'];
}

static bool is_blocked(const struct unlock_line *line, const char *what)
{
    size_t used = strlen(calls);

    snprintf(calls + used, sizeof calls - used, "%s%s:%s", used > 0 ? " " : "", what,
             line->argument[0]);
    return strcmp(line->argument[0], "blocked") == 0;
}

static enum unlock_verdict memory_recall(const struct unlock_line *line, const char *name,
                                         unsigned char secret[UNLOCK_SECRET_SIZE],
                                         int64_t *until, struct fault *why)
{
    (void)why;
    *until = 0;
    if (is_blocked(line, "recall"))
        return UNLOCK_NO;
    if (!kept_at(line)->is_there || strcmp(kept_at(line)->name, name) != 0)
        return UNLOCK_NOT_MINE;
    memcpy(secret, kept_at(line)->secret, UNLOCK_SECRET_SIZE);
    return UNLOCK_YES;
}

static enum unlock_verdict memory_keep(const struct unlock_line *line, const char *name,
                                       const unsigned char secret[UNLOCK_SECRET_SIZE],
                                       struct fault *why)
{
    (void)why;
    ck_assert(!is_blocked(line, "keep"));
    snprintf(kept_at(line)->name, sizeof kept_at(line)->name, "%s", name);
    memcpy(kept_at(line)->secret, secret, UNLOCK_SECRET_SIZE);
    kept_at(line)->is_there = true;
    return UNLOCK_YES;
}

static const struct unlock_cache memory = { .recall = memory_recall, .keep = memory_keep };
static const struct unlock_module memory_module = { .name = "memory", .cache = &memory };

START_TEST(a_cache_keeps_what_opened_and_spares_the_lines_behind)
{
    static const struct script made[3] = { REQUIRED(ONE, "yes:a"), SUFFICIENT(TWO, "yes:b") };
    static const struct walk_case first[] = {
        { { OPTIONAL(MEMORY, "0"), REQUIRED(ONE, "yes:a"), SUFFICIENT(TWO, "yes:b") },
          STATUS_OK,
          "",
          "",
          "recall:0 yes:a yes:b keep:0" },
        { { OPTIONAL(MEMORY, "0"), REQUIRED(ONE, "no"), SUFFICIENT(TWO, "no") },
          STATUS_OK,
          "",
          "",
          "recall:0" },
        { { OPTIONAL(MEMORY, "1"), OPTIONAL(MEMORY, "0"), REQUIRED(ONE, "no") },
          STATUS_OK,
          "",
          "",
          "recall:1 recall:0" },
        { { OPTIONAL(MEMORY, "0"), SUFFICIENT(TWO, "yes:b") },
          STATUS_LOCKED,
          "policy",
          "",
          "" },
        { { OPTIONAL(MEMORY, "0"), REQUIRED(ONE, "yes:a"), REQUIRED(TWO, "yes:b") },
          STATUS_LOCKED,
          "policy",
          "",
          "" },
        { { REQUIRED(ONE, "no"), OPTIONAL(MEMORY, "0"), SUFFICIENT(TWO, "yes:b") },
          STATUS_UNSAFE,
          "one",
          "",
          "no yes:b" },
        { { REQUIRED(ONE, "yes:a"), OPTIONAL(MEMORY, "0"), SUFFICIENT(TWO, "no") },
          STATUS_UNSAFE,
          "two",
          "",
          "yes:a recall:0 no" },
    };

    expect_walks(made, first, COUNT(first));
}
END_TEST

START_TEST(a_cache_spares_no_line_in_front_of_it)
{
    static const struct script made[3] = { REQUIRED(ONE, "yes:a"), SUFFICIENT(TWO, "yes:b") };
    static const struct walk_case cases[] = {
        { { REQUIRED(ONE, "yes:a"), OPTIONAL(MEMORY, "0"), SUFFICIENT(TWO, "yes:b") },
          STATUS_OK,
          "",
          "",
          "yes:a recall:0 yes:b keep:0" },
        { { REQUIRED(ONE, "yes:a"), OPTIONAL(MEMORY, "0"), SUFFICIENT(TWO, "no") },
          STATUS_OK,
          "",
          "",
          "yes:a recall:0" },
        { { REQUIRED(ONE, "yes:x"), OPTIONAL(MEMORY, "0"), SUFFICIENT(TWO, "no") },
          STATUS_UNSAFE,
          "two",
          "",
          "yes:x recall:0 no" },
        { { OPTIONAL(MEMORY, "0"), REQUIRED(ONE, "no"), SUFFICIENT(TWO, "no") },
          STATUS_UNSAFE,
          "one",
          "",
          "recall:0 no no" },
        { { REQUIRED(ONE, "yes:a"), SUFFICIENT(TWO, "no"), OPTIONAL(MEMORY, "0") },
          STATUS_OK,
          "",
          "",
          "yes:a no recall:0" },
    };

    expect_walks(made, cases, COUNT(cases));
}
END_TEST

START_TEST(a_cache_that_can_not_be_used_is_passed_over)
{
    static const struct script made[3] = { SUFFICIENT(ONE, "yes:a") };
    static const struct walk_case cases[] = {
        { { OPTIONAL(MEMORY, "blocked"), SUFFICIENT(ONE, "yes:a") },
          STATUS_OK,
          "",
          "",
          "recall:blocked yes:a" },
        { { OPTIONAL(MEMORY, "blocked"), SUFFICIENT(ONE, "skip") },
          STATUS_LOCKED,
          "one",
          "",
          "recall:blocked skip" },
        { { SUFFICIENT(ONE, "yes:a"), OPTIONAL(MEMORY, "0") }, STATUS_OK, "", "", "yes:a" },
        { { OPTIONAL(MEMORY, "0"), OPTIONAL(CACHE, "yes:a") },
          STATUS_LOCKED,
          "unlock",
          "",
          "recall:0" },
    };

    expect_walks(made, cases, COUNT(cases));
}
END_TEST

/* What another slot or store left, or what somebody else put there. */
START_TEST(a_cache_opens_no_slot_but_its_own)
{
    static const struct script made[3] = { SUFFICIENT(ONE, "yes:a") };
    static const struct walk_case cases[] = {
        { { OPTIONAL(MEMORY, "0"), SUFFICIENT(ONE, "yes:a") },
          STATUS_OK,
          "",
          "",
          "recall:0 yes:a keep:0" },
    };
    static const struct script cached[3] = { OPTIONAL(MEMORY, "0") };
    struct unlock_enrollment enrollment;
    struct keyslots slots;

    expect_walks(made, cases, COUNT(cases));
    ck_assert_int_eq(enroll(made, &slots, &enrollment), STATUS_OK);
    ck_assert_int_eq(walk(&slots, cached), STATUS_OK);
    slots.slot[0].number = 2;
    snprintf(strrchr(kept[0].name, ':'), 4, ":2");
    ck_assert_int_eq(walk(&slots, cached), STATUS_LOCKED);
    slots.slot[0].number = 1;
    snprintf(strrchr(kept[0].name, ':'), 4, ":1");
    ck_assert_int_eq(walk(&slots, cached), STATUS_OK);
    slots.records = "records-0123456789abcdee";
    ck_assert_int_eq(walk(&slots, cached), STATUS_LOCKED);
    header_set(&slots);
    kept[0].secret[31] ^= 1;
    ck_assert_int_eq(walk(&slots, cached), STATUS_LOCKED);
    unlock_enrollment_clear(&enrollment);
    keyslots_clear(&slots);
}
END_TEST

/* What is kept of a slot is never the store key, and without a mask's secret not its key. */
START_TEST(what_a_cache_keeps_is_what_the_format_says)
{
    static const struct script made[3] = { REQUIRED(ONE, "yes:a"), OPTIONAL(MEMORY, "0"),
                                           SUFFICIENT(TWO, "yes:b") };
    static const char text[] = "workfront-credential kek v1"
                               "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                               "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    static const char mask_text[] = "workfront-credential cache v1"
                                    "\1\0\0\0\0\0\0\0"
                                    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    unsigned char id[SEAL_STORE_ID_SIZE] = { 0 }, kek[32], mask[32];
    struct unlock_enrollment enrollment;
    struct keyslots slots;
    size_t i;

    ck_assert_int_eq(enroll(made, &slots, &enrollment), STATUS_OK);
    ck_assert_int_eq(walk(&slots, made), STATUS_OK);
    crypto_generichash(kek, 32, (const unsigned char *)text, sizeof text - 1, id, sizeof id);
    crypto_generichash(mask, 32, (const unsigned char *)mask_text, sizeof mask_text - 1, id,
                       sizeof id);
    for (i = 0; i < 32; i++)
        mask[i] ^= kek[i];
    ck_assert_mem_eq(kept[0].secret, mask, 32);
    ck_assert_str_eq(kept[0].name, "workfront-credential:000102030405060708090a0b0c0d0e0f:1");
    unlock_enrollment_clear(&enrollment);
    keyslots_clear(&slots);
}
END_TEST

/* What a stack would do, without a store. */

static struct rehearsal told[64];
static size_t told_count;

static void take_rehearsal(void *nothing, const struct rehearsal *rehearsal)
{
    (void)nothing;
    ck_assert_uint_lt(told_count, COUNT(told));
    told[told_count++] = *rehearsal;
}

enum { N = 1 << UNLOCK_NO, M = 1 << UNLOCK_NOT_MINE, Y = 1 << UNLOCK_YES };

static void expect_rehearsal(const char *text, const struct rehearsal *expected, size_t count)
{
    struct unlock_stack stack;
    size_t i;

    ck_assert_int_eq(parse(&stack, text), STATUS_OK);
    told_count = 0;
    ck_assert_int_eq(rehearse(&stack, take_rehearsal, NULL, &fault), STATUS_OK);
    ck_assert_uint_eq(told_count, count);
    for (i = 0; i < count; i++)
        ck_assert_msg(memcmp(&told[i], &expected[i], sizeof told[i]) == 0, "%s: row %zu", text,
                      i);
    unlock_stack_clear(&stack);
}

START_TEST(a_rehearsal_tells_every_outcome)
{
    static const struct rehearsal two[] = { { { Y }, 0 },
                                            { { M | N, Y }, 1 },
                                            { { M | N, M | N }, -1 } };
    static const struct rehearsal required[] = { { { Y, Y }, 1 },
                                                 { { Y, M | N }, -1 },
                                                 { { M | N, Y | M | N }, -1 } };
    static const struct rehearsal requisite[] = { { { Y, Y }, 1 },
                                                  { { Y, M | N }, -1 },
                                                  { { M | N }, -1 } };
    static const struct rehearsal front[] = { { { Y, 0, 0 }, 0 },
                                              { { M | N, Y, Y }, 2 },
                                              { { M | N, Y, M | N }, -1 },
                                              { { M | N, M | N, Y | M | N }, -1 } };
    static const struct rehearsal behind[] = { { { Y, Y, 0 }, 1 },
                                               { { Y, M | N, Y }, 2 },
                                               { { Y, M | N, M | N }, -1 },
                                               { { M | N, 0, Y | M | N }, -1 } };
    static const struct rehearsal nothing[] = { { { Y | M | N }, -1 } };
    static const struct rehearsal empty[] = { { { 0 }, -1 } };

    expect_rehearsal("unlock sufficient passphrase\nunlock sufficient keyfile\n", two, 3);
    expect_rehearsal("unlock required passphrase\nunlock sufficient keyfile\n", required, 3);
    expect_rehearsal("unlock requisite passphrase\nunlock sufficient keyfile\n", requisite, 3);
    expect_rehearsal("unlock optional keyring\nunlock required passphrase\n"
                     "unlock sufficient keyfile\n",
                     front, 4);
    expect_rehearsal("unlock required passphrase\nunlock optional keyring\n"
                     "unlock sufficient keyfile\n",
                     behind, 4);
    expect_rehearsal("unlock optional keyring\nunlock optional keyfile\n", nothing, 1);
    expect_rehearsal("unlock required keyfile\n", nothing, 1);
    expect_rehearsal("", empty, 1);
}
END_TEST

START_TEST(a_rehearsal_has_a_maximum)
{
    struct buffer text = BUFFER(4096);
    struct unlock_stack stack;
    int i;

    for (i = 0; i < UNLOCK_LINES_MAX; i++)
        buffer_text(&text, "unlock sufficient keyfile\n");
    ck_assert_int_eq(parse(&stack, buffer_string(&text)), STATUS_OK);
    told_count = 0;
    ck_assert_int_eq(rehearse(&stack, take_rehearsal, NULL, &fault), STATUS_TOO_LONG);
    ck_assert_uint_eq(told_count, 0);
    unlock_stack_clear(&stack);
    buffer_clear(&text);
}
END_TEST

START_TEST(a_required_module_is_part_of_every_key)
{
    static const struct script made[3] = { REQUIRED(ONE, "yes:a"), SUFFICIENT(TWO, "yes:b") };
    static const struct walk_case cases[] = {
        { { REQUIRED(ONE, "yes:a"), SUFFICIENT(TWO, "yes:b") },
          STATUS_OK,
          "",
          "",
          "yes:a yes:b" },
        { { SUFFICIENT(TWO, "yes:b"), REQUIRED(ONE, "yes:a") },
          STATUS_OK,
          "",
          "",
          "yes:a yes:b" },
        { { REQUISITE(ONE, "yes:a"), SUFFICIENT(TWO, "yes:b") },
          STATUS_OK,
          "",
          "",
          "yes:a yes:b" },
        { { REQUIRED(ONE, "yes:x"), SUFFICIENT(TWO, "yes:b") },
          STATUS_LOCKED,
          "two",
          "key",
          "yes:x yes:b" },
        { { SUFFICIENT(TWO, "yes:b") }, STATUS_LOCKED, "policy", "", "" },
        { { SUFFICIENT(ONE, "yes:a"), SUFFICIENT(TWO, "yes:b") },
          STATUS_LOCKED,
          "policy",
          "",
          "" },
        { { OPTIONAL(ONE, "yes:a"), SUFFICIENT(TWO, "yes:b") },
          STATUS_LOCKED,
          "policy",
          "",
          "" },
        { { REQUIRED(THREE, "yes:a"), SUFFICIENT(TWO, "yes:b") },
          STATUS_LOCKED,
          "policy",
          "",
          "" },
        { { REQUIRED(ONE, "yes:a"), REQUIRED(THREE, "yes:a"), SUFFICIENT(TWO, "yes:b") },
          STATUS_LOCKED,
          "policy",
          "",
          "" },
    };

    expect_walks(made, cases, COUNT(cases));
}
END_TEST

START_TEST(a_required_failure_is_final_after_the_others_ran)
{
    static const struct script made[3] = { REQUIRED(ONE, "yes:a"), SUFFICIENT(TWO, "yes:b") };
    static const struct walk_case cases[] = {
        { { REQUIRED(ONE, "no"), SUFFICIENT(TWO, "yes:b") },
          STATUS_UNSAFE,
          "one",
          "",
          "no yes:b" },
        { { REQUIRED(ONE, "skip"), SUFFICIENT(TWO, "yes:b") },
          STATUS_LOCKED,
          "one",
          "",
          "skip yes:b" },
        { { REQUISITE(ONE, "no"), SUFFICIENT(TWO, "yes:b") }, STATUS_UNSAFE, "one", "", "no" },
        { { REQUISITE(ONE, "skip"), SUFFICIENT(TWO, "yes:b") },
          STATUS_LOCKED,
          "one",
          "",
          "skip" },
    };

    expect_walks(made, cases, COUNT(cases));
}
END_TEST

START_TEST(required_modules_have_an_order)
{
    static const struct script made[3] = { REQUIRED(ONE, "yes:a"), REQUIRED(TWO, "yes:b"),
                                           SUFFICIENT(THREE, "yes:c") };
    static const struct walk_case cases[] = {
        { { REQUIRED(ONE, "yes:a"), REQUIRED(TWO, "yes:b"), SUFFICIENT(THREE, "yes:c") },
          STATUS_OK,
          "",
          "",
          "yes:a yes:b yes:c" },
        { { REQUIRED(TWO, "yes:b"), REQUIRED(ONE, "yes:a"), SUFFICIENT(THREE, "yes:c") },
          STATUS_LOCKED,
          "policy",
          "",
          "" },
        { { REQUIRED(ONE, "yes:b"), REQUIRED(TWO, "yes:a"), SUFFICIENT(THREE, "yes:c") },
          STATUS_LOCKED,
          "three",
          "key",
          "yes:b yes:a yes:c" },
        { { REQUIRED(ONE, "no"), REQUISITE(TWO, "yes:b"), SUFFICIENT(THREE, "yes:c") },
          STATUS_UNSAFE,
          "one",
          "",
          "no yes:b yes:c" },
        { { REQUISITE(ONE, "no"), REQUIRED(TWO, "yes:b"), SUFFICIENT(THREE, "yes:c") },
          STATUS_UNSAFE,
          "one",
          "",
          "no" },
    };

    expect_walks(made, cases, COUNT(cases));
}
END_TEST

START_TEST(the_first_sufficient_module_that_can_is_enrolled)
{
    static const struct script made[3] = { SUFFICIENT(CACHE, "yes:a"), SUFFICIENT(ONE, "skip"),
                                           SUFFICIENT(TWO, "yes:b") };
    struct unlock_enrollment enrollment;
    struct keyslots slots;

    ck_assert_int_eq(enroll(made, &slots, &enrollment), STATUS_OK);
    ck_assert_uint_eq(slots.count, 1);
    ck_assert_int_eq(slots.slot[0].number, 1);
    ck_assert_str_eq(slots.slot[0].module, "two");
    ck_assert_str_eq(slots.slot[0].parameters, "made=here");
    ck_assert_str_eq(calls, "skip yes:b");
    unlock_enrollment_clear(&enrollment);
}
END_TEST

START_TEST(without_a_slot_there_is_no_store)
{
    static const struct {
        struct script line[3];
        enum status status;
        const char *subject;
    } cases[] = {
        { { { 0 } }, STATUS_LOCKED, "unlock" },
        { { REQUIRED(ONE, "yes:a") }, STATUS_LOCKED, "unlock" },
        { { OPTIONAL(ONE, "yes:a") }, STATUS_LOCKED, "unlock" },
        { { SUFFICIENT(CACHE, "yes:a") }, STATUS_LOCKED, "cache" },
        { { SUFFICIENT(ONE, "skip") }, STATUS_LOCKED, "one" },
        { { SUFFICIENT(ONE, "no") }, STATUS_UNSAFE, "one" },
        { { REQUIRED(ONE, "no"), SUFFICIENT(TWO, "yes:b") }, STATUS_UNSAFE, "one" },
        { { REQUIRED(ONE, "skip"), SUFFICIENT(TWO, "yes:b") }, STATUS_LOCKED, "one" },
    };
    struct unlock_enrollment enrollment;
    struct keyslots slots;
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        memset(&fault, 0, sizeof fault);
        ck_assert_msg(enroll(cases[i].line, &slots, &enrollment) == cases[i].status, "case %zu",
                      i);
        ck_assert_str_eq(fault.subject, cases[i].subject);
        ck_assert_uint_eq(slots.count, 0);
        unlock_enrollment_clear(&enrollment);
    }
}
END_TEST

/* The keyfile module. */

static enum unlock_verdict keyfile(bool make, const char *argument, unsigned char *secret)
{
    const struct unlock_line line = { .module = &unlock_keyfile,
                                      .argument = { argument },
                                      .arguments = argument != NULL };
    struct buffer parameters = BUFFER(64);
    enum unlock_verdict verdict;

    memset(&fault, 0, sizeof fault);
    verdict = make ? unlock_keyfile.enroll(&context, &line, &parameters, secret, &fault)
                   : unlock_keyfile.reveal(&context, &line, "", secret, &fault);
    ck_assert_uint_eq(parameters.length, 0);
    return verdict;
}

START_TEST(a_key_is_made_once_and_read_back)
{
    unsigned char made[UNLOCK_SECRET_SIZE] = { 0 }, read_back[UNLOCK_SECRET_SIZE] = { 0 };
    static const unsigned char zero[UNLOCK_SECRET_SIZE];
    struct stat found;

    context.key_file = scratch_path("config/key");
    ck_assert_int_eq(keyfile(false, NULL, made), UNLOCK_NOT_MINE);
    ck_assert_int_eq(fault.status, STATUS_LOCKED);
    ck_assert_int_eq(fault.system_error, ENOENT);
    ck_assert_str_eq(fault.subject, context.key_file);
    ck_assert_int_eq(keyfile(true, NULL, made), UNLOCK_YES);
    ck_assert_mem_ne(made, zero, sizeof made);
    ck_assert_int_eq(keyfile(false, NULL, read_back), UNLOCK_YES);
    ck_assert_mem_eq(made, read_back, sizeof made);
    ck_assert_int_eq(keyfile(true, NULL, read_back), UNLOCK_YES);
    ck_assert_mem_eq(made, read_back, sizeof made);
    ck_assert_int_eq(stat(context.key_file, &found), 0);
    ck_assert_int_eq(found.st_size, UNLOCK_SECRET_SIZE);
    ck_assert_uint_eq(found.st_mode & 07777, 0600);
}
END_TEST

START_TEST(a_line_may_name_the_key)
{
    unsigned char secret[UNLOCK_SECRET_SIZE];
    char argument[256];

    ck_assert_int_eq(keyfile(false, NULL, secret), UNLOCK_NOT_MINE);
    ck_assert_int_eq(keyfile(true, NULL, secret), UNLOCK_NOT_MINE);
    context.key_file = scratch_path("other");
    snprintf(argument, sizeof argument, "path=%s", scratch_path("named"));
    ck_assert_int_eq(keyfile(true, argument, secret), UNLOCK_YES);
    ck_assert_int_eq(access(scratch_path("named"), F_OK), 0);
    ck_assert_int_eq(access(scratch_path("other"), F_OK), -1);
    ck_assert_int_eq(keyfile(false, "path=relative", secret), UNLOCK_NO);
    ck_assert_int_eq(fault.status, STATUS_UNSAFE);
    ck_assert_int_eq(keyfile(false, "path=", secret), UNLOCK_NO);
    ck_assert_int_eq(keyfile(false, "path=/", secret), UNLOCK_NO);
}
END_TEST

START_TEST(a_key_of_another_size_is_damaged)
{
    unsigned char secret[UNLOCK_SECRET_SIZE] = { 0 };
    static const char bytes[UNLOCK_SECRET_SIZE + 1] = "x";
    static const size_t sizes[] = { 0, 1, UNLOCK_SECRET_SIZE - 1, UNLOCK_SECRET_SIZE + 1 };
    size_t i;

    context.key_file = scratch_path("key");
    for (i = 0; i < COUNT(sizes); i++) {
        scratch_write(context.key_file, bytes, sizes[i], 0600);
        ck_assert_int_eq(keyfile(i % 2, NULL, secret), UNLOCK_NO);
        ck_assert_int_eq(fault.status, STATUS_DAMAGED);
        ck_assert_str_eq(fault.subject, context.key_file);
        ck_assert_uint_eq(secret[0], 0);
    }
}
END_TEST

START_TEST(a_key_that_others_can_reach_is_refused)
{
    unsigned char secret[UNLOCK_SECRET_SIZE];
    struct stat found;

    context.key_file = scratch_path("folder/key");
    ck_assert_int_eq(keyfile(true, NULL, secret), UNLOCK_YES);
    ck_assert_int_eq(chmod(context.key_file, 0640), 0);
    ck_assert_int_eq(keyfile(false, NULL, secret), UNLOCK_NO);
    ck_assert_int_eq(fault.status, STATUS_UNSAFE);
    ck_assert_str_eq(fault.detail, "mode");
    ck_assert_int_eq(keyfile(true, NULL, secret), UNLOCK_NO);
    ck_assert_int_eq(stat(context.key_file, &found), 0);
    ck_assert_uint_eq(found.st_mode & 07777, 0640);
    ck_assert_int_eq(chmod(context.key_file, 0600), 0);
    ck_assert_int_eq(chmod(scratch_path("folder"), 0755), 0);
    ck_assert_int_eq(keyfile(false, NULL, secret), UNLOCK_YES);
    ck_assert_int_eq(chmod(scratch_path("folder"), 0777), 0);
    ck_assert_int_eq(keyfile(false, NULL, secret), UNLOCK_NO);
    ck_assert_int_eq(fault.status, STATUS_UNSAFE);
    ck_assert_str_eq(fault.subject, scratch_path("folder"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("unlock");

    suite_add_tests(
        suite, "unlock", setup, scratch_teardown,
        SUITE(without_lines_there_is_one_sufficient_keyfile, lines_are_parsed,
              a_line_that_does_not_parse_fails_closed, a_stack_has_sixteen_lines_at_most,
              a_stack_has_a_maximum, the_first_sufficient_module_that_opens_wins,
              nothing_opens_without_a_good_secret, an_optional_module_never_decides,
              a_cache_keeps_what_opened_and_spares_the_lines_behind,
              a_cache_spares_no_line_in_front_of_it,
              a_cache_that_can_not_be_used_is_passed_over, a_cache_opens_no_slot_but_its_own,
              what_a_cache_keeps_is_what_the_format_says, a_rehearsal_tells_every_outcome,
              a_rehearsal_has_a_maximum, a_required_module_is_part_of_every_key,
              a_required_failure_is_final_after_the_others_ran, required_modules_have_an_order,
              the_first_sufficient_module_that_can_is_enrolled,
              without_a_slot_there_is_no_store, a_key_is_made_once_and_read_back,
              a_line_may_name_the_key, a_key_of_another_size_is_damaged,
              a_key_that_others_can_reach_is_refused));
    return scratch_run_all(suite);
}
