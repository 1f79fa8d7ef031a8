/* check_store.c: the store as helper/ uses it: what is kept, what is refused, and what becomes
 * of damage. */
#include "tests/lib/stores.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

START_TEST(without_a_store_nothing_is_made)
{
    struct store *store;

    ck_assert_int_eq(stores_open(&store, NULL, false), STATUS_NO_STORE);
    ck_assert_ptr_null(store);
    ck_assert_str_eq(fault.subject, scratch_path(STORE_FOLDER));
    ck_assert_int_eq(access(scratch_path("data"), F_OK), -1);
    ck_assert_int_eq(access(scratch_path("config"), F_OK), -1);
    ck_assert_int_eq(mkdir(scratch_path("data"), 0700), 0);
    ck_assert_int_eq(mkdir(scratch_path(STORE_FOLDER), 0700), 0);
    ck_assert_int_eq(stores_open(&store, NULL, false), STATUS_NO_STORE);
    store_close(NULL);
}
END_TEST

START_TEST(what_was_put_is_got)
{
    struct store *store = stores_opened();

    ck_assert_int_eq(stores_put(store, STORE_PROFILE, "a", "client_id=1\n"), STATUS_OK);
    ck_assert_int_eq(stores_put(store, STORE_TOKEN, "a", "token=1\n"), STATUS_OK);
    stores_expect(store, STORE_PROFILE, "a", STATUS_OK, "client_id=1\n");
    ck_assert_int_eq(stores_put(store, STORE_PROFILE, "a", "client_id=2\n"), STATUS_OK);
    stores_expect(store, STORE_PROFILE, "a", STATUS_OK, "client_id=2\n");
    store_close(store);

    ck_assert_int_eq(stores_open(&store, NULL, false), STATUS_OK);
    stores_expect(store, STORE_PROFILE, "a", STATUS_OK, "client_id=2\n");
    stores_expect(store, STORE_TOKEN, "a", STATUS_OK, "token=1\n");
    stores_expect(store, STORE_HOST, "a", STATUS_NOT_FOUND, NULL);
    stores_expect(store, STORE_TOKEN, "b", STATUS_NOT_FOUND, NULL);
    ck_assert_str_eq(store_unlocked_by(store), "keyfile");
    store_close(store);
}
END_TEST

START_TEST(records_and_names_have_limits)
{
    struct store *store = stores_opened();
    struct buffer large = BUFFER(STORE_RECORD_MAX + 1), small = BUFFER(16);
    char name[STORE_NAME_MAX + 2];

    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    ck_assert_int_eq(stores_put(store, STORE_HOST, name, "a=1\n"), STATUS_TOO_LONG);
    stores_expect(store, STORE_HOST, name, STATUS_TOO_LONG, NULL);
    name[STORE_NAME_MAX] = '\0';
    ck_assert_int_eq(stores_put(store, STORE_HOST, name, "a=1\n"), STATUS_OK);
    stores_expect(store, STORE_HOST, name, STATUS_OK, "a=1\n");
    memset(buffer_room(&large, STORE_RECORD_MAX), 'x', STORE_RECORD_MAX);
    large.length = STORE_RECORD_MAX;
    ck_assert_int_eq(store_put(store, STORE_HOST, "a", &large, &fault), STATUS_OK);
    buffer_clear(&large);
    ck_assert_int_eq(store_get(store, STORE_HOST, "a", &large, NULL, &fault), STATUS_OK);
    ck_assert_uint_eq(large.length, STORE_RECORD_MAX);
    ck_assert_int_eq(store_get(store, STORE_HOST, "a", &small, NULL, &fault), STATUS_TOO_LONG);
    ck_assert_str_eq(fault.subject, "a");
    buffer_text(&large, "x");
    ck_assert_int_eq(store_put(store, STORE_HOST, "a", &large, &fault), STATUS_TOO_LONG);
    buffer_clear(&large);
    buffer_clear(&small);
    store_close(store);
}
END_TEST

START_TEST(nothing_is_overwritten_by_what_is_empty_or_failed)
{
    struct store *store = stores_opened();
    struct buffer failed = BUFFER(2);

    ck_assert_int_eq(stores_put(store, STORE_PROFILE, "a", "a=1\n"), STATUS_OK);
    ck_assert_int_eq(stores_put(store, STORE_PROFILE, "a", ""), STATUS_INTERNAL);
    buffer_text(&failed, "too long");
    ck_assert_int_eq(store_put(store, STORE_PROFILE, "a", &failed, &fault), STATUS_TOO_LONG);
    ck_assert_int_eq(stores_put(store, STORE_PROFILE, "", "a=1\n"), STATUS_INTERNAL);
    ck_assert_int_eq(stores_put(store, STORE_KINDS, "a", "a=1\n"), STATUS_INTERNAL);
    stores_expect(store, STORE_PROFILE, "a", STATUS_OK, "a=1\n");
    store_close(store);
}
END_TEST

START_TEST(what_was_deleted_is_gone)
{
    struct store *store = stores_opened();

    ck_assert_int_eq(stores_put(store, STORE_PROFILE, "a", "a=1\n"), STATUS_OK);
    ck_assert_int_eq(stores_put(store, STORE_PROFILE, "a", "a=2\n"), STATUS_OK);
    ck_assert_int_eq(stores_put(store, STORE_PROFILE, "b", "b=1\n"), STATUS_OK);
    ck_assert_int_eq(store_delete(store, STORE_PROFILE, "a", &fault), STATUS_OK);
    stores_expect(store, STORE_PROFILE, "a", STATUS_NOT_FOUND, NULL);
    ck_assert_int_eq(store_delete(store, STORE_PROFILE, "a", &fault), STATUS_NOT_FOUND);
    stores_expect(store, STORE_PROFILE, "b", STATUS_OK, "b=1\n");
    store_close(store);
}
END_TEST

static enum status collect(void *context, const char *name, struct buffer *record)
{
    struct buffer *out = context;

    buffer_format(out, "%s:%s", name, record != NULL ? buffer_string(record) : "damaged\n");
    return STATUS_OK;
}

static enum status stop(void *context, const char *name, struct buffer *record)
{
    (void)name;
    (void)record;
    ++*(int *)context;
    return STATUS_REFUSED;
}

static void expect_list(struct store *store, enum store_kind kind, const char *expected)
{
    struct buffer seen = BUFFER(4096);

    ck_assert_int_eq(store_list(store, kind, collect, &seen, &fault), STATUS_OK);
    ck_assert_str_eq(buffer_string(&seen), expected);
    buffer_clear(&seen);
}

START_TEST(a_list_is_of_one_kind_in_order_of_names)
{
    struct store *store = stores_opened();
    int visits = 0;

    expect_list(store, STORE_PROFILE, "");
    ck_assert_int_eq(stores_put(store, STORE_PROFILE, "b", "b=1\n"), STATUS_OK);
    ck_assert_int_eq(stores_put(store, STORE_PROFILE, "B", "B=1\n"), STATUS_OK);
    ck_assert_int_eq(stores_put(store, STORE_PROFILE, "a", "a=1\n"), STATUS_OK);
    ck_assert_int_eq(stores_put(store, STORE_PROFILE, "a", "a=2\n"), STATUS_OK);
    ck_assert_int_eq(stores_put(store, STORE_HOST, "a", "c=1\n"), STATUS_OK);
    expect_list(store, STORE_PROFILE, "B:B=1\na:a=2\nb:b=1\n");
    expect_list(store, STORE_HOST, "a:c=1\n");
    expect_list(store, STORE_STATE, "");
    ck_assert_int_eq(store_list(store, STORE_PROFILE, stop, &visits, &fault), STATUS_REFUSED);
    ck_assert_int_eq(visits, 1);
    store_close(store);
}
END_TEST

START_TEST(a_list_shows_damage)
{
    struct store *store = stores_opened();
    char expected[64], file[33];

    ck_assert_int_eq(stores_put(store, STORE_HOST, "~", "a=1\n"), STATUS_OK);
    ck_assert_int_eq(stores_put(store, STORE_HOST, "b", "b=1\n"), STATUS_OK);
    snprintf(file, sizeof file, "%s", strrchr(stores_file(store, STORE_HOST, "b"), '/') + 1);
    scratch_write(stores_file(store, STORE_HOST, "b"), "damage", 6, 0600);
    snprintf(expected, sizeof expected, "%s:damaged\n~:a=1\n", file);
    expect_list(store, STORE_HOST, expected);
    expect_list(store, STORE_TOKEN, "");
    scratch_write(scratch_path("%s/not-a-record", stores_records()), "x", 1, 0600);
    expect_list(store, STORE_HOST, expected);
    store_close(store);
}
END_TEST

START_TEST(a_list_falls_back_to_previous_generations)
{
    struct store *store = stores_opened();
    char file[512];

    ck_assert_int_eq(stores_put(store, STORE_PROFILE, "a", "a=1\n"), STATUS_OK);
    ck_assert_int_eq(stores_put(store, STORE_PROFILE, "a", "a=2\n"), STATUS_OK);
    snprintf(file, sizeof file, "%s", stores_file(store, STORE_PROFILE, "a"));
    scratch_write(file, "", 0, 0600);
    expect_list(store, STORE_PROFILE, "a:a=1\n");
    ck_assert_int_eq(unlink(file), 0);
    expect_list(store, STORE_PROFILE, "a:a=1\n");
    store_close(store);
}
END_TEST

START_TEST(a_name_is_locked_once)
{
    struct store_lock first = STORE_UNLOCKED, second = STORE_UNLOCKED;
    struct store *store = stores_opened();

    ck_assert_int_eq(store_lock(store, STORE_TOKEN, "a", 0, &first, &fault), STATUS_OK);
    ck_assert_int_eq(store_lock(store, STORE_TOKEN, "a", 20, &second, &fault), STATUS_BUSY);
    ck_assert_int_eq(second.fd, -1);
    ck_assert_int_eq(store_lock(store, STORE_TOKEN, "b", 0, &second, &fault), STATUS_OK);
    store_unlock(&second);
    ck_assert_int_eq(store_lock(store, STORE_STATE, "a", 0, &second, &fault), STATUS_OK);
    ck_assert_int_eq(stores_put(store, STORE_TOKEN, "a", "a=1\n"), STATUS_OK);
    store_unlock(&second);
    store_unlock(&first);
    ck_assert_int_eq(store_lock(store, STORE_TOKEN, "a", 0, &second, &fault), STATUS_OK);
    store_unlock(&second);
    store_unlock(&second);
    store_close(store);
}
END_TEST

START_TEST(fingerprints_tell_secrets_apart)
{
    char first[STORE_FINGERPRINT_SIZE], second[STORE_FINGERPRINT_SIZE];
    struct store *store = stores_opened();

    store_fingerprint(store, "secret", 6, first);
    store_fingerprint(store, "secret", 6, second);
    ck_assert_uint_eq(strspn(first, "0123456789abcdef"), STORE_FINGERPRINT_SIZE - 1);
    ck_assert_str_eq(first, second);
    store_fingerprint(store, "secreT", 6, second);
    ck_assert_str_ne(first, second);
    store_close(store);
}
END_TEST

/* Unlocking. */

START_TEST(a_store_whose_key_is_gone_is_locked)
{
    struct store *store = stores_opened();

    ck_assert_int_eq(stores_put(store, STORE_PROFILE, "a", "a=1\n"), STATUS_OK);
    store_close(store);
    ck_assert_int_eq(rename(scratch_path(STORE_KEY), scratch_path("key")), 0);
    ck_assert_int_eq(stores_open(&store, NULL, false), STATUS_LOCKED);
    ck_assert_str_eq(fault.subject, scratch_path(STORE_KEY));
    ck_assert_int_eq(fault.system_error, ENOENT);
    ck_assert_int_eq(stores_open(&store, NULL, true), STATUS_LOCKED);
    ck_assert_ptr_null(store);
    ck_assert_int_eq(access(scratch_path(STORE_KEY), F_OK), -1);
    ck_assert_int_eq(rename(scratch_path("key"), scratch_path(STORE_KEY)), 0);
    store = stores_opened();
    stores_expect(store, STORE_PROFILE, "a", STATUS_OK, "a=1\n");
    store_close(store);
}
END_TEST

START_TEST(a_store_with_another_key_is_locked)
{
    struct store *store = stores_opened();
    char bytes[32];

    store_close(store);
    ck_assert_uint_eq(scratch_read(scratch_path(STORE_KEY), bytes, sizeof bytes), 32);
    bytes[31] ^= 1;
    scratch_write(scratch_path(STORE_KEY), bytes, sizeof bytes, 0600);
    ck_assert_int_eq(stores_open(&store, NULL, true), STATUS_LOCKED);
    ck_assert_str_eq(fault.subject, scratch_path(STORE_KEY));
    ck_assert_int_eq(fault.cause, CAUSE_KEY);
}
END_TEST

START_TEST(the_policy_can_not_be_changed_behind_a_store)
{
    static const char both[] = "unlock required keyfile path=%s\nunlock sufficient keyfile\n";
    struct store *store;
    char stack[512];

    snprintf(stack, sizeof stack, both, scratch_path("config/second"));
    ck_assert_int_eq(stores_open(&store, stack, true), STATUS_OK);
    ck_assert_int_eq(stores_put(store, STORE_PROFILE, "a", "a=1\n"), STATUS_OK);
    store_close(store);
    ck_assert_int_eq(stores_open(&store, NULL, true), STATUS_LOCKED);
    ck_assert_str_eq(fault.subject, "policy");
    ck_assert_int_eq(stores_open(&store, stack, false), STATUS_OK);
    store_close(store);
    ck_assert_int_eq(unlink(scratch_path("config/second")), 0);
    ck_assert_int_eq(stores_open(&store, stack, true), STATUS_LOCKED);
    ck_assert_int_eq(access(scratch_path("config/second"), F_OK), -1);
}
END_TEST

START_TEST(a_stack_that_does_not_parse_opens_nothing)
{
    struct store *store;

    ck_assert_int_eq(stores_open(&store, "unlock sufficient\n", true), STATUS_MALFORMED);
    ck_assert_str_eq(fault.subject, "unlock:1");
    ck_assert_int_eq(stores_open(&store, NULL, false), STATUS_NO_STORE);
    store_close(stores_opened());
    ck_assert_int_eq(stores_open(&store, "unlock sufficient\n", false), STATUS_MALFORMED);
    ck_assert_int_eq(stores_open(&store, "", false), STATUS_LOCKED);
}
END_TEST

/* Several processes. */

START_TEST(a_change_of_keys_is_followed)
{
    struct store *old = stores_opened(), *new;
    char records[512], moved[512];

    ck_assert_int_eq(stores_put(old, STORE_HOST, "a", "a=old\n"), STATUS_OK);
    snprintf(records, sizeof records, "%s", scratch_path("%s", stores_records()));
    snprintf(moved, sizeof moved, "%s", scratch_path("moved"));
    ck_assert_int_eq(rename(records, moved), 0);
    ck_assert_int_eq(unlink(scratch_path(STORE_FOLDER "/keys")), 0);
    ck_assert_int_eq(unlink(scratch_path(STORE_FOLDER "/keys.copy")), 0);
    new = stores_opened();
    ck_assert_int_eq(stores_put(new, STORE_HOST, "a", "a=new\n"), STATUS_OK);
    ck_assert_int_eq(stores_put(new, STORE_HOST, "b", "b=new\n"), STATUS_OK);
    stores_expect(old, STORE_HOST, "b", STATUS_OK, "b=new\n");
    stores_expect(old, STORE_HOST, "a", STATUS_OK, "a=new\n");
    ck_assert_int_eq(stores_put(old, STORE_HOST, "c", "c=old\n"), STATUS_OK);
    stores_expect(new, STORE_HOST, "c", STATUS_OK, "c=old\n");
    store_close(old);
    store_close(new);
}
END_TEST

START_TEST(a_change_of_keys_that_can_not_be_followed_is_told)
{
    struct store_lock lock = STORE_UNLOCKED;
    struct store *old = stores_opened(), *new;
    char records[512];

    ck_assert_int_eq(stores_put(old, STORE_HOST, "a", "a=old\n"), STATUS_OK);
    snprintf(records, sizeof records, "%s", scratch_path("%s", stores_records()));
    ck_assert_int_eq(rename(records, scratch_path("moved")), 0);
    ck_assert_int_eq(unlink(scratch_path(STORE_FOLDER "/keys")), 0);
    ck_assert_int_eq(unlink(scratch_path(STORE_FOLDER "/keys.copy")), 0);
    ck_assert_int_eq(unlink(scratch_path(STORE_KEY)), 0);
    new = stores_opened();
    ck_assert_int_eq(stores_put(new, STORE_HOST, "b", "b=new\n"), STATUS_OK);
    store_close(new);
    ck_assert_int_eq(unlink(scratch_path(STORE_KEY)), 0);
    stores_expect(old, STORE_HOST, "b", STATUS_LOCKED, NULL);
    ck_assert_int_eq(stores_put(old, STORE_HOST, "b", "b=old\n"), STATUS_LOCKED);
    ck_assert_int_eq(store_lock(old, STORE_HOST, "b", 0, &lock, &fault), STATUS_LOCKED);
    stores_expect(old, STORE_HOST, "b", STATUS_LOCKED, NULL);
    stores_expect(old, STORE_HOST, "a", STATUS_OK, "a=old\n");
    store_close(old);
}
END_TEST

START_TEST(a_removed_store_is_not_written_to)
{
    struct store *store = stores_opened();
    struct buffer seen = BUFFER(64);

    ck_assert_int_eq(stores_put(store, STORE_HOST, "a", "a=1\n"), STATUS_OK);
    ck_assert_int_eq(unlink(scratch_path(STORE_FOLDER "/keys")), 0);
    ck_assert_int_eq(unlink(scratch_path(STORE_FOLDER "/keys.copy")), 0);
    ck_assert_int_eq(stores_put(store, STORE_HOST, "b", "b=1\n"), STATUS_NO_STORE);
    ck_assert_int_eq(store_delete(store, STORE_HOST, "a", &fault), STATUS_NO_STORE);
    ck_assert_int_eq(store_list(store, STORE_HOST, collect, &seen, &fault), STATUS_NO_STORE);
    stores_expect(store, STORE_HOST, "b", STATUS_NO_STORE, NULL);
    ck_assert_str_eq(fault.subject, scratch_path(STORE_FOLDER));
    store_close(store);
}
END_TEST

enum { WRITERS = 16, ROUNDS = 6 };

/* Writes a record of its own and one that all share, each time a larger one, and reads both. */
static int writer(int number)
{
    struct store *store = stores_opened();
    char name[32], text[4096], got[4096];
    int round, failures = 0;

    snprintf(name, sizeof name, "writer-%d", number);
    for (round = 1; round <= ROUNDS; round++) {
        memset(text, 'a' + number, 200 * (size_t)round);
        snprintf(text + 200 * round, sizeof text - 200 * (size_t)round, "=%d\n", round);
        failures += stores_put(store, STORE_PROFILE, name, text) != STATUS_OK;
        failures += stores_put(store, STORE_PROFILE, "shared", text) != STATUS_OK;
        failures += stores_get(store, STORE_PROFILE, name, got, NULL) != STATUS_OK;
        failures += strcmp(got, text) != 0;
        failures += stores_get(store, STORE_PROFILE, "shared", got, NULL) != STATUS_OK;
        failures += strspn(got, (char[]){ got[0], '\0' }) % 200 != 0;
    }
    store_close(store);
    return failures;
}

START_TEST(sixteen_writers_lose_nothing)
{
    struct store *store;
    char name[32], got[4096];
    int i, status;

    for (i = 0; i < WRITERS; i++)
        if (fork() == 0)
            _exit(writer(i));
    for (i = 0; i < WRITERS; i++) {
        ck_assert_int_gt(wait(&status), 0);
        ck_assert_int_eq(status, 0);
    }
    store = stores_opened();
    for (i = 0; i < WRITERS; i++) {
        snprintf(name, sizeof name, "writer-%d", i);
        ck_assert_int_eq(stores_get(store, STORE_PROFILE, name, got, NULL), STATUS_OK);
        ck_assert_str_eq(strchr(got, '='), "=6\n");
    }
    store_close(store);
}
END_TEST

/* Writes until it is killed, and acknowledges each record through a pipe. */
static void write_for_ever(int acknowledge)
{
    struct store *store = stores_opened();
    char text[64];
    int round;

    for (round = 1;; round++) {
        snprintf(text, sizeof text, "round=%d\n", round);
        if (stores_put(store, STORE_PROFILE, "a", text) != STATUS_OK ||
            write(acknowledge, &round, sizeof round) != sizeof round)
            _exit(1);
    }
}

START_TEST(killed_writers_lose_nothing_they_have_acknowledged)
{
    int pipe_fds[2], status, acknowledged = 0, round, killed, got_round;
    struct store *store;
    char got[4096];
    bool restored;

    store_close(stores_opened());
    for (killed = 0; killed < 20; killed++) {
        pid_t pid;

        ck_assert_int_eq(pipe(pipe_fds), 0);
        pid = fork();
        if (pid == 0)
            write_for_ever(pipe_fds[1]);
        close(pipe_fds[1]);
        ck_assert_int_eq(read(pipe_fds[0], &round, sizeof round), sizeof round);
        usleep((useconds_t)(killed * 171));
        ck_assert_int_eq(kill(pid, SIGKILL), 0);
        ck_assert_int_eq(waitpid(pid, &status, 0), pid);
        acknowledged = round;
        while (read(pipe_fds[0], &round, sizeof round) == sizeof round)
            acknowledged = round;
        close(pipe_fds[0]);
        store = stores_opened();
        ck_assert_int_eq(stores_get(store, STORE_PROFILE, "a", got, &restored), STATUS_OK);
        ck_assert(!restored);
        ck_assert_int_eq(sscanf(got, "round=%d\n", &got_round), 1);
        ck_assert_int_ge(got_round, acknowledged);
        ck_assert_int_le(got_round, acknowledged + 1);
        store_close(store);
    }
}
END_TEST

int main(void)
{
    return scratch_run(
        "store",
        SUITE(without_a_store_nothing_is_made, what_was_put_is_got,
              records_and_names_have_limits, nothing_is_overwritten_by_what_is_empty_or_failed,
              what_was_deleted_is_gone, a_list_is_of_one_kind_in_order_of_names,
              a_list_shows_damage, a_list_falls_back_to_previous_generations,
              a_name_is_locked_once, fingerprints_tell_secrets_apart,
              a_store_whose_key_is_gone_is_locked, a_store_with_another_key_is_locked,
              the_policy_can_not_be_changed_behind_a_store,
              a_stack_that_does_not_parse_opens_nothing, a_change_of_keys_is_followed,
              a_change_of_keys_that_can_not_be_followed_is_told,
              a_removed_store_is_not_written_to, sixteen_writers_lose_nothing,
              killed_writers_lose_nothing_they_have_acknowledged));
}
