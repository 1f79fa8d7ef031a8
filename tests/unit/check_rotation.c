/* check_rotation.c: which step of a rotation follows which, each after an action that was done,
 * one that was refused, one whose answer is lost and one whose answer is damaged. */
#include "tests/lib/suite.h"

#include <string.h>

#include "tests/lib/rotations.h"

enum { OUTCOMES = ROTATION_DAMAGED + 1 };

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

static const struct row idle_rows[] = {
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
    { "one named, not due",
      IS_IDLE,
      { .action = ROTATION_BEGIN, .drop = "new" },
      { ALWAYS(GO(LIST, IDLE)) } },
    { "one named that was used a token's life ago, ours not known",
      IS_IDLE,
      { .now = NOW,
        .action = ROTATION_LIST,
        .drop = "new",
        LISTS(2, OLD, { "new", LONG, NOW - ROTATION_GRACE }) },
      { GO(DELETE, IDLE), OR_FAILS(IDLE) } },
    { "the rotation given up",
      IS_IDLE,
      AFTER(PUBLISH, .is_ending = true),
      { STOP(FAILED, IDLE), OR_FAILS(IDLE) } },
};

START_TEST(idle)
{
    try_rows(idle_rows, COUNT(idle_rows));
}
END_TEST

static const struct row adding_rows[] = {
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
    { "no secret at all",
      IS_ADDING(NOW),
      AFTER(LIST),
      { END(STRANGE, IDLE), OR_FAILS(ADDING) } },
    { "a new one, to abort",
      IS_ADDING(NOW - HOUR),
      AFTER(LIST, .aborts = true, LISTS(2, OLD, LOST)),
      { END(MAY_BE_LOST, ADDING), OR_FAILS(ADDING) } },
    { "another new one than the one that was seen",
      IS_SEEN(NOW - ROTATION_ORPHAN),
      AFTER(LIST, LISTS(2, OLD, { "other", NOW - HOUR, 0 })),
      { END(MAY_BE_LOST, ADDING), OR_FAILS(ADDING) } },
    { "a new one, as old as the intent can be",
      IS_SEEN(NOW - ROTATION_ORPHAN),
      AFTER(LIST, LISTS(2, OLD, { "lost", NOW - HOUR - 60, 0 })),
      { GO(DELETE, ADDING), OR_FAILS(ADDING) } },
    { "a new one, as young as the request can be",
      IS_SEEN(NOW - ROTATION_ORPHAN),
      AFTER(LIST, LISTS(2, OLD, { "lost", NOW - HOUR + ROTATION_REQUEST, 0 })),
      { GO(DELETE, ADDING), OR_FAILS(ADDING) } },
    { "the lost one gone",
      IS_SEEN(NOW - ROTATION_ORPHAN),
      AFTER(LIST, .deleted = "lost", LISTS(1, OLD)),
      { GO(PUBLISH, ADDING), OR_FAILS(ADDING) } },
    { "what was seen recorded",
      IS_SEEN(NOW),
      AFTER(PUBLISH, .is_ending = true, .verdict = ROTATION_MAY_BE_LOST),
      { STOP(MAY_BE_LOST, ADDING), OR_FAILS(ADDING) } },
};

START_TEST(adding)
{
    try_rows(adding_rows, COUNT(adding_rows));
}
END_TEST

static const struct row added_rows[] = {
    { "taken up", IS_ADDED, AFTER(BEGIN), { ALWAYS(GO(PROVE, ADDED)) } },
    { "the secret recorded", IS_ADDED, AFTER(PUBLISH), { GO(PROVE, ADDED), OR_FAILS(ADDED) } },
    { "tried",
      IS_ADDED,
      AFTER(PROVE),
      { GO(PUBLISH, PROVED), GO(LIST, ADDED), UNSURE(ADDED) } },
    { "tried, by hand",
      BY_HAND(ROTATION_ADDED, 0),
      AFTER(PROVE),
      { GO(PUBLISH, PROVED), STOP(NOT_TAKEN, ADDED), UNSURE(ADDED) } },
    { "tried, by hand, of a file without the old one",
      BY_HAND(ROTATION_ADDED, 0),
      AFTER(PROVE, .is_doubtful = true),
      { GO(PUBLISH, PROVED), END(OUTDATED, IDLE), UNSURE(ADDED) } },
    { "that one dropped",
      IS_IDLE,
      AFTER(PUBLISH, .is_doubtful = true, .is_ending = true, .verdict = ROTATION_OUTDATED),
      { STOP(OUTDATED, IDLE), OR_FAILS(IDLE) } },
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
    { "refused, and none is listed",
      IS_ADDED,
      AFTER(LIST, .is_tried = true),
      { END(VANISHED, IDLE), OR_FAILS(ADDED) } },
};

START_TEST(added)
{
    try_rows(added_rows, COUNT(added_rows));
}
END_TEST

static const struct row proved_rows[] = {
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
    { "used a minute after the proof",
      IS_PROVED(NOW - ROTATION_GRACE),
      AFTER(LIST, LISTS(2, OLD_USED(NOW - ROTATION_GRACE + 60), NEW)),
      { STOP(WAITS, PROVED), OR_FAILS(PROVED) } },
    { "used more than a minute after the proof",
      IS_PROVED(NOW - ROTATION_GRACE),
      AFTER(LIST, LISTS(2, OLD_USED(NOW - ROTATION_GRACE + 61), NEW)),
      { END(IN_USE, PROVED), OR_FAILS(PROVED) } },
    { "the use recorded",
      IS_PROVED(NOW - 2 * DAY),
      AFTER(PUBLISH, .is_ending = true, .verdict = ROTATION_IN_USE),
      { STOP(IN_USE, PROVED), OR_FAILS(PROVED) } },
    { "used for two weeks to the second",
      IS_PROVED(NOW - ROTATION_PATIENCE),
      AFTER(LIST, LISTS(2, OLD_USED(NOW - HOUR), NEW)),
      { END(IN_USE, PROVED), OR_FAILS(PROVED) } },
    { "no secret at all",
      IS_PROVED(NOW - 2 * DAY),
      AFTER(LIST),
      { STOP(STRANGE, PROVED), OR_FAILS(PROVED) } },
    { "in the grace, by hand",
      BY_HAND(ROTATION_PROVED, NOW - ROTATION_GRACE + 1),
      AFTER(BEGIN),
      { ALWAYS(STOP(WAITS, PROVED)) } },
    { "for a leak, by hand",
      BY_HAND(ROTATION_PROVED, NOW),
      AFTER(BEGIN, .is_leak = true),
      { ALWAYS(GO(TRY_OLD, PROVED)) } },
    { "to abort, by hand",
      BY_HAND(ROTATION_PROVED, NOW - 2 * DAY),
      AFTER(BEGIN, .aborts = true),
      { ALWAYS(STOP(TOO_LATE, PROVED)) } },
};

START_TEST(proved)
{
    try_rows(proved_rows, COUNT(proved_rows));
}
END_TEST

static const struct row deleting_rows[] = {
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
    { "used since, for a leak",
      IS_DELETING,
      AFTER(LIST, .is_leak = true, LISTS(2, OLD_USED(NOW), NEW)),
      { GO(DELETE, DELETING), OR_FAILS(DELETING) } },
    { "unused, and proved just now",
      LATER(ROTATION_DELETING, NOW - HOUR),
      AFTER(LIST, LISTS(2, OLD, NEW)),
      { STOP(WAITS, DELETING), OR_FAILS(DELETING) } },
    { "used at the proof",
      LATER(ROTATION_DELETING, NOW - HOUR),
      AFTER(LIST, LISTS(2, OLD_USED(NOW - HOUR), NEW)),
      { STOP(WAITS, DELETING), OR_FAILS(DELETING) } },
    { "used for two weeks",
      LATER(ROTATION_DELETING, NOW - ROTATION_PATIENCE - 1),
      AFTER(LIST, LISTS(2, OLD_USED(NOW - HOUR), NEW)),
      { END(LONG_IN_USE, DELETING), OR_FAILS(DELETING) } },
    { "the use recorded",
      IS_DELETING,
      AFTER(PUBLISH, .is_ending = true, .verdict = ROTATION_IN_USE),
      { STOP(IN_USE, DELETING), OR_FAILS(DELETING) } },
    { "no secret at all",
      IS_DELETING,
      AFTER(LIST),
      { STOP(STRANGE, DELETING), OR_FAILS(DELETING) } },
    { "gone before it was asked for",
      IS_DELETING,
      AFTER(LIST, LISTS(1, NEW)),
      { END(FINISHED, IDLE), OR_FAILS(DELETING) } },
};

START_TEST(deleting)
{
    try_rows(deleting_rows, COUNT(deleting_rows));
}
END_TEST

/* Which of a run's actions have a row, of a state. */
static void mark(bool seen[ROTATION_STATES][ROTATION_STOP], const struct row *rows,
                 size_t count)
{
    while (count-- > 0)
        seen[rows[count].recorded.state][rows[count].run.action] = true;
}

static void try_followers(bool seen[ROTATION_STATES][ROTATION_STOP], const struct row *rows,
                          size_t count)
{
    size_t i;
    int outcome;

    for (i = 0; i < count; i++)
        for (outcome = 0; outcome < OUTCOMES; outcome++) {
            const struct next *next = &rows[i].next[outcome];

            ck_assert_msg(next->action == ROTATION_STOP || seen[next->state][next->action],
                          "%s, %s: what follows has no row", rows[i].what, outcomes[outcome]);
        }
}

/* No table leaves out a step: each state is taken up, and what a row leads to has rows. */
START_TEST(each_step_has_a_row)
{
    static const struct {
        const struct row *rows;
        size_t count;
    } tables[] = { { idle_rows, COUNT(idle_rows) },
                   { adding_rows, COUNT(adding_rows) },
                   { added_rows, COUNT(added_rows) },
                   { proved_rows, COUNT(proved_rows) },
                   { deleting_rows, COUNT(deleting_rows) } };
    bool seen[ROTATION_STATES][ROTATION_STOP] = { { false } };
    size_t i;

    for (i = 0; i < COUNT(tables); i++)
        mark(seen, tables[i].rows, tables[i].count);
    for (i = 0; i < COUNT(tables); i++) {
        ck_assert_msg(seen[i][ROTATION_BEGIN], "state %zu isn't taken up", i);
        try_followers(seen, tables[i].rows, tables[i].count);
    }
}
END_TEST

int main(void)
{
    return suite_run("rotation",
                     SUITE(idle, adding, added, proved, deleting, each_step_has_a_row));
}
