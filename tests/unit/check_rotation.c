/* check_rotation.c: which step of a rotation follows which, each after an action that was done,
 * one that was refused, one whose answer is lost and one whose answer is damaged. */
#include "tests/lib/suite.h"

#include <string.h>

#include "helper/token/rotation.h"

enum { HOUR = 3600, DAY = 86400, OUTCOMES = ROTATION_DAMAGED + 1 };

#define NOW  INT64_C(1800000000)
#define LONG (NOW - 100 * DAY)

/* Secrets as Adobe lists them: uuid, created, last used. */
#define OLD                                                                                    \
    {                                                                                          \
        "old", LONG, LONG                                                                      \
    }
#define OLD_USED(at)                                                                           \
    {                                                                                          \
        "old", LONG, at                                                                        \
    }
#define NEW                                                                                    \
    {                                                                                          \
        "new", NOW - 2 * DAY, NOW - HOUR                                                       \
    }
#define LOST                                                                                   \
    {                                                                                          \
        "lost", NOW - HOUR, 0                                                                  \
    }

/* What is recorded. */
#define IS_IDLE                                                                                \
    {                                                                                          \
        .state = ROTATION_IDLE                                                                 \
    }
#define IS_ADDING(at)                                                                          \
    {                                                                                          \
        .state = ROTATION_ADDING, .old_uuid = "old", .added_at = (at)                          \
    }
#define IS_SEEN(at)                                                                            \
    {                                                                                          \
        .state = ROTATION_ADDING, .old_uuid = "old", .added_at = NOW - HOUR,                   \
        .seen_uuid = "lost", .seen_at = (at)                                                   \
    }
#define LATER(of, at)                                                                          \
    {                                                                                          \
        .state = (of), .old_uuid = "old", .new_uuid = "new", .proved_at = (at)                 \
    }
#define IS_ADDED      LATER(ROTATION_ADDED, 0)
#define IS_PROVED(at) LATER(ROTATION_PROVED, at)
#define IS_DELETING   LATER(ROTATION_DELETING, NOW - 2 * DAY)
#define BY_HAND(of, at)                                                                        \
    {                                                                                          \
        .state = (of), .is_manual = true, .proved_at = (at)                                    \
    }

/* What follows: the action, why when it is the end, and the state that is recorded then. */
struct next {
    enum rotation_action action;
    enum rotation_verdict verdict;
    enum rotation_state state;
};

#define GO(action, state)                                                                      \
    {                                                                                          \
        ROTATION_##action, ROTATION_FAILED, ROTATION_##state                                   \
    }
#define STOP(verdict, state)                                                                   \
    {                                                                                          \
        ROTATION_STOP, ROTATION_##verdict, ROTATION_##state                                    \
    }
/* Published, and over. */
#define END(verdict, state)                                                                    \
    {                                                                                          \
        ROTATION_PUBLISH, ROTATION_##verdict, ROTATION_##state                                 \
    }
#define UNSURE(state) STOP(FAILED, state), STOP(FAILED, state)
/* It fails in each way but the first, and nothing changes. */
#define OR_FAILS(state) STOP(FAILED, state), UNSURE(state)
#define ALWAYS(...)     __VA_ARGS__, __VA_ARGS__, __VA_ARGS__, __VA_ARGS__

struct row {
    const char *what;
    struct rotation recorded;
    struct rotation_run run;
    struct next next[OUTCOMES];
};

/* A run of the timer's, which has done this last. */
#define AFTER(last, ...)                                                                       \
    {                                                                                          \
        .is_due = true, .grace = ROTATION_GRACE, .now = NOW, .ours = "old",                    \
        .action = ROTATION_##last, ##__VA_ARGS__                                               \
    }
#define LISTS(count_of, ...) .count = (count_of), .list = { __VA_ARGS__ }

static const char *const outcomes[OUTCOMES] = { "done", "refused", "unknown", "damaged" };

static void try_step(const struct row *row, int outcome)
{
    const struct next *wanted = &row->next[outcome];
    struct rotation rotation = row->recorded;
    struct rotation_run run = row->run;
    enum rotation_action action;

    run.outcome = (enum rotation_outcome)outcome;
    action = rotation_next(&rotation, &run);
    ck_assert_msg(action == wanted->action, "%s, %s: action %d", row->what, outcomes[outcome],
                  action);
    ck_assert_msg(rotation.state == wanted->state, "%s, %s: state %d", row->what,
                  outcomes[outcome], rotation.state);
    if (action == ROTATION_STOP || run.is_ending)
        ck_assert_msg(run.verdict == wanted->verdict, "%s, %s: verdict %d", row->what,
                      outcomes[outcome], run.verdict);
    if (action != ROTATION_PUBLISH)
        ck_assert_msg(memcmp(&rotation, &row->recorded, sizeof rotation) == 0,
                      "%s, %s: changed, and not published", row->what, outcomes[outcome]);
    if (action == ROTATION_PUBLISH)
        ck_assert_msg(run.is_ending == (wanted->verdict != ROTATION_FAILED ||
                                        wanted->state == ROTATION_IDLE),
                      "%s, %s: goes on, or doesn't", row->what, outcomes[outcome]);
}

static void try_rows(const struct row *rows, size_t count)
{
    size_t i;
    int outcome;

    for (i = 0; i < count; i++)
        for (outcome = 0; outcome < OUTCOMES; outcome++)
            try_step(&rows[i], outcome);
}

START_TEST(idle)
{
    static const struct row rows[] = {
        { "due", IS_IDLE, AFTER(BEGIN), { ALWAYS(GO(LIST, IDLE)) } },
        { "not due", IS_IDLE, { .action = ROTATION_BEGIN }, { ALWAYS(STOP(NOT_DUE, IDLE)) } },
        { "to abort", IS_IDLE, AFTER(BEGIN, .aborts = true), { ALWAYS(STOP(NOT_DUE, IDLE)) } },
        { "by hand", IS_IDLE, AFTER(BEGIN, .is_manual = true), { ALWAYS(GO(ADD, IDLE)) } },
        { "given by hand",
          IS_IDLE,
          AFTER(ADD, .is_manual = true),
          { GO(PUBLISH, ADDED), OR_FAILS(IDLE) } },
        { "one secret",
          IS_IDLE,
          AFTER(LIST, LISTS(1, OLD)),
          { GO(PUBLISH, ADDING), OR_FAILS(IDLE) } },
        { "two secrets",
          IS_IDLE,
          AFTER(LIST, LISTS(2, OLD, NEW)),
          { STOP(CHOICE, IDLE), OR_FAILS(IDLE) } },
        { "no secret", IS_IDLE, AFTER(LIST), { STOP(STRANGE, IDLE), OR_FAILS(IDLE) } },
        { "one named",
          IS_IDLE,
          AFTER(LIST, .drop = "new", LISTS(2, OLD, NEW)),
          { GO(DELETE, IDLE), OR_FAILS(IDLE) } },
        { "one named, where a person adds",
          IS_IDLE,
          AFTER(LIST, .is_manual = true, .drop = "new", LISTS(2, OLD, NEW)),
          { GO(DELETE, IDLE), OR_FAILS(IDLE) } },
        { "ours named",
          IS_IDLE,
          AFTER(LIST, .drop = "old", LISTS(2, OLD, NEW)),
          { STOP(OURS, IDLE), OR_FAILS(IDLE) } },
        { "the only one named",
          IS_IDLE,
          AFTER(LIST, .drop = "new", LISTS(1, { "new", LONG, LONG })),
          { STOP(OURS, IDLE), OR_FAILS(IDLE) } },
        { "one in use named, ours not known",
          IS_IDLE,
          { .now = NOW, .action = ROTATION_LIST, .drop = "new", LISTS(2, OLD, NEW) },
          { STOP(OURS, IDLE), OR_FAILS(IDLE) } },
        { "none so named",
          IS_IDLE,
          AFTER(LIST, .drop = "nobody", LISTS(2, OLD, NEW)),
          { STOP(CHOICE, IDLE), OR_FAILS(IDLE) } },
        { "the named one gone",
          IS_IDLE,
          AFTER(LIST, .drop = "new", .deleted = "new", LISTS(1, OLD)),
          { STOP(DROPPED, IDLE), OR_FAILS(IDLE) } },
        { "the named one deleted and there",
          IS_IDLE,
          AFTER(LIST, .drop = "new", .deleted = "new", LISTS(2, OLD, NEW)),
          { STOP(STRANGE, IDLE), OR_FAILS(IDLE) } },
        { "the named one's deletion",
          IS_IDLE,
          AFTER(DELETE, .drop = "new", .uuid = "new", .deleted = "new", .is_listed = true),
          { GO(LIST, IDLE), OR_FAILS(IDLE) } },
        { "the last publication",
          IS_IDLE,
          AFTER(PUBLISH, .is_ending = true, .verdict = ROTATION_FINISHED),
          { STOP(FINISHED, IDLE), OR_FAILS(IDLE) } },
    };

    try_rows(rows, COUNT(rows));
}
END_TEST

START_TEST(adding)
{
    static const struct row rows[] = {
        { "taken up", IS_ADDING(NOW - DAY), AFTER(BEGIN), { ALWAYS(GO(LIST, ADDING)) } },
        { "the intent recorded",
          IS_ADDING(NOW),
          AFTER(PUBLISH, .is_listed = true, LISTS(1, OLD)),
          { GO(ADD, ADDING), OR_FAILS(ADDING) } },
        { "nothing new",
          IS_ADDING(NOW - 60),
          AFTER(LIST, LISTS(1, OLD)),
          { GO(ADD, ADDING), OR_FAILS(ADDING) } },
        { "nothing new, an intent that got old",
          IS_ADDING(NOW - 61),
          AFTER(LIST, LISTS(1, OLD)),
          { GO(PUBLISH, ADDING), OR_FAILS(ADDING) } },
        { "nothing new, to abort",
          IS_ADDING(NOW - 61),
          AFTER(LIST, .aborts = true, LISTS(1, OLD)),
          { END(ABORTED, IDLE), OR_FAILS(ADDING) } },
        { "the old one gone",
          IS_ADDING(NOW),
          AFTER(LIST, LISTS(1, LOST)),
          { END(STRANGE, IDLE), OR_FAILS(ADDING) } },
        { "a new one, not seen before",
          IS_ADDING(NOW - HOUR),
          AFTER(LIST, LISTS(2, OLD, LOST)),
          { END(MAY_BE_LOST, ADDING), OR_FAILS(ADDING) } },
        { "a new one, seen just now",
          IS_SEEN(NOW - ROTATION_ORPHAN + 1),
          AFTER(LIST, LISTS(2, OLD, LOST)),
          { STOP(MAY_BE_LOST, ADDING), OR_FAILS(ADDING) } },
        { "a new one, seen long ago",
          IS_SEEN(NOW - ROTATION_ORPHAN),
          AFTER(LIST, LISTS(2, LOST, OLD)),
          { GO(DELETE, ADDING), OR_FAILS(ADDING) } },
        { "a new one, used",
          IS_SEEN(NOW - ROTATION_ORPHAN),
          AFTER(LIST, LISTS(2, OLD, { "lost", NOW - HOUR, NOW - 60 })),
          { END(CHOICE, IDLE), OR_FAILS(ADDING) } },
        { "a new one, older than the intent",
          IS_SEEN(NOW - ROTATION_ORPHAN),
          AFTER(LIST, LISTS(2, OLD, { "lost", NOW - HOUR - 61, 0 })),
          { END(CHOICE, IDLE), OR_FAILS(ADDING) } },
        { "a new one, younger than the request",
          IS_SEEN(NOW - ROTATION_ORPHAN),
          AFTER(LIST, LISTS(2, OLD, { "lost", NOW - HOUR + ROTATION_REQUEST + 1, 0 })),
          { END(CHOICE, IDLE), OR_FAILS(ADDING) } },
        { "a new one, named",
          IS_ADDING(NOW - HOUR),
          AFTER(LIST, .drop = "lost", LISTS(2, OLD, LOST)),
          { GO(DELETE, ADDING), OR_FAILS(ADDING) } },
        { "the lost one's deletion",
          IS_SEEN(NOW - ROTATION_ORPHAN),
          AFTER(DELETE, .uuid = "lost", .deleted = "lost", .is_listed = true),
          { GO(LIST, ADDING), OR_FAILS(ADDING) } },
        { "the lost one deleted and there",
          IS_SEEN(NOW - ROTATION_ORPHAN),
          AFTER(LIST, .deleted = "lost", LISTS(2, OLD, LOST)),
          { STOP(STRANGE, ADDING), OR_FAILS(ADDING) } },
        { "asked for",
          IS_ADDING(NOW),
          AFTER(ADD, .uuid = "new"),
          { GO(PUBLISH, ADDED), END(FAILED, IDLE), UNSURE(ADDING) } },
    };

    try_rows(rows, COUNT(rows));
}
END_TEST

START_TEST(added)
{
    static const struct row rows[] = {
        { "taken up", IS_ADDED, AFTER(BEGIN), { ALWAYS(GO(PROVE, ADDED)) } },
        { "the secret recorded",
          IS_ADDED,
          AFTER(PUBLISH),
          { GO(PROVE, ADDED), OR_FAILS(ADDED) } },
        { "tried",
          IS_ADDED,
          AFTER(PROVE),
          { GO(PUBLISH, PROVED), GO(LIST, ADDED), UNSURE(ADDED) } },
        { "tried, by hand",
          BY_HAND(ROTATION_ADDED, 0),
          AFTER(PROVE),
          { GO(PUBLISH, PROVED), STOP(NOT_TAKEN, ADDED), UNSURE(ADDED) } },
        { "refused, and listed",
          IS_ADDED,
          AFTER(LIST, .is_tried = true, LISTS(2, OLD, NEW)),
          { STOP(NOT_TAKEN, ADDED), OR_FAILS(ADDED) } },
        { "refused, and not listed",
          IS_ADDED,
          AFTER(LIST, .is_tried = true, LISTS(1, OLD)),
          { END(VANISHED, IDLE), OR_FAILS(ADDED) } },
        { "to abort", IS_ADDED, AFTER(BEGIN, .aborts = true), { ALWAYS(GO(LIST, ADDED)) } },
        { "to abort, by hand",
          BY_HAND(ROTATION_ADDED, 0),
          AFTER(BEGIN, .aborts = true),
          { ALWAYS(END(ABORTED, IDLE)) } },
        { "to abort, and listed",
          IS_ADDED,
          AFTER(LIST, .aborts = true, LISTS(2, OLD, NEW)),
          { GO(DELETE, ADDED), OR_FAILS(ADDED) } },
        { "the deletion",
          IS_ADDED,
          AFTER(DELETE, .aborts = true, .uuid = "new", .deleted = "new", .is_listed = true),
          { GO(LIST, ADDED), OR_FAILS(ADDED) } },
        { "deleted and there",
          IS_ADDED,
          AFTER(LIST, .aborts = true, .deleted = "new", LISTS(2, OLD, NEW)),
          { STOP(STRANGE, ADDED), OR_FAILS(ADDED) } },
        { "to abort, and gone",
          IS_ADDED,
          AFTER(LIST, .aborts = true, LISTS(1, OLD)),
          { END(ABORTED, IDLE), OR_FAILS(ADDED) } },
    };

    try_rows(rows, COUNT(rows));
}
END_TEST

START_TEST(proved)
{
    static const struct row rows[] = {
        { "the proof recorded",
          IS_PROVED(NOW),
          AFTER(PUBLISH),
          { STOP(WAITS, PROVED), OR_FAILS(PROVED) } },
        { "the proof recorded, for a leak",
          IS_PROVED(NOW),
          AFTER(PUBLISH, .is_leak = true),
          { GO(LIST, PROVED), OR_FAILS(PROVED) } },
        { "in the grace",
          IS_PROVED(NOW - ROTATION_GRACE + 1),
          AFTER(BEGIN),
          { ALWAYS(STOP(WAITS, PROVED)) } },
        { "after the grace",
          IS_PROVED(NOW - ROTATION_GRACE),
          AFTER(BEGIN),
          { ALWAYS(GO(LIST, PROVED)) } },
        { "to abort",
          IS_PROVED(NOW - 2 * DAY),
          AFTER(BEGIN, .aborts = true),
          { ALWAYS(STOP(TOO_LATE, PROVED)) } },
        { "unused",
          IS_PROVED(NOW - 2 * DAY),
          AFTER(LIST, LISTS(2, OLD, NEW)),
          { GO(PUBLISH, DELETING), OR_FAILS(PROVED) } },
        { "used, a grace ago",
          IS_PROVED(NOW - 3 * DAY),
          AFTER(LIST, LISTS(2, OLD_USED(NOW - ROTATION_GRACE), NEW)),
          { GO(PUBLISH, DELETING), OR_FAILS(PROVED) } },
        { "used since",
          IS_PROVED(NOW - 2 * DAY),
          AFTER(LIST, LISTS(2, OLD_USED(NOW - HOUR), NEW)),
          { END(IN_USE, PROVED), OR_FAILS(PROVED) } },
        { "used for two weeks",
          IS_PROVED(NOW - ROTATION_PATIENCE - 1),
          AFTER(LIST, LISTS(2, OLD_USED(NOW - HOUR), NEW)),
          { END(LONG_IN_USE, PROVED), OR_FAILS(PROVED) } },
        { "used since, for a leak",
          IS_PROVED(NOW),
          AFTER(LIST, .is_leak = true, LISTS(2, OLD_USED(NOW), NEW)),
          { GO(PUBLISH, DELETING), OR_FAILS(PROVED) } },
        { "the new one gone",
          IS_PROVED(NOW - 2 * DAY),
          AFTER(LIST, LISTS(1, OLD)),
          { STOP(STRANGE, PROVED), OR_FAILS(PROVED) } },
        { "a stranger in its place, for a leak",
          IS_PROVED(NOW),
          AFTER(LIST, .is_leak = true, LISTS(2, OLD, LOST)),
          { STOP(STRANGE, PROVED), OR_FAILS(PROVED) } },
        { "the old one gone",
          IS_PROVED(NOW - 2 * DAY),
          AFTER(LIST, LISTS(1, NEW)),
          { END(FINISHED, IDLE), OR_FAILS(PROVED) } },
        { "by hand",
          BY_HAND(ROTATION_PROVED, NOW - 2 * DAY),
          AFTER(BEGIN),
          { ALWAYS(GO(TRY_OLD, PROVED)) } },
        { "the old one tried, by hand",
          BY_HAND(ROTATION_PROVED, NOW - 2 * DAY),
          AFTER(TRY_OLD),
          { STOP(OLD_WORKS, PROVED), END(FINISHED, IDLE), UNSURE(PROVED) } },
    };

    try_rows(rows, COUNT(rows));
}
END_TEST

START_TEST(deleting)
{
    static const struct row rows[] = {
        { "taken up", IS_DELETING, AFTER(BEGIN), { ALWAYS(GO(LIST, DELETING)) } },
        { "to abort",
          IS_DELETING,
          AFTER(BEGIN, .aborts = true),
          { ALWAYS(STOP(TOO_LATE, DELETING)) } },
        { "the intent recorded",
          IS_DELETING,
          AFTER(PUBLISH),
          { GO(LIST, DELETING), OR_FAILS(DELETING) } },
        { "unused",
          IS_DELETING,
          AFTER(LIST, LISTS(2, OLD, NEW)),
          { GO(DELETE, DELETING), OR_FAILS(DELETING) } },
        { "used since",
          IS_DELETING,
          AFTER(LIST, LISTS(2, OLD_USED(NOW - HOUR), NEW)),
          { END(IN_USE, DELETING), OR_FAILS(DELETING) } },
        { "the new one gone",
          IS_DELETING,
          AFTER(LIST, LISTS(1, OLD)),
          { STOP(STRANGE, DELETING), OR_FAILS(DELETING) } },
        { "the deletion",
          IS_DELETING,
          AFTER(DELETE, .uuid = "old", .deleted = "old", .is_listed = true),
          { GO(LIST, DELETING), OR_FAILS(DELETING) } },
        { "deleted and there",
          IS_DELETING,
          AFTER(LIST, .deleted = "old", LISTS(2, OLD, NEW)),
          { STOP(STRANGE, DELETING), OR_FAILS(DELETING) } },
        { "gone",
          IS_DELETING,
          AFTER(LIST, .deleted = "old", LISTS(1, NEW)),
          { END(FINISHED, IDLE), OR_FAILS(DELETING) } },
    };

    try_rows(rows, COUNT(rows));
}
END_TEST

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

int main(void)
{
    return suite_run("rotation", SUITE(idle, adding, added, proved, deleting, what_is_recorded,
                                       the_list_is_asked_for_anew, which_secret_is_deleted,
                                       states_have_words));
}
