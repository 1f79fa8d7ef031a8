/* rotations.h: what is recorded and what Adobe lists, in the suites about rotation. */
#pragma once

#include "helper/token/rotation/rotation.h"

enum { HOUR = 3600, DAY = 86400 };

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

/* A run of the timer's, which has done this last. */
#define AFTER(last, ...)                                                                       \
    {                                                                                          \
        .is_due = true, .grace = ROTATION_GRACE, .now = NOW, .ours = "old",                    \
        .action = ROTATION_##last, ##__VA_ARGS__                                               \
    }
#define LISTS(count_of, ...) .count = (count_of), .list = { __VA_ARGS__ }
