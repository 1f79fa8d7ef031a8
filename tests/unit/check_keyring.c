/* check_keyring.c: the kernel's keyring as a cache, in the real one: what another session of
 * the user can read, what ends, what is blocked, and what another user gets. */
#include "tests/lib/stores.h"

#include <errno.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include <linux/filter.h>
#include <linux/keyctl.h>
#include <linux/seccomp.h>

#include "store/unlock/stack.h"

#define KEYCTL(...) syscall(SYS_keyctl, __VA_ARGS__)

static const unsigned char secret[UNLOCK_SECRET_SIZE] = "a secret of thirty-two bytes...";
static char name[64]; /* of a key, for this test alone */

static struct unlock_line line_of(const char *first, const char *second)
{
    return (struct unlock_line){ .control = UNLOCK_OPTIONAL,
                                 .module = &unlock_keyring,
                                 .argument = { first, second },
                                 .arguments = (first != NULL) + (size_t)(second != NULL) };
}

static enum unlock_verdict keep(const char *first, const char *second)
{
    struct unlock_line line = line_of(first, second);

    memset(&fault, 0, sizeof fault);
    return unlock_keyring.cache->keep(&line, name, secret, &fault);
}

/* The verdict, and with a yes the same secret. */
static enum unlock_verdict recall(const char *argument, int64_t *until)
{
    struct unlock_line line = line_of(argument, NULL);
    unsigned char found[UNLOCK_SECRET_SIZE] = { 0 };
    enum unlock_verdict verdict;

    memset(&fault, 0, sizeof fault);
    verdict = unlock_keyring.cache->recall(&line, name, found, until, &fault);
    ck_assert_int_eq(memcmp(found, secret, sizeof secret) == 0, verdict == UNLOCK_YES);
    return verdict;
}

static enum unlock_verdict forget(void)
{
    return unlock_keyring.cache->forget(name, &fault);
}

static bool is_blocked(void)
{
    struct unlock_line line = line_of(NULL, NULL);

    return unlock_keyring.ready(NULL, &line, &fault) != UNLOCK_YES;
}

static void setup(void)
{
    scratch_setup();
    snprintf(name, sizeof name, "workfront-credential:check:%d", (int)getpid());
}

static void teardown(void)
{
    forget();
    scratch_teardown();
}

/* Runs the rest of a test in a child, and asserts that all went well there. */
#define IN_A_CHILD(prepare, body)                                                              \
    do {                                                                                       \
        pid_t child = fork();                                                                  \
        int ended;                                                                             \
        if (child == 0) {                                                                      \
            if (!(prepare))                                                                    \
                _exit(3);                                                                      \
            _exit((body) ? 0 : 4);                                                             \
        }                                                                                      \
        ck_assert_int_eq(waitpid(child, &ended, 0), child);                                    \
        ck_assert_int_eq(ended, 0);                                                            \
    } while (0)

START_TEST(what_is_kept_is_recalled_and_forgotten)
{
    static const char *const places[] = { NULL, "keyring=user", "keyring=session" };
    int64_t before, until = 0;
    size_t i;

    for (i = 0; i < COUNT(places); i++) {
        ck_assert_int_eq(recall(places[i], &until), UNLOCK_NOT_MINE);
        ck_assert_int_eq(forget(), UNLOCK_NOT_MINE);
        before = time(NULL);
        ck_assert_int_eq(keep("timeout=2h", places[i]), UNLOCK_YES);
        ck_assert_int_eq(recall(places[i], &until), UNLOCK_YES);
        ck_assert_int_ge(until, before + 7200);
        ck_assert_int_le(until, time(NULL) + 7200);
        ck_assert_int_eq(keep("timeout=3h", places[i]), UNLOCK_YES);
        ck_assert_int_eq(recall(places[i], &until), UNLOCK_YES);
        ck_assert_int_ge(until, before + 10800);
        ck_assert_int_eq(forget(), UNLOCK_YES);
        ck_assert_int_eq(recall(places[i], &until), UNLOCK_NOT_MINE);
        ck_assert_int_eq(forget(), UNLOCK_NOT_MINE);
    }
}
END_TEST

/* keyctl_join_session_keyring(3): a session of its own, from which the user's keyring can't be
 * reached but by its number; the default permissions of a key wouldn't do. */
START_TEST(another_session_of_the_user_shares_it)
{
    int64_t until;

    ck_assert_int_eq(keep(NULL, NULL), UNLOCK_YES);
    IN_A_CHILD(KEYCTL(KEYCTL_JOIN_SESSION_KEYRING, NULL) >= 0,
               recall(NULL, &until) == UNLOCK_YES &&
                   recall("keyring=session", &until) == UNLOCK_NOT_MINE);
    ck_assert_int_eq(forget(), UNLOCK_YES);
    IN_A_CHILD(KEYCTL(KEYCTL_JOIN_SESSION_KEYRING, NULL) >= 0,
               keep(NULL, NULL) == UNLOCK_YES && recall(NULL, &until) == UNLOCK_YES);
    ck_assert_int_eq(recall(NULL, &until), UNLOCK_YES);
    IN_A_CHILD(KEYCTL(KEYCTL_JOIN_SESSION_KEYRING, NULL) >= 0, forget() == UNLOCK_YES);
    ck_assert_int_eq(recall(NULL, &until), UNLOCK_NOT_MINE);
}
END_TEST

START_TEST(a_session_may_keep_it_to_itself)
{
    int64_t until;

    ck_assert_int_ge(KEYCTL(KEYCTL_JOIN_SESSION_KEYRING, NULL), 0);
    ck_assert_int_eq(keep("keyring=session", NULL), UNLOCK_YES);
    ck_assert_int_eq(recall("keyring=session", &until), UNLOCK_YES);
    ck_assert_int_eq(recall(NULL, &until), UNLOCK_NOT_MINE);
    IN_A_CHILD(KEYCTL(KEYCTL_JOIN_SESSION_KEYRING, NULL) >= 0,
               recall("keyring=session", &until) == UNLOCK_NOT_MINE);
}
END_TEST

/* The kernel is asked for the key's number, which needs no permission but view. */
static long key_number(void)
{
    return KEYCTL(KEYCTL_SEARCH, KEY_SPEC_USER_KEYRING, "user", name, 0);
}

START_TEST(the_key_has_the_permissions_and_the_timeout)
{
    char line[256];
    FILE *keys = fopen("/proc/keys", "re");
    bool found = false;

    ck_assert_int_eq(keep("timeout=30m", NULL), UNLOCK_YES);
    ck_assert_ptr_nonnull(keys);
    while (!found && fgets(line, sizeof line, keys) != NULL)
        found = strstr(line, name) != NULL;
    fclose(keys);
    ck_assert(found);
    ck_assert_ptr_nonnull(strstr(line, " 3f0b0000 "));
    ck_assert_ptr_null(strstr(line, " perm "));
}
END_TEST

static const struct timespec moment = { 0, 20000000 };

START_TEST(it_ends_by_itself)
{
    int64_t until = 0, again;

    ck_assert_int_eq(keep("timeout=1s", NULL), UNLOCK_YES);
    while (recall(NULL, &again) == UNLOCK_YES) {
        until = again;
        nanosleep(&moment, NULL);
    }
    if (until != 0)
        ck_assert_int_ge(time(NULL), until);
    ck_assert_int_eq(keep(NULL, NULL), UNLOCK_YES);
    ck_assert_int_eq(recall(NULL, &until), UNLOCK_YES);
}
END_TEST

START_TEST(a_key_that_is_not_ours_counts_as_none)
{
    struct {
        unsigned char secret[UNLOCK_SECRET_SIZE];
        int64_t until;
    } payload = { .until = 0 };
    int64_t now = time(NULL), until;
    const int64_t untils[] = { 0, -1, now - 1, now + 8 * 86400, INT64_MAX, INT64_MIN };
    size_t i, lengths[] = { 1, 32, 39, 41, 1000 };
    char bytes[1000] = "";

    for (i = 0; i < COUNT(untils); i++) {
        payload.until = untils[i];
        ck_assert_int_ge(
            syscall(SYS_add_key, "user", name, &payload, sizeof payload, KEY_SPEC_USER_KEYRING),
            0);
        ck_assert_int_eq(recall(NULL, &until), UNLOCK_NOT_MINE);
    }
    for (i = 0; i < COUNT(lengths); i++) {
        ck_assert_int_ge(
            syscall(SYS_add_key, "user", name, bytes, lengths[i], KEY_SPEC_USER_KEYRING), 0);
        ck_assert_int_eq(recall(NULL, &until), UNLOCK_NOT_MINE);
    }
    ck_assert_int_eq(keep(NULL, NULL), UNLOCK_YES);
    ck_assert_int_eq(recall(NULL, &until), UNLOCK_YES);
}
END_TEST

/* What Docker's and podman's default filters do, and kernels without keyrings. */
static bool keyrings_fail(unsigned error)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_add_key, 1, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_keyctl, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = { COUNT(filter), filter };

    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static bool all_is_refused(int error)
{
    int64_t until;

    return is_blocked() && fault.system_error == error && keep(NULL, NULL) == UNLOCK_NO &&
           fault.system_error == error && recall(NULL, &until) == UNLOCK_NO &&
           fault.system_error == error && forget() == UNLOCK_NO && fault.system_error == error;
}

START_TEST(where_keyrings_are_blocked_nothing_is_kept)
{
    IN_A_CHILD(keyrings_fail(EPERM), all_is_refused(EPERM));
    IN_A_CHILD(keyrings_fail(ENOSYS), all_is_refused(ENOSYS));
}
END_TEST

static bool become_somebody_else(void)
{
    return setgid(65534) == 0 && setuid(65534) == 0;
}

/* Its own keyring is another one; by its number, the key refuses. */
START_TEST(another_user_gets_nothing)
{
    char bytes[64];
    int64_t until;
    long key;

    if (getuid() != 0)
        return; /* who isn't root can't become somebody else */
    ck_assert_int_eq(keep(NULL, NULL), UNLOCK_YES);
    key = key_number();
    ck_assert_int_ge(key, 0);
    IN_A_CHILD(become_somebody_else(), KEYCTL(KEYCTL_JOIN_SESSION_KEYRING, NULL) >= 0 &&
                                           recall(NULL, &until) == UNLOCK_NOT_MINE &&
                                           KEYCTL(KEYCTL_READ, key, bytes, sizeof bytes) < 0 &&
                                           errno == EACCES && forget() == UNLOCK_NOT_MINE);
    ck_assert_int_eq(recall(NULL, &until), UNLOCK_YES);
}
END_TEST

/* A user has a quota of keys. */
static bool fill_quota(void)
{
    char many[32];
    int i;

    if (!become_somebody_else() || KEYCTL(KEYCTL_JOIN_SESSION_KEYRING, NULL) < 0)
        return false;
    for (i = 0; i < 100000; i++) {
        snprintf(many, sizeof many, "filler:%d", i);
        if (syscall(SYS_add_key, "user", many, "x", 1, KEY_SPEC_SESSION_KEYRING) < 0)
            return errno == EDQUOT;
    }
    return false;
}

START_TEST(over_the_quota_nothing_is_kept)
{
    if (getuid() != 0)
        return;
    IN_A_CHILD(fill_quota(), keep(NULL, NULL) == UNLOCK_NO && fault.system_error == EDQUOT);
}
END_TEST

START_TEST(a_timeout_has_units_and_a_maximum)
{
    static const char *const good[] = { "1",  "90",   "604800", "1s", "30m",
                                        "8h", "168h", "7d",     "1w" };
    static const char *const bad[] = { "",       "0",     "0h",
                                       "-1",     "8H",    "8 h",
                                       "h",      "8hh",   "8d",
                                       "2w",     "1h30m", "604801",
                                       "10081m", "169h",  "99999999999999999999h" };
    struct unlock_line line;
    char argument[64];
    size_t i;

    for (i = 0; i < COUNT(good) + COUNT(bad); i++) {
        bool is_good = i < COUNT(good);

        snprintf(argument, sizeof argument, "timeout=%s",
                 is_good ? good[i] : bad[i - COUNT(good)]);
        line = line_of(argument, NULL);
        ck_assert_msg(unlock_keyring.accepts(&line) == is_good, "%s", argument);
    }
    line = line_of("keyring=persistent", NULL);
    ck_assert(!unlock_keyring.accepts(&line));
    line = line_of("keyring=session", "timeout=5m");
    ck_assert(unlock_keyring.accepts(&line));
}
END_TEST

static bool can_be_blocked(void)
{
    pid_t child = fork();
    int ended = -1;

    if (child == 0)
        _exit(keyrings_fail(EPERM) ? 0 : 1);
    return waitpid(child, &ended, 0) == child && ended == 0;
}

int main(void)
{
    const TTest *const *const blocked = SUITE(where_keyrings_are_blocked_nothing_is_kept);
    const TTest *const *const real =
        SUITE(what_is_kept_is_recalled_and_forgotten, another_session_of_the_user_shares_it,
              a_session_may_keep_it_to_itself, the_key_has_the_permissions_and_the_timeout,
              it_ends_by_itself, a_key_that_is_not_ours_counts_as_none,
              another_user_gets_nothing, over_the_quota_nothing_is_kept);
    Suite *suite = suite_create("keyring");

    suite_add_tests(suite, "anywhere", setup, scratch_teardown,
                    SUITE(a_timeout_has_units_and_a_maximum));
    if (can_be_blocked())
        suite_add_tests(suite, "blocked", setup, scratch_teardown, blocked);
    else
        suite_skip(suite, "no filter of system calls can be installed", blocked);
    if (is_blocked())
        suite_skip(suite, "keyrings are blocked", real);
    else
        suite_add_tests(suite, "keyrings", setup, teardown, real);
    return scratch_run_all(suite);
}
