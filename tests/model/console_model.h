/* console_model.h: the world of rotation_model.c: machines that rotate one secret, and Adobe's
 * Console, which does what it is asked, or not, or lies.
 */
#pragma once

#include "helper/token/rotation/rotation.h"

enum { MACHINES = 2, SLOTS = 2, STATES_MAX = 1 << 18, HOUR = 3600, SHORTS = 1 };
static const int64_t present = 1000000000;

struct machine {
    struct rotation recorded, next; /* as published; as rotation_next() has it */
    struct rotation_run run;
    bool is_running;
    char secret[2]; /* letters; 0 = none */
    char fresh;     /* told, and not recorded yet */
};

struct world {
    struct slot {
        char id;
        int64_t created, used;
    } slot[SLOTS];
    struct machine machine[MACHINES];
    int shorts;
    enum rotation_action late; /* a request that takes effect when nobody waits for it */
    char late_id;
};

/* What becomes of one step of a machine. */
enum fate {
    DONE,
    REFUSED,
    LOST_DONE,
    LOST_UNDONE,
    KILLED,
    FATES,
    /* and from a Console that lies, in the years: too slow; a page, ten secrets or a uuid that
     * is none, and done or not; 404, and done or not */
    LATE = FATES,
    DAMAGED_DONE,
    DAMAGED_UNDONE,
    MISSING_DONE,
    MISSING_UNDONE,
    ALL_FATES
};

/* The secret with that id, or NULL. */
struct slot *slot_find(struct world *world, char id);

/* Asks for a token with that secret: false when Adobe doesn't know it. */
bool console_use(struct world *world, char id);

/* What the machine is told by a request of that fate. */
enum rotation_outcome console_outcome(enum fate fate);

/* The requests. A list that is damaged says that nobody uses any secret; to delete one that
 * isn't there is a success. */
enum rotation_outcome console_list(struct world *world, struct rotation_run *run,
                                   enum fate fate);
enum rotation_outcome console_add(struct world *world, struct machine *machine, enum fate fate);
enum rotation_outcome console_delete(struct world *world, struct machine *machine,
                                     enum fate fate);

/* The request that nobody waited for takes effect. */
void console_late_arrives(struct world *world);
