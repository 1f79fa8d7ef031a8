/* rotation.h: how a client secret is replaced, step by step: what to do next, by what is
 * recorded and what the last step brought. Pure: no file, no clock, no network; tests/model
 * walks through all that can happen.
 *
 *   idle      nothing is under way
 *   adding    a secret is about to be asked for, or was and its answer is lost
 *   added     it is here, beside the old one; whether it works isn't known
 *   proved    it works and comes first; the old one waits until nobody uses it
 *   deleting  the old one is about to be deleted, or was and the answer is lost
 *
 * Each state is recorded before the next request. Until `proved` the old secret is the one that
 * is used, from then on the new one, so that any state has one that Adobe knows. Times are Unix
 * seconds by Adobe's clock, 0 = none.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ROTATION_UUID_SIZE 65
#define ROTATION_ID_SIZE   20
#define ROTATION_SECRETS   2            /* Adobe keeps so many at most */
#define ROTATION_GRACE     (25 * 3600)  /* seconds: a token's life, and an hour */
#define ROTATION_ORPHAN    (15 * 60)    /* so long a lost secret must stay unused */
#define ROTATION_PATIENCE  (14 * 86400) /* then somebody has to look who uses the old one */
#define ROTATION_REQUEST   (60 + 60)    /* a request's deadline, and clocks apart */

enum rotation_state {
    ROTATION_IDLE,
    ROTATION_ADDING,
    ROTATION_ADDED,
    ROTATION_PROVED,
    ROTATION_DELETING,
    ROTATION_STATES
};

/* What is recorded. */
struct rotation {
    enum rotation_state state;
    bool is_manual; /* a person adds and deletes, in the Console */
    char old_uuid[ROTATION_UUID_SIZE], new_uuid[ROTATION_UUID_SIZE]; /* "" = not known */
    int64_t added_at; /* when it was decided to ask for a secret */
    int64_t proved_at;
    char seen_uuid[ROTATION_UUID_SIZE]; /* a secret that may be the lost one, */
    int64_t seen_at;                    /* unused since at least then */
    int64_t used_at;                    /* when the old secret was used after all */
};

/* One that Adobe lists. */
struct rotation_secret {
    char uuid[ROTATION_UUID_SIZE];
    int64_t created_at, used_at;
};

enum rotation_action {
    ROTATION_BEGIN,   /* nothing was done yet */
    ROTATION_LIST,    /* ask which secrets there are: fill `list` and `count` */
    ROTATION_PUBLISH, /* record it */
    ROTATION_ADD,     /* ask for another secret; manual: take it from the person. Then `uuid` */
    ROTATION_PROVE,   /* ask for a token with the new secret alone, and show it to Workfront */
    ROTATION_DELETE,  /* ask that `uuid` be deleted; that it isn't there is a success */
    ROTATION_TRY_OLD, /* ask for a token with the old secret alone */
    ROTATION_STOP,    /* this run is over, for the reason `verdict` */
};

enum rotation_outcome {
    ROTATION_DONE,
    ROTATION_REFUSED, /* and not done */
    ROTATION_UNKNOWN, /* perhaps done: the answer is lost */
    ROTATION_DAMAGED, /* perhaps done: the answer can't be trusted */
};

enum rotation_verdict {
    ROTATION_FAILED,      /* the last action did */
    ROTATION_NOT_DUE,     /* nothing to do */
    ROTATION_FINISHED,    /* the old secret is gone */
    ROTATION_WAITS,       /* for the grace to end, at `until` */
    ROTATION_IN_USE,      /* the old secret was used since, at `used_at`; `until` as above */
    ROTATION_LONG_IN_USE, /* the same, for longer than ROTATION_PATIENCE */
    ROTATION_AWAITS,      /* for the other minters of a fleet to take the new secret */
    ROTATION_LONG_AWAITS, /* the same, for longer than ROTATION_PATIENCE */
    ROTATION_MAY_BE_LOST, /* a secret that may be ours stays until `until` */
    ROTATION_CHOICE,      /* two secrets, of which one isn't known here */
    ROTATION_OURS,        /* that one is in use, or may be */
    ROTATION_DROPPED,     /* the one that was named is gone */
    ROTATION_NOT_TAKEN,   /* IMS doesn't take the new secret yet */
    ROTATION_VANISHED,    /* the new secret was deleted; the old one stays */
    ROTATION_ABORTED,     /* the old secret stays */
    ROTATION_TOO_LATE,    /* to abort */
    ROTATION_STRANGE,     /* what Adobe lists doesn't fit what it did */
    ROTATION_OUTDATED,  /* manual: IMS refuses a secret that was doubtful; the old one stays */
    ROTATION_OLD_WORKS, /* manual: the person has to delete it now */
    ROTATION_VERDICTS
};

/* One run: what it is for, what it knows, and what it did last. */
struct rotation_run {
    bool is_due, is_manual, aborts;
    bool is_leak;     /* the old secret goes although it was used */
    bool is_doubtful; /* manual: what was given may be long deleted */
    bool is_awaited;  /* others of a fleet are still to take the new one: the old one stays */
    int64_t grace;    /* seconds for which it must have been unused */
    const char *drop; /* which of two secrets to delete; NULL = none */
    char ours[ROTATION_UUID_SIZE]; /* which one is in use here; "" = not known */

    int64_t now;
    struct rotation_secret list[ROTATION_SECRETS];
    size_t count;
    char uuid[ROTATION_UUID_SIZE];
    enum rotation_action action;
    enum rotation_outcome outcome; /* of that action */

    enum rotation_verdict verdict;
    int64_t until, used_at;
    bool is_listed, is_tried, is_ending; /* rotation_next()'s own, and */
    char deleted[ROTATION_UUID_SIZE];    /* which secret was */
};

/* What to do after run->action ended as run->outcome; the first time run->action is
 * ROTATION_BEGIN. What it returns is put into run->action by the caller, done, and its outcome
 * told. `rotation` is changed only to be published, by the ROTATION_PUBLISH that is returned
 * then; when that fails the run is over, and what was recorded before still holds. */
enum rotation_action rotation_next(struct rotation *rotation, struct rotation_run *run);

/* The word of a state in records ("added"), NULL for idle; and the state of a word, of NULL
 * idle, ROTATION_STATES for one that isn't known. */
const char *rotation_state_name(enum rotation_state state);
enum rotation_state rotation_state_from_name(const char *name);

/* Takes the ids of the organization and of the credential out of the address of the
 * credential's page in the Console, …/console/projects/ORG/PROJECT/credentials/CREDENTIAL/….
 * False for another address; what is written then means nothing. */
bool rotation_ids_from_page(char org[ROTATION_ID_SIZE], char credential[ROTATION_ID_SIZE],
                            const char *url);
