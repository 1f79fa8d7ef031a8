/* check_faults.c: a store whose system calls fail, one after the other, or whose process is
 * killed before each of them. */
#include "tests/lib/faults.h"

#include "store/change/keys.h"

/* What is done while faults happen. */

static void profile_put_twice(void)
{
    struct store *store = stores_opened();

    ck_assert_int_eq(stores_put(store, STORE_PROFILE, "a", "value=0\n"), STATUS_OK);
    ck_assert_int_eq(stores_put(store, STORE_PROFILE, "a", "value=1\n"), STATUS_OK);
    store_close(store);
}

static void profile_damage(void)
{
    struct store *store;

    profile_put_twice();
    store = stores_opened();
    scratch_write(stores_file(store, STORE_PROFILE, "a"), "damage", 6, 0600);
    store_close(store);
}

static void keys_damage(void)
{
    profile_put_twice();
    scratch_write(scratch_path(STORE_FOLDER "/keys"), "damage", 6, 0600);
}

static void token_put(void)
{
    struct store *store = stores_opened();

    ck_assert_int_eq(stores_put(store, STORE_TOKEN, "a", "value=1\n"), STATUS_OK);
    store_close(store);
}

static enum status put_with(enum store_kind kind, bool create)
{
    struct store *store;
    enum status status = stores_open(&store, NULL, create);

    if (status != STATUS_OK)
        return status;
    status = stores_put(store, kind, "a", "value=2\n");
    store_close(store);
    return status;
}

static enum status make_and_put(void)
{
    return put_with(STORE_PROFILE, true);
}

static enum status put_profile(void)
{
    return put_with(STORE_PROFILE, false);
}

static enum status put_token(void)
{
    return put_with(STORE_TOKEN, false);
}

static enum status delete_profile(void)
{
    struct store *store;
    enum status status = stores_open(&store, NULL, false);

    if (status != STATUS_OK)
        return status;
    status = store_delete(store, STORE_PROFILE, "a", &fault);
    store_close(store);
    return status;
}

static enum status open_only(void)
{
    struct store *store;
    enum status status = stores_open(&store, NULL, false);

    store_close(store);
    return status;
}

static const char second_line[] = "unlock sufficient keyfile\n";

static void options_set(struct store_options *options)
{
    memset(&fault, 0, sizeof fault);
    *options = (struct store_options){ .directory = scratch_path(STORE_FOLDER),
                                       .key_file = scratch_path(STORE_KEY),
                                       .stack = second_line };
}

static enum status slot_add(void)
{
    struct string_list words = { .count = 1 };
    struct store_options options;
    struct store_added added;
    enum status status;
    char word[400];

    options_set(&options);
    snprintf(word, sizeof word, "path=%s", scratch_path("config/second"));
    words.item[0] = word;
    status = store_slot_add(&options, "keyfile", &words, &added, &fault);
    store_close(added.store);
    return status;
}

static enum status rekey(void)
{
    const struct store_change change = { .drops = 0 };
    struct store_changed changed;
    struct store_options options;
    enum status status;

    options_set(&options);
    status = store_rekey(&options, &change, &changed, &fault);
    store_close(changed.store);
    return status;
}

static enum status slot_remove(void)
{
    const struct store_change change = { .drop = { 2 }, .drops = 1 };
    struct store_changed changed;
    struct store_options options;
    enum status status;

    options_set(&options);
    status = store_rekey(&options, &change, &changed, &fault);
    store_close(changed.store);
    return status;
}

static void profile_and_slot(void)
{
    profile_put_twice();
    ck_assert_int_eq(slot_add(), STATUS_OK);
}

/* A change, and what may be there before and after it; NULL = no record. */
static const struct change {
    const char *name;
    void (*prepare)(void);
    enum status (*act)(void);
    enum store_kind kind;
    const char *before, *after;
} table[] = {
    { "make", NULL, make_and_put, STORE_PROFILE, NULL, "value=2\n" },
    { "replace a profile", profile_put_twice, put_profile, STORE_PROFILE, "value=1\n",
      "value=2\n" },
    { "replace a damaged profile", profile_damage, put_profile, STORE_PROFILE, "value=0\n",
      "value=2\n" },
    { "replace a token", token_put, put_token, STORE_TOKEN, "value=1\n", "value=2\n" },
    { "delete", profile_put_twice, delete_profile, STORE_PROFILE, "value=1\n", NULL },
    { "rekey", profile_put_twice, rekey, STORE_PROFILE, "value=1\n", "value=1\n" },
    { "add a slot", profile_put_twice, slot_add, STORE_PROFILE, "value=1\n", "value=1\n" },
    { "remove a slot", profile_and_slot, slot_remove, STORE_PROFILE, "value=1\n", "value=1\n" },
    { "mend the keys", keys_damage, open_only, STORE_PROFILE, "value=1\n", "value=1\n" },
};

static int remove_below(const char *path, const struct stat *found, int type, struct FTW *where)
{
    return where->level == 0 ? 0 : scratch_remove(path, found, type, where);
}

static void prepare(const struct change *change)
{
    memset(&faults, 0, sizeof faults);
    ck_assert_int_eq(nftw(scratch, remove_below, 8, FTW_DEPTH | FTW_PHYS), 0);
    if (change->prepare != NULL)
        change->prepare();
}

static bool is_there(const char *got, enum status status, const char *expected)
{
    return expected == NULL ? status == STATUS_NOT_FOUND
                            : status == STATUS_OK && strcmp(got, expected) == 0;
}

/* Of two folders of records one would be half of a change, or what it has left. */
static void expect_one_folder(void)
{
    DIR *stream = opendir(scratch_path(STORE_FOLDER));
    struct dirent *entry;
    int count = 0;

    ck_assert_ptr_nonnull(stream);
    while ((entry = readdir(stream)) != NULL)
        count += strncmp(entry->d_name, "records-", 8) == 0;
    closedir(stream);
    ck_assert_int_eq(count, 1);
}

static void expect_clean(void)
{
    expect_one_folder();
    ck_assert_int_eq(access(scratch_path(STORE_FOLDER "/new"), F_OK), -1);
    ck_assert_int_eq(access(scratch_path("%s/new", stores_records()), F_OK), -1);
}

/* The store opens, the record is as before or after, and as after when that was acknowledged;
 * the store can be written to, and then no temporary is left. */
static void expect_whole(const struct change *change, int at, int error, int result)
{
    struct store *store = stores_opened();
    char got[4096];
    enum status status = stores_get(store, change->kind, "a", got, NULL);
    bool after = is_there(got, status, change->after);

    ck_assert_msg(after || (result != STATUS_OK && is_there(got, status, change->before)),
                  "%s, call %d, %s: %s after %d: %s", change->name, at,
                  error != 0 ? strerror(error) : "killed", status_name(status), result, got);
    expect_one_folder();
    ck_assert_int_eq(stores_put(store, change->kind, "a", "value=3\n"), STATUS_OK);
    expect_clean();
    stores_expect(store, change->kind, "a", STATUS_OK, "value=3\n");
    store_close(store);
}

/* Lets the fault meet every call in turn; returns how many there are. */
static int for_every_call(const struct change *change, int error)
{
    int at, result;

    for (at = 1;; at += faults_step()) {
        prepare(change);
        result = faults_act(change->act, at, error);
        if (result == SPARED)
            break;
        ck_assert(error != 0 || result == KILLED);
        expect_whole(change, at, error, result);
    }
    expect_whole(change, at, error, STATUS_OK);
    return at - 1;
}

START_TEST(killed_before_any_call_a_store_is_whole)
{
    ck_assert_int_ge(for_every_call(&table[_i], 0), 20);
}
END_TEST

START_TEST(whatever_call_fails_a_store_is_whole)
{
    static const int errors[] = { EIO, ENOSPC };
    size_t i;

    for (i = 0; i < COUNT(errors); i++)
        for_every_call(&table[_i], errors[i]);
}
END_TEST

START_TEST(short_writes_are_continued)
{
    const struct change *change = &table[_i];

    prepare(change);
    faults.at_most = 1;
    ck_assert_int_eq(change->act(), STATUS_OK);
    faults.at_most = 0;
    expect_whole(change, 0, 0, STATUS_OK);
}
END_TEST

/* What a writer does first: it takes away what one that died has left, in both folders. */
#define SWEEP "unlinkat unlinkat "

START_TEST(a_file_is_synced_before_it_is_renamed_and_its_folder_after)
{
    struct store *store;

    prepare(&table[3]);
    ck_assert_int_eq(stores_open(&store, NULL, false), STATUS_OK);
    changes[0] = '\0';
    ck_assert_int_eq(stores_put(store, STORE_HOST, "a", "value=2\n"), STATUS_OK);
    ck_assert_str_eq(changes, SWEEP "unlinkat create fchmod write fsync renameat fsync");
    changes[0] = '\0';
    ck_assert_int_eq(store_delete(store, STORE_HOST, "a", &fault), STATUS_OK);
    ck_assert_str_eq(changes, SWEEP "unlinkat fsync");
    store_close(store);
}
END_TEST

START_TEST(nobody_waits_for_the_disk_to_keep_a_token)
{
    struct store *store;

    prepare(&table[3]);
    ck_assert_int_eq(stores_open(&store, NULL, false), STATUS_OK);
    changes[0] = '\0';
    ck_assert_int_eq(stores_put(store, STORE_TOKEN, "a", "value=2\n"), STATUS_OK);
    ck_assert_str_eq(changes, SWEEP "unlinkat create fchmod write renameat");
    changes[0] = '\0';
    ck_assert_int_eq(store_delete(store, STORE_TOKEN, "a", &fault), STATUS_OK);
    ck_assert_str_eq(changes, SWEEP "unlinkat fsync");
    store_close(store);
}
END_TEST

START_TEST(a_profile_is_kept_before_it_is_replaced)
{
    struct store *store;

    prepare(&table[1]);
    ck_assert_int_eq(stores_open(&store, NULL, false), STATUS_OK);
    changes[0] = '\0';
    ck_assert_int_eq(stores_put(store, STORE_PROFILE, "a", "value=2\n"), STATUS_OK);
    ck_assert_str_eq(changes, SWEEP "unlinkat create fchmod write fsync renameat fsync "
                                    "unlinkat create fchmod write fsync renameat fsync");
    changes[0] = '\0';
    ck_assert_int_eq(store_delete(store, STORE_PROFILE, "a", &fault), STATUS_OK);
    ck_assert_str_eq(changes, SWEEP "unlinkat fsync unlinkat fsync");
    store_close(store);
}
END_TEST

START_TEST(reading_changes_nothing)
{
    struct store *store;

    prepare(&table[1]);
    changes[0] = '\0';
    ck_assert_int_eq(stores_open(&store, NULL, false), STATUS_OK);
    stores_expect(store, STORE_PROFILE, "a", STATUS_OK, "value=1\n");
    stores_expect(store, STORE_PROFILE, "b", STATUS_NOT_FOUND, NULL);
    store_close(store);
    ck_assert_str_eq(changes, "");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("faults");
    TCase *tcase = suite_part("changes");
    int count = COUNT(table);

    tcase_add_checked_fixture(tcase, scratch_setup, scratch_teardown);
    tcase_add_loop_test(tcase, killed_before_any_call_a_store_is_whole, 0, count);
    tcase_add_loop_test(tcase, whatever_call_fails_a_store_is_whole, 0, count);
    tcase_add_loop_test(tcase, short_writes_are_continued, 0, count);
    suite_add_tcase(suite, tcase);
    suite_add_tests(suite, "order", scratch_setup, scratch_teardown,
                    SUITE(a_file_is_synced_before_it_is_renamed_and_its_folder_after,
                          nobody_waits_for_the_disk_to_keep_a_token,
                          a_profile_is_kept_before_it_is_replaced, reading_changes_nothing));
    return scratch_run_all(suite);
}
