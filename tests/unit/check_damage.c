/* check_damage.c: a store that isn't as it was made: what is refused, what is restored, and
 * what is told. */
#include "tests/lib/stores.h"

#include <sodium.h>

static const char *const paths[] = { STORE_FOLDER, STORE_FOLDER "/keys", STORE_KEY };

/* Things on the disk that aren't as they were made. */

static void expect_unsafe(const char *path, enum cause cause)
{
    struct store *store;

    ck_assert_int_eq(stores_open(&store, NULL, false), STATUS_UNSAFE);
    ck_assert_ptr_null(store);
    ck_assert_str_eq(fault.subject, scratch_path("%s", path));
    ck_assert_int_eq(fault.cause, cause);
    ck_assert_int_eq(stores_open(&store, NULL, true), STATUS_UNSAFE);
}

START_TEST(what_is_open_to_others_is_refused)
{
    const char *path = paths[_i];
    struct stat found;

    store_close(stores_opened());
    ck_assert_int_eq(stat(scratch_path("%s", path), &found), 0);
    ck_assert_int_eq(chmod(scratch_path("%s", path), (found.st_mode & 07777) | 0040), 0);
    expect_unsafe(path, CAUSE_MODE);
    ck_assert_int_eq(chmod(scratch_path("%s", path), (found.st_mode & 07777) | 0002), 0);
    expect_unsafe(path, CAUSE_MODE);
}
END_TEST

START_TEST(a_link_in_the_way_is_refused)
{
    const char *path = paths[_i];

    store_close(stores_opened());
    ck_assert_int_eq(rename(scratch_path("%s", path), scratch_path("moved")), 0);
    ck_assert_int_eq(symlink(scratch_path("moved"), scratch_path("%s", path)), 0);
    expect_unsafe(path, CAUSE_TYPE);
}
END_TEST

START_TEST(another_owner_is_refused)
{
    const char *path = paths[_i];

    if (geteuid() != 0)
        return;
    store_close(stores_opened());
    ck_assert_int_eq(chown(scratch_path("%s", path), 12345, 12345), 0);
    expect_unsafe(path, CAUSE_OWNER);
}
END_TEST

START_TEST(a_fifo_in_the_way_is_refused)
{
    const char *path = paths[_i];

    store_close(stores_opened());
    ck_assert_int_eq(rename(scratch_path("%s", path), scratch_path("moved")), 0);
    ck_assert_int_eq(mkfifo(scratch_path("%s", path), 0600), 0);
    expect_unsafe(path, CAUSE_TYPE);
}
END_TEST

START_TEST(records_are_judged_too)
{
    struct store *store = stores_opened();
    char file[512], other[512];

    ck_assert_int_eq(stores_put(store, STORE_TOKEN, "a", "a=1\n"), STATUS_OK);
    snprintf(file, sizeof file, "%s", stores_file(store, STORE_TOKEN, "a"));
    ck_assert_int_eq(chmod(file, 0644), 0);
    stores_expect(store, STORE_TOKEN, "a", STATUS_UNSAFE, NULL);
    ck_assert_str_eq(fault.subject, file);
    ck_assert_int_eq(stores_put(store, STORE_TOKEN, "a", "a=2\n"), STATUS_UNSAFE);
    ck_assert_int_eq(chmod(file, 0600), 0);
    snprintf(other, sizeof other, "%s", scratch_path("hard"));
    ck_assert_int_eq(link(file, other), 0);
    stores_expect(store, STORE_TOKEN, "a", STATUS_UNSAFE, NULL);
    ck_assert_int_eq(fault.cause, CAUSE_LINKS);
    ck_assert_int_eq(unlink(file), 0);
    ck_assert_int_eq(symlink(other, file), 0);
    stores_expect(store, STORE_TOKEN, "a", STATUS_UNSAFE, NULL);
    ck_assert_int_eq(unlink(file), 0);
    ck_assert_int_eq(mkfifo(file, 0600), 0);
    stores_expect(store, STORE_TOKEN, "a", STATUS_UNSAFE, NULL);
    store_close(store);
    ck_assert_int_eq(chmod(scratch_path("%s", stores_records()), 0750), 0);
    expect_unsafe(stores_records(), CAUSE_MODE);
}
END_TEST

/* Damage. */

static void flip(const char *path, size_t at)
{
    char bytes[4096];
    size_t length = scratch_read(path, bytes, sizeof bytes);

    bytes[at] ^= 0x10;
    scratch_write(path, bytes, length, 0600);
}

START_TEST(damage_is_told_by_kind)
{
    static const struct {
        enum store_kind kind;
        enum status status;
    } cases[] = {
        { STORE_TOKEN, STATUS_NOT_FOUND }, { STORE_STATE, STATUS_NOT_FOUND },
        { STORE_HOST, STATUS_DAMAGED },    { STORE_ENTRY, STATUS_DAMAGED },
        { STORE_PROFILE, STATUS_DAMAGED }, { STORE_FLEET, STATUS_DAMAGED },
    };
    struct store *store = stores_opened();
    char file[512];
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        ck_assert_int_eq(stores_put(store, cases[i].kind, "a", "a=1\n"), STATUS_OK);
        snprintf(file, sizeof file, "%s", stores_file(store, cases[i].kind, "a"));
        flip(file, 40);
        memset(&fault, 0, sizeof fault);
        stores_expect(store, cases[i].kind, "a", cases[i].status, NULL);
        ck_assert_str_eq(fault.subject, file);
        ck_assert_int_eq(stores_put(store, cases[i].kind, "a", "a=2\n"), STATUS_OK);
        stores_expect(store, cases[i].kind, "a", STATUS_OK, "a=2\n");
    }
    store_close(store);
}
END_TEST

START_TEST(every_flipped_byte_of_a_profile_restores_the_previous)
{
    struct store *store = stores_opened();
    char bytes[4096], got[4096], file[512];
    size_t length, i;
    bool restored;

    ck_assert_int_eq(stores_put(store, STORE_PROFILE, "a", "a=1\n"), STATUS_OK);
    ck_assert_int_eq(stores_put(store, STORE_PROFILE, "a", "a=2\n"), STATUS_OK);
    snprintf(file, sizeof file, "%s", stores_file(store, STORE_PROFILE, "a"));
    length = scratch_read(file, bytes, sizeof bytes);
    for (i = 0; i < length; i++) {
        flip(file, i);
        ck_assert_int_eq(stores_get(store, STORE_PROFILE, "a", got, &restored), STATUS_OK);
        ck_assert_str_eq(got, "a=1\n");
        ck_assert(restored);
        scratch_write(file, bytes, i, 0600);
        ck_assert_int_eq(stores_get(store, STORE_PROFILE, "a", got, &restored), STATUS_OK);
        ck_assert_str_eq(got, "a=1\n");
        ck_assert(restored);
        scratch_write(file, bytes, length, 0600);
    }
    ck_assert_int_eq(stores_get(store, STORE_PROFILE, "a", got, &restored), STATUS_OK);
    ck_assert_str_eq(got, "a=2\n");
    ck_assert(!restored);
    ck_assert_int_eq(unlink(file), 0);
    ck_assert_int_eq(stores_get(store, STORE_PROFILE, "a", got, &restored), STATUS_OK);
    ck_assert(restored);
    store_close(store);
}
END_TEST

START_TEST(a_damaged_profile_does_not_replace_its_previous_generation)
{
    struct store *store = stores_opened();
    char got[4096], file[512];
    bool restored;

    ck_assert_int_eq(stores_put(store, STORE_PROFILE, "a", "a=1\n"), STATUS_OK);
    ck_assert_int_eq(stores_put(store, STORE_PROFILE, "a", "a=2\n"), STATUS_OK);
    snprintf(file, sizeof file, "%s", stores_file(store, STORE_PROFILE, "a"));
    flip(file, 50);
    ck_assert_int_eq(stores_put(store, STORE_PROFILE, "a", "a=3\n"), STATUS_OK);
    flip(file, 50);
    ck_assert_int_eq(stores_get(store, STORE_PROFILE, "a", got, &restored), STATUS_OK);
    ck_assert_str_eq(got, "a=1\n");
    ck_assert(restored);
    store_close(store);
}
END_TEST

START_TEST(a_newer_record_is_refused_and_kept)
{
    struct store *store = stores_opened();
    char bytes[4096], file[512];
    size_t length;

    ck_assert_int_eq(stores_put(store, STORE_PROFILE, "a", "a=1\n"), STATUS_OK);
    snprintf(file, sizeof file, "%s", stores_file(store, STORE_PROFILE, "a"));
    length = scratch_read(file, bytes, sizeof bytes);
    bytes[6] = 2;
    bytes[7] = (char)0xfd;
    scratch_write(file, bytes, length, 0600);
    stores_expect(store, STORE_PROFILE, "a", STATUS_NEWER, NULL);
    ck_assert_int_eq(stores_put(store, STORE_PROFILE, "a", "a=2\n"), STATUS_NEWER);
    stores_expect(store, STORE_PROFILE, "a", STATUS_NEWER, NULL);
    store_close(store);
}
END_TEST

/* Puts the bytes of one file into another. */
static void copy_file(const char *from, const char *to)
{
    char bytes[4096];
    size_t length = scratch_read(from, bytes, sizeof bytes);

    scratch_write(to, bytes, length, 0600);
}

START_TEST(records_do_not_open_in_each_others_places)
{
    struct store *store = stores_opened();
    char first[512], second[512], third[512];

    ck_assert_int_eq(stores_put(store, STORE_HOST, "a", "host=a\n"), STATUS_OK);
    snprintf(first, sizeof first, "%s", stores_file(store, STORE_HOST, "a"));
    ck_assert_int_eq(stores_put(store, STORE_HOST, "b", "host=b\n"), STATUS_OK);
    snprintf(second, sizeof second, "%s", stores_file(store, STORE_HOST, "b"));
    ck_assert_int_eq(stores_put(store, STORE_ENTRY, "a", "entry=a\n"), STATUS_OK);
    snprintf(third, sizeof third, "%s", stores_file(store, STORE_ENTRY, "a"));
    copy_file(second, first);
    stores_expect(store, STORE_HOST, "a", STATUS_DAMAGED, NULL);
    copy_file(third, first);
    stores_expect(store, STORE_HOST, "a", STATUS_DAMAGED, NULL);
    stores_expect(store, STORE_HOST, "b", STATUS_OK, "host=b\n");
    store_close(store);
}
END_TEST

START_TEST(records_of_another_store_do_not_open)
{
    struct store *store = stores_opened();
    char file[512];

    ck_assert_int_eq(stores_put(store, STORE_HOST, "a", "host=a\n"), STATUS_OK);
    copy_file(stores_file(store, STORE_HOST, "a"), scratch_path("stolen"));
    store_close(store);
    ck_assert_int_eq(rename(scratch_path("data"), scratch_path("other")), 0);
    store = stores_opened();
    ck_assert_int_eq(stores_put(store, STORE_HOST, "a", "host=b\n"), STATUS_OK);
    snprintf(file, sizeof file, "%s", stores_file(store, STORE_HOST, "a"));
    copy_file(scratch_path("stolen"), file);
    stores_expect(store, STORE_HOST, "a", STATUS_DAMAGED, NULL);
    store_close(store);
}
END_TEST

START_TEST(every_flipped_byte_of_the_keys_is_mended_from_the_copy)
{
    struct store *store = stores_opened();
    char path[512], whole[4096], bytes[4096];
    size_t length, i;

    snprintf(path, sizeof path, "%s", scratch_path(STORE_FOLDER "/keys"));
    length = scratch_read(path, whole, sizeof whole);
    ck_assert_int_eq(stores_put(store, STORE_HOST, "a", "a=1\n"), STATUS_OK);
    store_close(store);
    for (i = 0; i < length; i += 7) {
        flip(path, i);
        ck_assert_int_eq(stores_open(&store, NULL, i % 2), STATUS_OK);
        stores_expect(store, STORE_HOST, "a", STATUS_OK, "a=1\n");
        store_close(store);
        ck_assert_uint_eq(scratch_read(path, bytes, sizeof bytes), length);
        ck_assert_mem_eq(bytes, whole, length);
    }
    ck_assert_int_eq(unlink(path), 0);
    store_close(stores_opened());
    ck_assert_uint_eq(scratch_read(path, bytes, sizeof bytes), length);
    ck_assert_mem_eq(bytes, whole, length);
}
END_TEST

START_TEST(a_store_that_has_lost_its_keys_is_not_made_anew)
{
    struct store *store = stores_opened();
    char file[512];

    ck_assert_int_eq(stores_put(store, STORE_HOST, "a", "a=1\n"), STATUS_OK);
    snprintf(file, sizeof file, "%s", stores_file(store, STORE_HOST, "a"));
    store_close(store);
    ck_assert_int_eq(unlink(scratch_path(STORE_FOLDER "/keys")), 0);
    ck_assert_int_eq(unlink(scratch_path(STORE_FOLDER "/keys.copy")), 0);
    ck_assert_int_eq(stores_open(&store, NULL, false), STATUS_DAMAGED);
    ck_assert_str_eq(fault.subject, scratch_path(STORE_FOLDER "/keys"));
    ck_assert_int_eq(stores_open(&store, NULL, true), STATUS_DAMAGED);
    ck_assert_int_eq(access(file, F_OK), 0);
}
END_TEST

START_TEST(a_store_that_has_lost_its_records_says_so)
{
    struct store *store;

    store_close(stores_opened());
    ck_assert_int_eq(rmdir(scratch_path("%s", stores_records())), 0);
    ck_assert_int_eq(stores_open(&store, NULL, true), STATUS_DAMAGED);
}
END_TEST

START_TEST(a_newer_store_is_refused_by_name)
{
    static const char newer[] = "workfront-credential-keys=3\nfuture=1\n";
    static const unsigned char zero[16];
    unsigned char hash[16];
    char text[128], hex[33];
    struct store *store;

    crypto_shorthash_siphashx24(hash, (const unsigned char *)newer, strlen(newer), zero);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    snprintf(text, sizeof text, "%scheck=%s\n", newer, hex);
    store_close(stores_opened());
    scratch_write(scratch_path(STORE_FOLDER "/keys"), text, strlen(text), 0600);
    ck_assert_int_eq(stores_open(&store, NULL, true), STATUS_NEWER);
    ck_assert_str_eq(fault.subject, scratch_path(STORE_FOLDER "/keys"));
}
END_TEST

START_TEST(the_next_writer_sweeps_what_one_that_died_left)
{
    char littered[2][512];
    size_t i;

    store_close(stores_opened());
    snprintf(littered[0], sizeof littered[0], "%s", scratch_path(STORE_FOLDER "/new"));
    snprintf(littered[1], sizeof littered[1], "%s", scratch_path("%s/new", stores_records()));
    for (i = 0; i < 2; i++) {
        struct store *store;

        scratch_write(littered[i], "half a rec", 10, 0600);
        ck_assert_int_eq(stores_open(&store, NULL, false), STATUS_OK);
        ck_assert_int_eq(store_delete(store, STORE_ENTRY, "nobody's", NULL), STATUS_NOT_FOUND);
        store_close(store);
        ck_assert_int_eq(access(littered[i], F_OK), -1);
    }
}
END_TEST

static void add_for_each_path(Suite *suite)
{
    TCase *tcase = suite_part("paths");
    int count = COUNT(paths);

    tcase_add_checked_fixture(tcase, scratch_setup, scratch_teardown);
    tcase_add_loop_test(tcase, what_is_open_to_others_is_refused, 0, count);
    tcase_add_loop_test(tcase, a_link_in_the_way_is_refused, 0, count);
    tcase_add_loop_test(tcase, another_owner_is_refused, 0, count);
    tcase_add_loop_test(tcase, a_fifo_in_the_way_is_refused, 0, count);
    suite_add_tcase(suite, tcase);
}

int main(void)
{
    Suite *suite = suite_create("damage");

    suite_add_tests(
        suite, "damage", scratch_setup, scratch_teardown,
        SUITE(records_are_judged_too, damage_is_told_by_kind,
              every_flipped_byte_of_a_profile_restores_the_previous,
              a_damaged_profile_does_not_replace_its_previous_generation,
              a_newer_record_is_refused_and_kept, records_do_not_open_in_each_others_places,
              records_of_another_store_do_not_open,
              every_flipped_byte_of_the_keys_is_mended_from_the_copy,
              a_store_that_has_lost_its_keys_is_not_made_anew,
              a_store_that_has_lost_its_records_says_so, a_newer_store_is_refused_by_name,
              the_next_writer_sweeps_what_one_that_died_left));
    add_for_each_path(suite);
    return scratch_run_all(suite);
}
