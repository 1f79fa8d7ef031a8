/* check_rotation_values.c: what a rotation records, and in which order its steps come. */
#include "tests/lib/suite.h"

#include <string.h>

#include "tests/lib/rotations.h"

/* What a step records, by value. */
START_TEST(what_is_recorded)
{
    struct rotation rotation = IS_IDLE;
    struct rotation_run run = AFTER(LIST, LISTS(1, OLD));

    ck_assert_int_eq(rotation_next(&rotation, &run), ROTATION_PUBLISH);
    ck_assert_str_eq(rotation.old_uuid, "old");
    ck_assert_int_eq(rotation.added_at, NOW);
    run = (struct rotation_run)AFTER(ADD, .uuid = "new");
    ck_assert_int_eq(rotation_next(&rotation, &run), ROTATION_PUBLISH);
    ck_assert_str_eq(rotation.new_uuid, "new");
    run = (struct rotation_run)AFTER(PROVE);
    ck_assert_int_eq(rotation_next(&rotation, &run), ROTATION_PUBLISH);
    ck_assert_int_eq(rotation.proved_at, NOW);
    run = (struct rotation_run)AFTER(BEGIN);
    ck_assert_int_eq(rotation_next(&rotation, &run), ROTATION_STOP);
    ck_assert_int_eq(run.until, NOW + ROTATION_GRACE);
    run = (struct rotation_run)AFTER(LIST, LISTS(2, OLD_USED(NOW + 2 * DAY), NEW));
    run.now = NOW + 2 * DAY;
    ck_assert_int_eq(rotation_next(&rotation, &run), ROTATION_PUBLISH);
    ck_assert_int_eq(rotation.used_at, NOW + 2 * DAY);
    ck_assert_int_eq(run.until, NOW + 2 * DAY + ROTATION_GRACE);
    run = (struct rotation_run)AFTER(LIST, LISTS(2, OLD_USED(NOW + 2 * DAY), NEW));
    run.now = NOW + 2 * DAY;
    ck_assert_int_eq(rotation_next(&rotation, &run), ROTATION_STOP);
    ck_assert_int_eq(run.verdict, ROTATION_IN_USE);
}
END_TEST

/* The list by which a secret is deleted is asked for after the intent is recorded. */
START_TEST(the_list_is_asked_for_anew)
{
    struct rotation rotation = IS_PROVED(NOW - 2 * DAY);
    struct rotation_run run = AFTER(LIST, LISTS(2, OLD, NEW));

    run.action = rotation_next(&rotation, &run);
    ck_assert_int_eq(run.action, ROTATION_PUBLISH);
    run.action = rotation_next(&rotation, &run);
    ck_assert_int_eq(run.action, ROTATION_LIST);
    run.action = rotation_next(&rotation, &run);
    ck_assert_int_eq(run.action, ROTATION_DELETE);
    run.action = rotation_next(&rotation, &run);
    ck_assert_int_eq(run.action, ROTATION_LIST);
}
END_TEST

START_TEST(which_secret_is_deleted)
{
    struct rotation rotation = IS_DELETING;
    struct rotation_run run = AFTER(LIST, LISTS(2, NEW, OLD));

    ck_assert_int_eq(rotation_next(&rotation, &run), ROTATION_DELETE);
    ck_assert_str_eq(run.uuid, "old");
    rotation = (struct rotation)IS_SEEN(NOW - ROTATION_ORPHAN);
    run = (struct rotation_run)AFTER(LIST, LISTS(2, OLD, LOST));
    ck_assert_int_eq(rotation_next(&rotation, &run), ROTATION_DELETE);
    ck_assert_str_eq(run.uuid, "lost");
    rotation = (struct rotation)IS_ADDED;
    run = (struct rotation_run)AFTER(LIST, .aborts = true, LISTS(2, OLD, NEW));
    ck_assert_int_eq(rotation_next(&rotation, &run), ROTATION_DELETE);
    ck_assert_str_eq(run.uuid, "new");
}
END_TEST

START_TEST(states_have_words)
{
    int state;

    for (state = ROTATION_IDLE; state < ROTATION_STATES; state++)
        ck_assert_int_eq(
            rotation_state_from_name(rotation_state_name((enum rotation_state)state)), state);
    ck_assert_int_eq(rotation_state_from_name("begun"), ROTATION_STATES);
}
END_TEST

/* A secret whose answer may be lost: which one, since when it is watched, and until when. */
START_TEST(what_is_watched)
{
    struct rotation rotation = IS_ADDING(NOW - HOUR);
    struct rotation_run run = AFTER(LIST, LISTS(2, OLD, LOST));

    ck_assert_int_eq(rotation_next(&rotation, &run), ROTATION_PUBLISH);
    ck_assert_str_eq(rotation.seen_uuid, "lost");
    ck_assert_int_eq(rotation.seen_at, NOW);
    ck_assert_int_eq(run.until, NOW + ROTATION_ORPHAN);
    run = (struct rotation_run)AFTER(LIST, LISTS(2, OLD, LOST));
    run.now = NOW + 60;
    ck_assert_int_eq(rotation_next(&rotation, &run), ROTATION_STOP);
    ck_assert_int_eq(run.until, NOW + ROTATION_ORPHAN);
}
END_TEST

START_TEST(who_used_the_old_one)
{
    struct rotation rotation = IS_PROVED(NOW - 2 * DAY);
    struct rotation_run run = AFTER(LIST, LISTS(2, OLD_USED(NOW - HOUR), NEW));

    ck_assert_int_eq(rotation_next(&rotation, &run), ROTATION_PUBLISH);
    ck_assert_int_eq(run.used_at, NOW - HOUR);
    ck_assert_int_eq(rotation.proved_at, NOW - 2 * DAY);
}
END_TEST

START_TEST(a_person_adds)
{
    struct rotation rotation = IS_IDLE;
    struct rotation_run run = AFTER(ADD, .is_manual = true);

    ck_assert_int_eq(rotation_next(&rotation, &run), ROTATION_PUBLISH);
    ck_assert(rotation.is_manual);
    ck_assert_int_eq(rotation.added_at, NOW);
}
END_TEST

/* The list that led to another secret can't say whether that one was deleted since. */
START_TEST(a_refused_secret_is_looked_for_anew)
{
    struct rotation rotation = IS_ADDING(NOW);
    struct rotation_run run = AFTER(ADD, .uuid = "new", .is_listed = true, LISTS(1, OLD));

    run.action = rotation_next(&rotation, &run);
    ck_assert_int_eq(run.action, ROTATION_PUBLISH);
    run.action = rotation_next(&rotation, &run);
    ck_assert_int_eq(run.action, ROTATION_PROVE);
    run.outcome = ROTATION_REFUSED;
    ck_assert_int_eq(rotation_next(&rotation, &run), ROTATION_LIST);
}
END_TEST

START_TEST(what_was_deleted_is_not_deleted_again)
{
    struct rotation rotation = IS_DELETING;
    struct rotation_run run = AFTER(LIST, LISTS(2, OLD, NEW));

    run.action = rotation_next(&rotation, &run);
    ck_assert_int_eq(run.action, ROTATION_DELETE);
    run.action = rotation_next(&rotation, &run);
    ck_assert_int_eq(run.action, ROTATION_LIST);
    ck_assert_int_eq(rotation_next(&rotation, &run), ROTATION_STOP);
    ck_assert_int_eq(run.verdict, ROTATION_STRANGE);
}
END_TEST

START_TEST(ids_of_a_page)
{
    static const struct {
        const char *url;
        bool is_good;
    } pages[] = {
        { "https://developer.adobe.com/console/projects/23294/45/credentials/436/details",
          true },
        { "https://developer.adobe.com/console/projects/23294/45/credentials/436", true },
        { "https://developer.adobe.com/console/projects/23294/45/overview", false },
        { "https://developer.adobe.com/console/credentials/436/", false },
        { "https://developer.adobe.com/console/projects/x/45/credentials/436/", false },
        { "https://developer.adobe.com/console/projects/23294/45/credentials/x", false },
        { "", false },
    };
    size_t i;

    for (i = 0; i < COUNT(pages); i++) {
        char org[ROTATION_ID_SIZE] = "", credential[ROTATION_ID_SIZE] = "";

        ck_assert_msg(rotation_ids_from_page(org, credential, pages[i].url) == pages[i].is_good,
                      "%s", pages[i].url);
        if (pages[i].is_good) {
            ck_assert_str_eq(org, "23294");
            ck_assert_str_eq(credential, "436");
        }
    }
}
END_TEST

int main(void)
{
    return suite_run("rotation_values",
                     SUITE(what_is_recorded, the_list_is_asked_for_anew,
                           which_secret_is_deleted, states_have_words, what_is_watched,
                           who_used_the_old_one, a_person_adds,
                           a_refused_secret_is_looked_for_anew,
                           what_was_deleted_is_not_deleted_again, ids_of_a_page));
}
