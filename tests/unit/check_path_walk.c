/* check_path_walk.c: who else can put something else where a path leads. */
#include "tests/lib/scratch.h"

#include <limits.h>

#include "store/path_walk.h"

enum { STRANGER = 12345 };

static struct fault fault;

static void given_folder(const char *name, mode_t mode)
{
    ck_assert_int_eq(mkdir(scratch_path("%s", name), 0700), 0);
    ck_assert_int_eq(chmod(scratch_path("%s", name), mode), 0);
}

static void expect(const char *path, enum cause cause, const char *subject)
{
    char whole[PATH_MAX];

    snprintf(whole, sizeof whole, "%s", scratch_path("%s", path));
    fault = (struct fault){ 0 };
    ck_assert_msg(path_walk(whole, &fault) == (cause == CAUSE_NONE ? STATUS_OK : STATUS_UNSAFE),
                  "%s", path);
    ck_assert_int_eq(fault.cause, cause);
    if (cause != CAUSE_NONE)
        ck_assert_str_eq(fault.subject, scratch_path("%s", subject));
}

START_TEST(nobody_else_can_write_above)
{
    given_folder("private", 0700);
    given_folder("open", 0755);
    given_folder("others", 0757);
    given_folder("sticky", 01777);
    given_folder("others/in", 0700);
    given_folder("sticky/in", 0700);
    expect("private/file", CAUSE_NONE, NULL);
    expect("open//file", CAUSE_NONE, NULL);
    expect("others", CAUSE_NONE, NULL);
    expect("others/file", CAUSE_WRITABLE, "others");
    expect("others/in/file", CAUSE_WRITABLE, "others");
    expect("sticky/in/file", CAUSE_NONE, NULL);
    expect("absent/others/file", CAUSE_NONE, NULL);
    expect("private/../others/file", CAUSE_WRITABLE, "private/../others");
    ck_assert_int_eq(path_walk("relative/file", &fault), STATUS_UNSAFE);
    ck_assert_int_eq(path_walk("", &fault), STATUS_UNSAFE);
    ck_assert_int_eq(path_walk("/", &fault), STATUS_OK);
}
END_TEST

START_TEST(what_was_judged_is_not_looked_at_again)
{
    given_folder("shared", 0700);
    given_folder("shared/a", 0700);
    given_folder("shared/b", 0777);
    given_folder("shared_not", 0777);
    expect("shared/a/file", CAUSE_NONE, NULL);
    ck_assert_int_eq(chmod(scratch_path("shared"), 0777), 0);
    expect("shared/c/file", CAUSE_NONE, NULL);
    expect("shared/b/file", CAUSE_WRITABLE, "shared/b");
    expect("shared_not/file", CAUSE_WRITABLE, "shared_not");
}
END_TEST

START_TEST(a_group_of_ones_own_is_nobody_else)
{
    given_folder("group", 0775);
    expect("group/file", geteuid() == getegid() ? CAUSE_NONE : CAUSE_WRITABLE, "group");
}
END_TEST

START_TEST(links_are_judged_by_where_they_lead)
{
    given_folder("private", 0700);
    given_folder("others", 0757);
    given_folder("others/in", 0700);
    ck_assert_int_eq(symlink("private", scratch_path("good")), 0);
    ck_assert_int_eq(symlink(scratch_path("private"), scratch_path("whole")), 0);
    ck_assert_int_eq(symlink("others/in", scratch_path("bad")), 0);
    ck_assert_int_eq(symlink("loop", scratch_path("loop")), 0);
    ck_assert_int_eq(close(open(scratch_path("file"), O_CREAT | O_WRONLY, 0600)), 0);
    expect("good/file", CAUSE_NONE, NULL);
    expect("whole/file", CAUSE_NONE, NULL);
    expect("bad/file", CAUSE_WRITABLE, "others");
    expect("loop/file", CAUSE_TYPE, "loop");
    expect("file/file", CAUSE_TYPE, "file");
}
END_TEST

/* A path, or what a link makes of one, that the system would take for another. */
START_TEST(nothing_too_long_is_walked)
{
    char longest[PATH_MAX], longer[PATH_MAX + 1];

    memset(longer, '/', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    ck_assert_int_eq(path_walk(longer, &fault), STATUS_UNSAFE);
    memset(longest, '/', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    ck_assert_int_eq(path_walk(longest, &fault), STATUS_OK);
    memcpy(longest, ".", 1);
    if (symlink(longest, scratch_path("long")) == 0) /* not every file system takes that */
        expect("long/file", CAUSE_TYPE, "long");
}
END_TEST

START_TEST(nobody_elses_folder_or_link_will_do)
{
    given_folder("theirs", 0755);
    given_folder("ours", 0755);
    ck_assert_int_eq(symlink("ours", scratch_path("link")), 0);
    expect("ours/file", CAUSE_NONE, NULL);
    if (geteuid() != 0)
        return;
    ck_assert_int_eq(chown(scratch_path("theirs"), STRANGER, STRANGER), 0);
    ck_assert_int_eq(lchown(scratch_path("link"), STRANGER, STRANGER), 0);
    expect("theirs/file", CAUSE_ABOVE, "theirs");
    expect("link/file", CAUSE_ABOVE, "link");
}
END_TEST

START_TEST(the_owners_folders_will_do_for_what_is_the_owners)
{
    char file[PATH_MAX];

    if (geteuid() != 0)
        return;
    given_folder("theirs", 0755);
    given_folder("theirs/open", 0757);
    ck_assert_int_eq(chown(scratch_path("theirs"), STRANGER, STRANGER), 0);
    snprintf(file, sizeof file, "%s", scratch_path("theirs/file"));
    ck_assert_int_eq(path_walk_of(file, STRANGER, &fault), STATUS_OK);
    ck_assert_int_eq(path_walk_of(file, STRANGER + 1, &fault), STATUS_UNSAFE);
    expect("theirs/file", CAUSE_ABOVE, "theirs");
    snprintf(file, sizeof file, "%s", scratch_path("theirs/open/file"));
    ck_assert_int_eq(path_walk_of(file, STRANGER, &fault), STATUS_UNSAFE);
    ck_assert_int_eq(fault.cause, CAUSE_WRITABLE);
}
END_TEST

int main(void)
{
    return scratch_run(
        "path_walk",
        SUITE(nobody_else_can_write_above, nothing_too_long_is_walked,
              what_was_judged_is_not_looked_at_again, a_group_of_ones_own_is_nobody_else,
              links_are_judged_by_where_they_lead, nobody_elses_folder_or_link_will_do,
              the_owners_folders_will_do_for_what_is_the_owners));
}
