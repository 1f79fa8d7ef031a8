/* check_passphrase.c: the passphrase module, against Argon2's own program and with real memory
 * limits. */
#include "tests/lib/stores.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "store/unlock/descriptor.h"
#include "store/unlock/unlock.h"

/* printf 'correct horse' | argon2 saltsaltsaltsalt -id -t 2 -k 64 -p 1 -l 32 -r */
static const char passphrase[] = "correct horse";
static const char recipe[] =
    "kdf=argon2id13 ops=2 mem=64 salt=73616c7473616c7473616c7473616c74";
static const unsigned char made_by_argon2[UNLOCK_SECRET_SIZE] = {
    0xe6, 0x37, 0x4c, 0x23, 0x35, 0xa8, 0x15, 0xbc, 0xd2, 0x3a, 0x5e,
    0xa4, 0xdf, 0x06, 0xa2, 0xf6, 0xe5, 0x37, 0x7f, 0xc2, 0xc3, 0xf8,
    0x79, 0x86, 0x5d, 0x08, 0x28, 0xd6, 0xe8, 0x47, 0x40, 0xf2
};

/* A person who answers what a list says, one word a question, and then is gone. */
static const char *const *answers;
static unsigned asked, told;

static enum status answer(void *nothing, enum conversation_style style, const char *prompt,
                          struct buffer *out)
{
    (void)nothing;
    ck_assert_uint_gt(strlen(prompt), 0);
    if (style == CONVERSATION_TELL) {
        told++;
        return STATUS_OK;
    }
    ck_assert_int_eq(style, CONVERSATION_SECRET);
    if (answers == NULL)
        return STATUS_LOCKED;
    asked++;
    if (*answers == NULL)
        return STATUS_BUSY;
    buffer_text(out, *answers++);
    return buffer_status(out);
}

static const char *const prompts[CONVERSATION_TEXTS] = {
    [CONVERSATION_PASSPHRASE] = "passphrase",  [CONVERSATION_PASSPHRASE_NEW] = "new passphrase",
    [CONVERSATION_PASSPHRASE_UNFIT] = "unfit", [CONVERSATION_AGAIN] = "again",
    [CONVERSATION_DIFFER] = "differ",
};
static const struct conversation conversation = { answer, NULL, prompts };

#define ANSWERS(...)                                                                           \
    do {                                                                                       \
        static const char *const list[] = { __VA_ARGS__, NULL };                               \
        answers = list;                                                                        \
        asked = told = 0;                                                                      \
    } while (0)

static struct buffer given = BUFFER(UNLOCK_ANSWER_MAX);

static enum unlock_verdict ask(bool enroll, const char *argument, struct buffer *parameters,
                               unsigned char *secret)
{
    const struct unlock_context context = { .conversation = &conversation, .answer = &given };
    const struct unlock_line line = { .module = &unlock_passphrase,
                                      .argument = { argument },
                                      .arguments = argument != NULL };
    enum unlock_verdict verdict;

    memset(&fault, 0, sizeof fault);
    verdict = enroll ? unlock_passphrase.enroll(&context, &line, parameters, secret, &fault)
                     : unlock_passphrase.reveal(&context, &line, buffer_string(parameters),
                                                secret, &fault);
    buffer_clear(&given);
    return verdict;
}

static enum unlock_verdict reveal(const char *parameters, const char *argument,
                                  unsigned char *secret)
{
    struct buffer text = BUFFER(256);
    enum unlock_verdict verdict;

    buffer_text(&text, parameters);
    verdict = ask(false, argument, &text, secret);
    buffer_clear(&text);
    return verdict;
}

START_TEST(the_secret_is_argon2id)
{
    unsigned char secret[UNLOCK_SECRET_SIZE] = { 0 };

    ANSWERS(passphrase);
    ck_assert_int_eq(reveal(recipe, NULL, secret), UNLOCK_YES);
    ck_assert_mem_eq(secret, made_by_argon2, sizeof secret);
    ANSWERS("correct horsf");
    ck_assert_int_eq(reveal(recipe, NULL, secret), UNLOCK_YES);
    ck_assert_mem_ne(secret, made_by_argon2, sizeof secret);
}
END_TEST

START_TEST(other_parameters_are_damage)
{
    static const char *const cases[] = {
        "",
        "kdf=argon2i ops=2 mem=64 salt=73616c7473616c7473616c7473616c74",
        "kdf=argon2id13 ops=0 mem=64 salt=73616c7473616c7473616c7473616c74",
        "kdf=argon2id13 ops=5 mem=64 salt=73616c7473616c7473616c7473616c74",
        "kdf=argon2id13 ops=2 mem=7 salt=73616c7473616c7473616c7473616c74",
        "kdf=argon2id13 ops=2 mem=1048577 salt=73616c7473616c7473616c7473616c74",
        "kdf=argon2id13 ops=2 mem=64 salt=73616c7473616c7473616c7473616c",
        "kdf=argon2id13 ops=2 mem=64 salt=73616c7473616c7473616c7473616c7400",
        "kdf=argon2id13 ops=2 mem=64 salt=zz616c7473616c7473616c7473616c74",
        "kdf=argon2id13 ops=2 mem=64",
        "kdf=argon2id13 mem=64 salt=73616c7473616c7473616c7473616c74",
    };
    unsigned char secret[UNLOCK_SECRET_SIZE];
    size_t i;

    ANSWERS(passphrase);
    for (i = 0; i < COUNT(cases); i++) {
        ck_assert_msg(reveal(cases[i], NULL, secret) == UNLOCK_NO, "case %zu", i);
        ck_assert_int_eq(fault.status, STATUS_DAMAGED);
    }
    ck_assert_uint_eq(asked, 0);
}
END_TEST

START_TEST(nobody_to_ask_is_another_modules_turn)
{
    unsigned char secret[UNLOCK_SECRET_SIZE];

    answers = NULL;
    ck_assert_int_eq(reveal(recipe, NULL, secret), UNLOCK_NOT_MINE);
    ck_assert_int_eq(fault.status, STATUS_LOCKED);
    ck_assert_str_eq(fault.subject, "passphrase");
    ANSWERS(NULL);
    ck_assert_int_eq(reveal(recipe, NULL, secret), UNLOCK_NO);
    ck_assert_int_eq(fault.status, STATUS_LOCKED);
    ck_assert_int_eq(fault.cause, CAUSE_NO_ANSWER);
}
END_TEST

START_TEST(too_little_memory_is_told_apart)
{
    static const char dear[] =
        "kdf=argon2id13 ops=1 mem=1048576 salt=73616c7473616c7473616c7473616c74";
    struct rlimit limit = { 1UL << 29, 1UL << 29 };
    unsigned char secret[UNLOCK_SECRET_SIZE];

    ck_assert_int_eq(setrlimit(RLIMIT_AS, &limit), 0);
    ANSWERS(passphrase);
    ck_assert_int_eq(reveal(dear, NULL, secret), UNLOCK_NO);
    ck_assert_int_eq(fault.status, STATUS_NO_MEMORY);
    ck_assert_str_eq(fault.subject, "passphrase");
}
END_TEST

/* What a caller's shell does with 9<FILE: a descriptor that survives exec. */
static void hand_over(const char *text)
{
    int ends[2];

    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
    close(ends[1]);
    ck_assert_int_eq(dup2(ends[0], 99), 99);
    close(ends[0]);
}

START_TEST(a_descriptor_may_hold_it)
{
    unsigned char secret[UNLOCK_SECRET_SIZE] = { 0 };

    answers = NULL;
    ck_assert_int_eq(reveal(recipe, "fd=99", secret), UNLOCK_NOT_MINE);
    hand_over("correct horse");
    ck_assert_int_eq(reveal(recipe, "fd=99", secret), UNLOCK_YES);
    ck_assert_mem_eq(secret, made_by_argon2, sizeof secret);
    ck_assert_int_eq(fcntl(99, F_GETFD), -1);
    hand_over("correct horse\nmore\n");
    memset(secret, 0, sizeof secret);
    ck_assert_int_eq(reveal(recipe, "fd=99", secret), UNLOCK_YES);
    ck_assert_mem_eq(secret, made_by_argon2, sizeof secret);
    hand_over("correct horse\n");
    ck_assert_int_eq(fcntl(99, F_SETFD, FD_CLOEXEC), 0);
    ck_assert_int_eq(reveal(recipe, "fd=99", secret), UNLOCK_NOT_MINE);
}
END_TEST

START_TEST(a_descriptor_is_ours_once_its_line_is_parsed)
{
    struct unlock_stack stack = UNLOCK_STACK_EMPTY;

    hand_over("correct horse\n");
    ck_assert_int_eq(unlock_stack_parse(&stack,
                                        "unlock sufficient keyfile\n"
                                        "unlock sufficient passphrase fd=99\n",
                                        &fault),
                     STATUS_OK);
    ck_assert_int_eq(fcntl(99, F_GETFD), FD_CLOEXEC);
    ck_assert(descriptor_is_given(99));
    descriptor_close_all();
    ck_assert_int_eq(fcntl(99, F_GETFD), -1);
    ck_assert(!descriptor_is_given(99));
    unlock_stack_clear(&stack);
}
END_TEST

START_TEST(a_new_one_is_typed_twice)
{
    unsigned char secret[UNLOCK_SECRET_SIZE] = { 0 }, again[UNLOCK_SECRET_SIZE];
    struct buffer parameters = BUFFER(256);

    ANSWERS("short", "long enough", "long enoug", "long enough", "long enough", "long enough");
    ck_assert_int_eq(ask(true, "cost=interactive", &parameters, secret), UNLOCK_YES);
    ck_assert_uint_eq(asked, 5);
    ck_assert_uint_eq(told, 2);
    ck_assert_ptr_nonnull(
        strstr(buffer_string(&parameters), "kdf=argon2id13 ops=2 mem=65536 salt="));
    ck_assert_int_eq(ask(false, NULL, &parameters, again), UNLOCK_YES);
    ck_assert_mem_eq(secret, again, sizeof secret);
    buffer_clear(&parameters);
    ANSWERS("a", "b", "c", "long enough", "long enough");
    ck_assert_int_eq(ask(true, NULL, &parameters, secret), UNLOCK_NO);
    ck_assert_int_eq(fault.status, STATUS_UNSUITABLE);
    ck_assert_uint_eq(asked, 3);
    hand_over("short");
    ck_assert_int_eq(ask(true, "fd=99", &parameters, secret), UNLOCK_NO);
    ck_assert_int_eq(fault.status, STATUS_UNSUITABLE);
    ck_assert_uint_eq(parameters.length, 0);
}
END_TEST

START_TEST(bad_arguments_fail_closed)
{
    static const char *const cases[] = { "cost=cheap", "cost=",    "fd=2",    "fd=-1", "fd=x",
                                         "tries=0",    "tries=10", "tries=x", "fd=" };
    struct unlock_stack stack;
    char text[128];
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        stack = (struct unlock_stack)UNLOCK_STACK_EMPTY;
        snprintf(text, sizeof text, "unlock sufficient passphrase %s\n", cases[i]);
        ck_assert_msg(unlock_stack_parse(&stack, text, &fault) == STATUS_MALFORMED, "%s", text);
        ck_assert_int_eq(fault.cause, CAUSE_ARGUMENT_VALUE);
        unlock_stack_clear(&stack);
    }
    stack = (struct unlock_stack)UNLOCK_STACK_EMPTY;
    ck_assert_int_eq(unlock_stack_parse(&stack,
                                        "unlock sufficient passphrase cost=moderate fd=3\n"
                                        "unlock sufficient passphrase tries=9",
                                        &fault),
                     STATUS_OK);
    unlock_stack_clear(&stack);
}
END_TEST

/* A store that a passphrase opens. */

static enum status with_passphrase(struct store **store, const char *stack, bool create)
{
    const struct store_options options = { .directory = scratch_path(STORE_FOLDER),
                                           .key_file = scratch_path(STORE_KEY),
                                           .stack = stack,
                                           .conversation = &conversation,
                                           .create = create };

    memset(&fault, 0, sizeof fault);
    return store_open(store, &options, &fault);
}

START_TEST(a_store_opens_with_its_passphrase)
{
    static const char stack[] = "unlock sufficient passphrase cost=interactive tries=2\n";
    struct store *store;

    ANSWERS("first passphrase", "first passphrase");
    ck_assert_int_eq(with_passphrase(&store, stack, true), STATUS_OK);
    ck_assert_uint_eq(asked, 2);
    ck_assert_str_eq(store_unlocked_by(store), "passphrase");
    ck_assert_int_eq(stores_put(store, STORE_PROFILE, "a", "x=1\n"), STATUS_OK);
    store_close(store);
    ck_assert_int_eq(access(scratch_path(STORE_KEY), F_OK), -1);
    ANSWERS("wrong", "first passphrase");
    ck_assert_int_eq(with_passphrase(&store, stack, false), STATUS_OK);
    stores_expect(store, STORE_PROFILE, "a", STATUS_OK, "x=1\n");
    store_close(store);
    ANSWERS("wrong", "wrong again", "first passphrase");
    ck_assert_int_eq(with_passphrase(&store, stack, false), STATUS_LOCKED);
    ck_assert_uint_eq(asked, 2);
    ck_assert_str_eq(fault.subject, "passphrase");
    ck_assert_int_eq(fault.cause, CAUSE_PASSPHRASE);
    answers = NULL;
    ck_assert_int_eq(with_passphrase(&store, stack, false), STATUS_LOCKED);
    ck_assert_int_eq(fault.cause, CAUSE_NOBODY);
}
END_TEST

START_TEST(a_passphrase_may_be_required_beside_the_key_file)
{
    static const char stack[] = "unlock required passphrase cost=interactive\n"
                                "unlock sufficient keyfile\n";
    struct store *store;

    ANSWERS("first passphrase", "first passphrase");
    ck_assert_int_eq(with_passphrase(&store, stack, true), STATUS_OK);
    store_close(store);
    ANSWERS("first passphrase");
    ck_assert_int_eq(with_passphrase(&store, stack, false), STATUS_OK);
    ck_assert_str_eq(store_unlocked_by(store), "keyfile");
    store_close(store);
    ANSWERS("wrong", "first passphrase");
    ck_assert_int_eq(with_passphrase(&store, stack, false), STATUS_LOCKED);
    ck_assert_uint_eq(asked, 1);
    ck_assert_int_eq(stores_open(&store, NULL, false), STATUS_LOCKED);
    ck_assert_str_eq(fault.subject, "policy");
}
END_TEST

/* Not under AddressSanitizer, whose shadow takes terabytes of addresses, nor in qemu-user. */
static bool memory_can_be_limited(void)
{
    static const struct rlimit limit = { 1UL << 30, 1UL << 30 };
    pid_t child = SUITE_WITH_ASAN ? -1 : fork();
    int ended = -1;

    if (child == 0)
        _exit(setrlimit(RLIMIT_AS, &limit) == 0 &&
                      mmap(NULL, 3UL << 30, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
                          MAP_FAILED
                  ? 0
                  : 1);
    return child > 0 && waitpid(child, &ended, 0) == child && ended == 0;
}

int main(void)
{
    const TTest *const *const limited = SUITE(too_little_memory_is_told_apart);
    Suite *suite = suite_create("passphrase");

    suite_add_tests(suite, "passphrase", scratch_setup, scratch_teardown,
                    SUITE(the_secret_is_argon2id, other_parameters_are_damage,
                          nobody_to_ask_is_another_modules_turn, a_descriptor_may_hold_it,
                          a_descriptor_is_ours_once_its_line_is_parsed,
                          a_new_one_is_typed_twice, bad_arguments_fail_closed,
                          a_store_opens_with_its_passphrase,
                          a_passphrase_may_be_required_beside_the_key_file));
    if (memory_can_be_limited())
        suite_add_tests(suite, "limited", scratch_setup, scratch_teardown, limited);
    else
        suite_skip(suite, "RLIMIT_AS does nothing here", limited);
    return scratch_run_all(suite);
}
