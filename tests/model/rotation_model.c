/* rotation_model.c: walks through all that can happen to machines that rotate one secret, by
 * the very code that decides (helper/token/rotation/rotation.c).
 *
 *     rotation_model [year SEED]
 *
 * Without arguments all states are visited that one machine, one beside another that uses the
 * secret, one whose fleet has another minter, and two that rotate can come into: each step is
 * done, refused, or done or not with its answer lost, or the machine is killed before it;
 * between them time goes by, in which each machine asks for a token once. The other minter
 * sleeps, so that Adobe can't tell that it has the old secret, until it takes the new one; the
 * rotator may be told of a leak. In every state each machine must have a secret that Adobe
 * knows; and a machine alone, or with a fleet that wakes, must get to an end with one secret.
 * With `year`, 365 nights of two
 * machines at random, and of a Console that lies. Exit status 1 when something doesn't hold.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/model/console_model.h"

static const int64_t far_off = 26 * HOUR;
static int machines, rotating;
static bool is_fleet;

/* ## One step of a machine */

/* The order in which the machine tries its secrets goes with the state, as rotation_run.c. */
static void publish(struct machine *machine)
{
    enum rotation_state before = machine->recorded.state, after = machine->next.state;
    char first = machine->secret[0];

    if (after == ROTATION_ADDED && before != ROTATION_ADDED)
        machine->secret[1] = machine->fresh;
    if (after == ROTATION_PROVED && before == ROTATION_ADDED) {
        machine->secret[0] = machine->secret[1];
        machine->secret[1] = first;
    }
    if (after == ROTATION_IDLE)
        machine->secret[1] = 0;
    machine->recorded = machine->next;
    machine->fresh = 0;
}

static enum rotation_outcome act(struct world *world, struct machine *machine, enum fate fate)
{
    enum rotation_action action = machine->run.action;

    if (action == ROTATION_PUBLISH) {
        publish(machine);
        return ROTATION_DONE;
    }
    if (!console_use(world, machine->secret[action == ROTATION_PROVE]))
        return ROTATION_REFUSED;
    if (fate == LATE) {
        console_late_arrives(world);
        world->late = action;
        world->late_id = machine->run.uuid[0];
    }
    if (action == ROTATION_LIST)
        return console_list(world, &machine->run, fate == REFUSED ? LOST_UNDONE : fate);
    if (action == ROTATION_ADD)
        return console_add(world, machine, fate);
    if (action == ROTATION_DELETE)
        return console_delete(world, machine, fate);
    return console_outcome(fate);
}

static void stop(struct machine *machine)
{
    machine->is_running = false;
    machine->fresh = 0;
    machine->next = machine->recorded;
    machine->run = (struct rotation_run){ .verdict = machine->run.verdict };
}

static void advance(struct machine *machine)
{
    machine->run.now = present;
    machine->run.action = rotation_next(&machine->next, &machine->run);
    if (machine->run.action == ROTATION_STOP)
        stop(machine);
}

/* Until the new secret is proved, nobody has it. */
static bool is_awaited(const struct world *world)
{
    const struct machine *rotator = &world->machine[0], *other = &world->machine[1];

    return is_fleet && (rotator->recorded.state < ROTATION_PROVED ||
                        other->secret[0] != rotator->secret[0]);
}

/* The other minter does without the old secret from then on. */
static void take(struct world *world)
{
    world->machine[1].secret[0] = world->machine[0].secret[0];
    world->machine[1].secret[1] = 0;
}

static void begin(const struct world *world, struct machine *machine, bool is_leak)
{
    machine->run = (struct rotation_run){ .is_due = true,
                                          .grace = is_leak ? 0 : ROTATION_GRACE,
                                          .is_leak = is_leak,
                                          .is_awaited = is_awaited(world) };
    machine->next = machine->recorded;
    machine->is_running = true;
    advance(machine);
}

static void step(struct world *world, struct machine *machine, enum fate fate)
{
    if (fate == KILLED) {
        stop(machine);
        return;
    }
    machine->run.outcome = act(world, machine, fate);
    advance(machine);
}

/* ## Time */

static void shift(int64_t *at, int64_t seconds)
{
    if (*at == 0)
        return;
    *at -= seconds;
    if (*at < present - far_off)
        *at = present - far_off;
}

/* A night has an hour in which each machine asks for a token, with the first secret that works;
 * but one that sleeps. */
static void pass(struct world *world, int64_t seconds)
{
    int i, j;

    for (i = 0; i < SLOTS; i++) {
        shift(&world->slot[i].created, seconds);
        shift(&world->slot[i].used, seconds);
    }
    for (i = 0; i < MACHINES; i++) {
        struct machine *machine = &world->machine[i];

        shift(&machine->recorded.added_at, seconds);
        shift(&machine->recorded.proved_at, seconds);
        shift(&machine->recorded.seen_at, seconds);
        shift(&machine->recorded.used_at, seconds);
        stop(machine);
        for (j = 0; seconds > HOUR && i < (is_fleet ? 1 : machines) && j < 2; j++)
            if (console_use(world, machine->secret[j])) {
                slot_find(world, machine->secret[j])->used = present - HOUR;
                break;
            }
    }
}

/* ## What must hold */

static bool is_safe(struct world *world)
{
    int i;

    for (i = 0; i < machines; i++)
        if (slot_find(world, world->machine[i].secret[0]) == NULL &&
            slot_find(world, world->machine[i].secret[1]) == NULL)
            return false;
    return true;
}

static bool ends(struct world world)
{
    struct machine *machine = &world.machine[0];
    int night;

    for (night = 0; night < 8; night++) {
        pass(&world, 26 * HOUR);
        begin(&world, machine, false);
        while (machine->is_running)
            step(&world, machine, DONE);
        if (is_fleet)
            take(&world);
        if (machine->run.verdict == ROTATION_FINISHED)
            return (world.slot[0].id == 0) != (world.slot[1].id == 0);
    }
    return false;
}

/* ## All states */

static uint64_t *visited;
static struct world *queue;
static size_t states, stuck;

static uint64_t mix(uint64_t value, int64_t more)
{
    return (value ^ (uint64_t)more) * 1099511628211u + 1469598103934665603u;
}

static uint64_t mix_rotation(uint64_t value, const struct rotation *rotation)
{
    value = mix(value, rotation->state * 4 + rotation->is_manual);
    value =
        mix(value, *rotation->old_uuid << 16 | *rotation->new_uuid << 8 | *rotation->seen_uuid);
    value = mix(value, rotation->added_at);
    value = mix(value, rotation->proved_at);
    value = mix(value, rotation->used_at);
    return mix(value, rotation->seen_at);
}

static uint64_t mix_machine(uint64_t value, const struct machine *machine)
{
    const struct rotation_run *run = &machine->run;
    size_t i;

    value = mix_rotation(value, &machine->recorded);
    value = mix(value, machine->secret[0] << 16 | machine->secret[1] << 8 | machine->fresh);
    if (!machine->is_running)
        return mix(value, 7);
    value = mix_rotation(value, &machine->next);
    value =
        mix(value, run->action * 8 + run->is_listed * 4 + run->is_tried * 2 + run->is_ending);
    value = mix(value, run->is_leak * 2 + run->is_awaited);
    value = mix(value, *run->deleted << 8 | *run->uuid);
    for (i = 0; run->is_listed && i < run->count; i++) {
        value = mix(value, *run->list[i].uuid);
        value = mix(value, run->list[i].created_at);
        value = mix(value, run->list[i].used_at);
    }
    return value;
}

static uint64_t hash(const struct world *world)
{
    uint64_t value = mix(1, world->shorts);
    int i;

    for (i = 0; i < SLOTS; i++) {
        value = mix(value, world->slot[i].id);
        value = mix(value, world->slot[i].created);
        value = mix(value, world->slot[i].used);
    }
    for (i = 0; i < machines; i++)
        value = mix_machine(value, &world->machine[i]);
    return (value ^ value >> 29) | 1;
}

static void visit(const struct world *world)
{
    uint64_t value = hash(world);
    size_t at = value >> 20 & (4 * STATES_MAX - 1);

    while (visited[at] != 0 && visited[at] != value)
        at = (at + 1) & (4 * STATES_MAX - 1);
    if (visited[at] == value || states == STATES_MAX)
        return;
    visited[at] = value;
    queue[states++] = *world;
}

static void expand(const struct world *world)
{
    struct world next;
    int i, fate, leak;

    for (i = 0; i < rotating; i++) {
        for (fate = 0; world->machine[i].is_running && fate < FATES; fate++) {
            next = *world;
            step(&next, &next.machine[i], (enum fate)fate);
            visit(&next);
        }
        for (leak = 0; !world->machine[i].is_running && leak <= is_fleet; leak++) {
            next = *world;
            begin(world, &next.machine[i], leak == 1);
            visit(&next);
        }
    }
    for (i = 0; i < 2; i++) {
        next = *world;
        if (i == 0 && next.shorts == SHORTS)
            continue;
        next.shorts = i == 0 ? next.shorts + 1 : 0;
        pass(&next, i == 0 ? 20 * 60 : 26 * HOUR);
        visit(&next);
    }
    next = *world;
    if (is_fleet) {
        take(&next);
        visit(&next);
    } else if (rotating < machines) { /* somebody runs setup on the other one */
        next.machine[1].secret[0] = next.machine[0].secret[0];
        next.machine[1].secret[1] = next.machine[0].secret[1];
        visit(&next);
    }
}

static struct world world_make(void)
{
    struct world world;
    int i;

    memset(&world, 0, sizeof world);
    world.slot[0] = (struct slot){ 'a', present - far_off, present - far_off };
    for (i = 0; i < machines; i++)
        world.machine[i].secret[0] = 'a';
    return world;
}

static int check(const char *name, int all, int active, bool fleet)
{
    struct world world;
    size_t i;

    machines = all;
    rotating = active;
    is_fleet = fleet;
    states = stuck = 0;
    memset(visited, 0, 4 * STATES_MAX * sizeof *visited);
    world = world_make();
    visit(&world);
    for (i = 0; i < states; i++) {
        if (!is_safe(&queue[i])) {
            printf("%s: in state %zu a machine has no secret\n", name, i);
            return 1;
        }
        stuck +=
            (machines == 1 || is_fleet) && !queue[i].machine[0].is_running && !ends(queue[i]);
        expand(&queue[i]);
    }
    printf("%s: %zu states%s, %zu without an end\n", name, states,
           states == STATES_MAX ? ", the nearest of them" : "", stuck);
    return (states == STATES_MAX && rotating == 1) || stuck > 0;
}

/* ## A year */

static uint32_t seed_now;

static int random_below(int most)
{
    seed_now = seed_now * 1664525u + 1013904223u;
    return (int)((uint64_t)seed_now * (uint32_t)most >> 32);
}

static enum fate random_fate(void)
{
    int number = random_below(40);

    return number < ALL_FATES ? (enum fate)number : DONE;
}

/* Once a week somebody looks: what no machine knows goes, in the Console, and setup gives a
 * machine that waits for nothing what the other one has. */
static void tidy(struct world *world)
{
    int i, j;

    for (i = 0; i < 2; i++) {
        struct machine *machine = &world->machine[i], *other = &world->machine[1 - i];

        if (machine->recorded.state == ROTATION_IDLE)
            memcpy(machine->secret, other->secret, sizeof machine->secret);
    }
    for (i = 0; i < SLOTS; i++) {
        bool is_known = false;

        for (j = 0; j < 4; j++)
            is_known = is_known || world->machine[j / 2].secret[j % 2] == world->slot[i].id;
        if (!is_known)
            world->slot[i] = (struct slot){ 0 };
    }
}

static int year(unsigned seed)
{
    struct world world;
    int night, finished = 0, lies = 0, i;

    seed_now = seed;
    machines = rotating = 2;
    world = world_make();
    for (night = 0; night < 365; night++) {
        console_late_arrives(&world);
        pass(&world, 24 * HOUR);
        for (i = random_below(2);
             world.machine[0].is_running || world.machine[1].is_running || i < 4; i++) {
            struct machine *machine = &world.machine[random_below(2)];

            if (!machine->is_running && i < 4)
                begin(&world, machine, false);
            else if (machine->is_running) {
                enum fate fate = random_fate();

                lies += fate >= LATE;
                step(&world, machine, fate);
            }
            if (random_below(3) == 0)
                console_late_arrives(&world);
            finished += machine->run.verdict == ROTATION_FINISHED;
            machine->run.verdict = ROTATION_FAILED;
            if (!is_safe(&world)) {
                printf("year %u, night %d: a machine has no secret\n", seed, night);
                return 1;
            }
        }
        if (night % 7 == 6)
            tidy(&world);
    }
    printf("year %u: %d rotations, %d lies\n", seed, finished, lies);
    return finished == 0 || lies == 0;
}

int main(int argc, char **argv)
{
    int failed;

    if (argc == 3 && strcmp(argv[1], "year") == 0)
        return year((unsigned)strtoul(argv[2], NULL, 10));
    visited = calloc(4 * STATES_MAX, sizeof *visited);
    queue = calloc(STATES_MAX, sizeof *queue);
    if (visited == NULL || queue == NULL)
        return 2;
    failed = check("one machine", 1, 1, false) | check("another uses the secret", 2, 1, false) |
             check("a fleet with a minter that sleeps", 2, 1, true) |
             check("both rotate", 2, 2, false);
    free(visited);
    free(queue);
    return failed;
}
