/* console_model.c: Adobe, as rotation_model.c has it. */
#include "tests/model/console_model.h"

#include <stdlib.h>
#include <string.h>

struct slot *slot_find(struct world *world, char id)
{
    int i;

    for (i = 0; i < SLOTS; i++)
        if (id != 0 && world->slot[i].id == id)
            return &world->slot[i];
    return NULL;
}

bool console_use(struct world *world, char id)
{
    struct slot *slot = slot_find(world, id);

    if (slot != NULL)
        slot->used = present;
    return slot != NULL;
}

static char new_id(const struct world *world)
{
    char id = 'a';
    int i;

    while (id <= 'z') {
        bool taken = false;

        for (i = 0; i < MACHINES; i++) {
            const struct machine *machine = &world->machine[i];

            taken = taken || machine->secret[0] == id || machine->secret[1] == id ||
                    *machine->recorded.seen_uuid == id || *machine->recorded.old_uuid == id ||
                    *machine->recorded.new_uuid == id || machine->fresh == id ||
                    *machine->run.deleted == id;
        }
        for (i = 0; i < SLOTS; i++)
            taken = taken || world->slot[i].id == id;
        if (!taken)
            return id;
        id++;
    }
    abort();
}

static bool takes_effect(enum fate fate)
{
    return fate == DONE || fate == LOST_DONE || fate == DAMAGED_DONE || fate == MISSING_DONE;
}

enum rotation_outcome console_outcome(enum fate fate)
{
    static const enum rotation_outcome outcomes[ALL_FATES] = {
        [DONE] = ROTATION_DONE,
        [REFUSED] = ROTATION_REFUSED,
        [LOST_DONE] = ROTATION_UNKNOWN,
        [LOST_UNDONE] = ROTATION_UNKNOWN,
        [LATE] = ROTATION_UNKNOWN,
        [DAMAGED_DONE] = ROTATION_DAMAGED,
        [DAMAGED_UNDONE] = ROTATION_DAMAGED,
        [MISSING_DONE] = ROTATION_REFUSED,
        [MISSING_UNDONE] = ROTATION_REFUSED,
    };

    return outcomes[fate];
}

enum rotation_outcome console_list(struct world *world, struct rotation_run *run,
                                   enum fate fate)
{
    bool is_damaged = console_outcome(fate) == ROTATION_DAMAGED;
    int i;

    if (fate != DONE && !is_damaged)
        return console_outcome(fate);
    run->count = 0;
    for (i = 0; i < SLOTS; i++) {
        const struct slot *slot = &world->slot[i];

        if (slot->id == 0)
            continue;
        run->list[run->count] =
            (struct rotation_secret){ "", slot->created, is_damaged ? 0 : slot->used };
        run->list[run->count++].uuid[0] = slot->id;
    }
    return console_outcome(fate);
}

static struct slot *slot_add(struct world *world)
{
    struct slot *slot = world->slot[0].id == 0 ? &world->slot[0] : &world->slot[1];

    if (slot->id != 0)
        return NULL;
    *slot = (struct slot){ new_id(world), present, 0 };
    return slot;
}

static void slot_delete(struct world *world, char id)
{
    struct slot *slot = slot_find(world, id);

    if (slot != NULL)
        *slot = (struct slot){ 0 };
}

void console_late_arrives(struct world *world)
{
    if (world->late == ROTATION_ADD)
        slot_add(world);
    else if (world->late == ROTATION_DELETE)
        slot_delete(world, world->late_id);
    world->late = ROTATION_BEGIN;
}

enum rotation_outcome console_add(struct world *world, struct machine *machine, enum fate fate)
{
    const struct slot *slot;

    if (world->slot[0].id != 0 && world->slot[1].id != 0)
        return ROTATION_REFUSED;
    if (!takes_effect(fate))
        return console_outcome(fate);
    slot = slot_add(world);
    memset(machine->run.uuid, 0, sizeof machine->run.uuid);
    machine->run.uuid[0] = slot->id;
    if (fate == DONE)
        machine->fresh = slot->id;
    return console_outcome(fate);
}

enum rotation_outcome console_delete(struct world *world, struct machine *machine,
                                     enum fate fate)
{
    if (takes_effect(fate))
        slot_delete(world, machine->run.uuid[0]);
    return fate == MISSING_DONE || fate == MISSING_UNDONE ? ROTATION_DONE
                                                          : console_outcome(fate);
}
