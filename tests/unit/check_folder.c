/* check_folder.c: folders, and how far they are trusted. */
#include "tests/lib/files.h"

START_TEST(folders_are_judged_by_how_far_they_are_trusted)
{
    static const struct {
        mode_t mode;
        enum folder_trust trust;
        enum status status;
    } cases[] = {
        { 0700, FOLDER_PRIVATE, STATUS_OK },      { 0500, FOLDER_PRIVATE, STATUS_OK },
        { 0750, FOLDER_PRIVATE, STATUS_UNSAFE },  { 0701, FOLDER_PRIVATE, STATUS_UNSAFE },
        { 01777, FOLDER_PRIVATE, STATUS_UNSAFE }, { 0755, FOLDER_FIRM, STATUS_OK },
        { 0775, FOLDER_FIRM, STATUS_UNSAFE },     { 0757, FOLDER_FIRM, STATUS_UNSAFE },
        { 01777, FOLDER_FIRM, STATUS_UNSAFE },
    };
    struct folder other = FOLDER_CLOSED;
    const char *path = scratch_path("a");
    size_t i;

    ck_assert_int_eq(mkdir(path, 0700), 0);
    for (i = 0; i < COUNT(cases); i++) {
        ck_assert_int_eq(chmod(path, cases[i].mode), 0);
        ck_assert_int_eq(folder_open(&other, path, cases[i].trust, &fault), cases[i].status);
        ck_assert_int_eq(other.fd >= 0, cases[i].status == STATUS_OK);
        folder_close(&other);
    }
    ck_assert_int_eq(fault.cause, CAUSE_WRITABLE);
}
END_TEST

START_TEST(a_link_to_a_folder_is_refused)
{
    struct folder other = FOLDER_CLOSED;

    ck_assert_int_eq(mkdir(scratch_path("a"), 0700), 0);
    ck_assert_int_eq(symlink("a", scratch_path("link")), 0);
    ck_assert_int_eq(folder_open(&other, scratch_path("link"), FOLDER_PRIVATE, &fault),
                     STATUS_UNSAFE);
    ck_assert_int_eq(fault.cause, CAUSE_TYPE);
    ck_assert_int_eq(folder_open(&other, scratch_path("link//"), FOLDER_PRIVATE, &fault),
                     STATUS_UNSAFE);
    ck_assert_int_eq(folder_make(&other, scratch_path("link/"), FOLDER_PRIVATE, &fault),
                     STATUS_UNSAFE);
    ck_assert_int_eq(folder_open_in(&other, &folder, "link", &fault), STATUS_UNSAFE);
    ck_assert_int_eq(folder_open(&other, scratch_path("a//"), FOLDER_PRIVATE, &fault),
                     STATUS_OK);
    folder_close(&other);
    ck_assert_int_eq(folder_open(&other, "relative", FOLDER_PRIVATE, &fault), STATUS_UNSAFE);
    ck_assert_int_eq(folder_open(&other, "", FOLDER_PRIVATE, &fault), STATUS_UNSAFE);
}
END_TEST

START_TEST(folders_above_are_made)
{
    struct folder made = FOLDER_CLOSED;
    const char *path = scratch_path("a/b//c/");

    ck_assert_int_eq(folder_make(&made, path, FOLDER_PRIVATE, &fault), STATUS_OK);
    folder_close(&made);
    ck_assert_int_eq(folder_make(&made, path, FOLDER_PRIVATE, &fault), STATUS_OK);
    folder_close(&made);
    folder_close(&made);
    make_file("file", 0600);
    ck_assert_int_eq(folder_make(&made, scratch_path("file/b"), FOLDER_PRIVATE, &fault),
                     STATUS_UNSAFE);
    ck_assert_int_eq(folder_make(&made, scratch_path("file"), FOLDER_PRIVATE, &fault),
                     STATUS_UNSAFE);
    ck_assert_int_eq(folder_make_in(&folder, "a", &fault), STATUS_IO);
    ck_assert_int_eq(fault.system_error, EEXIST);
    folder_remove_in(&folder, "a");
    ck_assert_int_eq(access(scratch_path("a/b"), F_OK), 0);
}
END_TEST

START_TEST(a_long_path_is_cut_in_faults_only)
{
    struct folder made = FOLDER_CLOSED;
    char name[201], path[800];

    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    snprintf(path, sizeof path, "%s/%s/%s", scratch, name, name);
    ck_assert_int_eq(folder_make(&made, path, FOLDER_PRIVATE, &fault), STATUS_OK);
    ck_assert_uint_eq(strlen(made.path), sizeof made.path - 1);
    ck_assert_int_eq(file_remove(&made, "a", &fault), STATUS_NOT_FOUND);
    ck_assert_uint_eq(strlen(fault.subject), sizeof fault.subject - 1);
    folder_close(&made);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("folder");

    suite_add_tests(suite, "folder", setup, teardown,
                    SUITE(folders_are_judged_by_how_far_they_are_trusted,
                          a_link_to_a_folder_is_refused, folders_above_are_made,
                          a_long_path_is_cut_in_faults_only));
    return scratch_run_all(suite);
}
