/* scripted.h: an unlock stack of modules that do what a script says, as pam_debug(8) does, and
 * a cache that keeps a key in memory.
 */
#pragma once

#include "tests/lib/scratch.h"

#include <string.h>

#include "store/unlock/enroll.h"
#include "store/unlock/unlock.h"

static struct fault fault;
static struct unlock_context context;
static unsigned char key[SEAL_KEY_SIZE];

static inline void scripted_setup(void)
{
    scratch_setup();
    memset(key, 0x11, sizeof key);
    context.key_file = NULL;
}

/* The walk. A scripted module does what its line's first argument says: "skip", "no", or yields
 * a secret made of one byte, as in "yes:a". */

static char calls[256]; /* the scripts that were played, in order */

static inline enum unlock_verdict play(const struct unlock_line *line, unsigned char *secret,
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

static inline enum unlock_verdict scripted_reveal(const struct unlock_context *with,
                                                  const struct unlock_line *line,
                                                  const char *parameters,
                                                  unsigned char secret[UNLOCK_SECRET_SIZE],
                                                  struct fault *why)
{
    ck_assert_ptr_eq(with->key_file, context.key_file);
    ck_assert_str_eq(parameters, "made=here");
    return play(line, secret, why);
}

static inline enum unlock_verdict scripted_enroll(const struct unlock_context *with,
                                                  const struct unlock_line *line,
                                                  struct buffer *parameters,
                                                  unsigned char secret[UNLOCK_SECRET_SIZE],
                                                  struct fault *why)
{
    ck_assert_ptr_eq(with->key_file, context.key_file);
    buffer_text(parameters, "made=here");
    return play(line, secret, why);
}

/* A scripted cache keeps a key in memory; its line's argument is its place there, or "blocked".
 */

static struct foreign {
    char name[64];
    unsigned char secret[UNLOCK_SECRET_SIZE];
    bool is_there;
} kept[4];

static inline struct foreign *foreign_at(const struct unlock_line *line)
{
    return &kept[line->argument[0][0] - '0'];
}

static inline bool is_blocked(const struct unlock_line *line, const char *what)
{
    size_t used = strlen(calls);

    snprintf(calls + used, sizeof calls - used, "%s%s:%s", used > 0 ? " " : "", what,
             line->argument[0]);
    return strcmp(line->argument[0], "blocked") == 0;
}

static inline enum unlock_verdict memory_recall(const struct unlock_line *line,
                                                const char *name,
                                                unsigned char secret[UNLOCK_SECRET_SIZE],
                                                int64_t *until, struct fault *why)
{
    (void)why;
    *until = 0;
    if (is_blocked(line, "recall"))
        return UNLOCK_NO;
    if (!foreign_at(line)->is_there || strcmp(foreign_at(line)->name, name) != 0)
        return UNLOCK_NOT_MINE;
    memcpy(secret, foreign_at(line)->secret, UNLOCK_SECRET_SIZE);
    return UNLOCK_YES;
}

static inline enum unlock_verdict memory_keep(const struct unlock_line *line, const char *name,
                                              const unsigned char secret[UNLOCK_SECRET_SIZE],
                                              struct fault *why)
{
    (void)why;
    ck_assert(!is_blocked(line, "keep"));
    snprintf(foreign_at(line)->name, sizeof foreign_at(line)->name, "%s", name);
    memcpy(foreign_at(line)->secret, secret, UNLOCK_SECRET_SIZE);
    foreign_at(line)->is_there = true;
    return UNLOCK_YES;
}

static const struct unlock_cache memory = { .recall = memory_recall, .keep = memory_keep };
static const struct unlock_module memory_module = { .name = "memory", .cache = &memory };

static const struct unlock_module modules[] = {
    { .name = "one", .reveal = scripted_reveal, .enroll = scripted_enroll },
    { .name = "two", .reveal = scripted_reveal, .enroll = scripted_enroll },
    { .name = "three", .reveal = scripted_reveal, .enroll = scripted_enroll },
    { .name = "cache", .reveal = scripted_reveal },
};
enum { ONE, TWO, THREE, CACHE, MEMORY };

/* A stack of up to three scripted lines. */
struct script {
    enum unlock_control control;
    int module;
    const char *play; /* NULL = no line */
};

static inline const struct unlock_module *module_at(int module)
{
    return module == MEMORY ? &memory_module : &modules[module];
}

static inline struct unlock_stack scripted(const struct script line[3])
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

static inline void header_set(struct keyslots *slots)
{
    *slots = (struct keyslots)KEYSLOTS_EMPTY;
    slots->store = "000102030405060708090a0b0c0d0e0f";
    slots->records = "records-0123456789abcdef";
}

static inline enum status enroll(const struct script line[3], struct keyslots *slots,
                                 struct unlock_enrollment *enrollment)
{
    struct unlock_stack stack = scripted(line);

    header_set(slots);
    *enrollment = (struct unlock_enrollment){ 0 };
    return unlock_enroll(&stack, &context, slots, enrollment, key, &fault);
}

static const char *opened_by;

static inline enum status walk(const struct keyslots *slots, const struct script line[3])
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
    const char *subject; /* of the fault, and */
    enum cause cause;    /* its cause */
    const char *calls;   /* the scripts that must have run */
};

static inline void expect_walks(const struct script made[3], const struct walk_case *cases,
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
        ck_assert_msg(fault.cause == cases[i].cause, "case %zu: %d", i, (int)fault.cause);
    }
    unlock_enrollment_clear(&enrollment);
    keyslots_clear(&slots);
}
