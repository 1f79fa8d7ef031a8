/* walk.h: what an opening and an enrolling walk of the unlock stack have in common. For
 * unlock.c and enroll.c; everyone else calls those.
 *
 * A walk gathers the secrets of the required modules, in order, as the material of every slot's
 * key-encryption key, and the most telling reason not to open.
 */
#pragma once

#include <stdbool.h>

#include "protocol/buffer.h"
#include "protocol/status.h"
#include "store/keyslot.h"
#include "store/seal.h"
#include "store/unlock/stack.h"

#define WALK_MATERIAL_MAX (64 + (UNLOCK_LINES_MAX + 1) * UNLOCK_SECRET_SIZE)

/* A walk under way; it lies in guarded memory. */
struct walk {
    const struct unlock_stack *stack;
    struct unlock_context context;
    const struct keyslots *slots;
    struct buffer answer;   /* of a person, in the round under way */
    struct buffer material; /* of the key-encryption key: the required material so far */
    struct fault why;       /* the most telling reason so far not to open */
    enum unlock_verdict worst;
    bool failed;                   /* a required module gave no secret */
    size_t required;               /* how many required modules were asked */
    size_t turn[UNLOCK_LINES_MAX]; /* the material's length at each line's turn to enroll */
    unsigned char secret[UNLOCK_SECRET_SIZE], kek[SEAL_KEY_SIZE];
};

/* Begins a walk, at "no"; NULL without memory. All is borrowed until walk_free(), which wipes
 * what the walk has gathered. */
struct walk *walk_new(const struct unlock_stack *stack, const struct unlock_context *context,
                      const struct keyslots *slots);
void walk_free(struct walk *walk);

/* Remembers why something didn't open: a "no" counts for more than a "not mine", and the first
 * of each kind for more than the others. */
void walk_note(struct walk *walk, enum unlock_verdict verdict, const struct fault *fault);

/* The fault of a line that yielded a secret which keyslot_unwrap() answered with this status:
 * with STATUS_LOCKED the cause is CAUSE_PASSPHRASE when a person gave it, else CAUSE_KEY. Its
 * subject is the module's source, or the module's name. */
void walk_wrong(const struct walk *walk, const struct unlock_line *line, enum status status,
                struct fault *fault);

/* The status of a walk in which nothing opened, and why. */
enum status walk_end(const struct walk *walk, struct fault *fault);

/* Whether the stack requires exactly what the store was made with. */
bool walk_policy_holds(const struct walk *walk);

/* Has a line's module yield the secret that `parameters` ask for, into walk->secret. */
enum unlock_verdict walk_reveal(struct walk *walk, const struct unlock_line *line,
                                const char *parameters, struct fault *fault);

/* Adds the secret at hand, which is wiped, to the material, or takes note of the failure. */
bool walk_mix(struct walk *walk, enum unlock_verdict verdict, const struct fault *fault);

/* Tells who listens what became of a line. */
void walk_tell(const struct walk *walk, const struct unlock_line *line,
               enum unlock_verdict verdict, const struct fault *fault);

/* Runs the module of a required line, where the policy holds and those in front of it were run;
 * false when it ends the walk. */
bool walk_require(struct walk *walk, const struct unlock_line *line);

/* Runs the required modules in order, where the policy holds; false when a requisite one ends
 * the walk. */
bool walk_required(struct walk *walk);

/* Makes walk->kek, the key-encryption key of a slot, from the material and the secret at hand,
 * which is wiped. */
bool walk_kek(struct walk *walk);

/* What a walk has to do with the caches of its stack.
 *
 * A cache keeps, for one slot, the slot's key-encryption key, and never the store key. So what
 * it yields counts only if it opens that slot, which authenticates the required modules, and
 * it ends to be of use when the slot is removed or wrapped with another secret.
 *
 * A cache spares the lines after it and no line in front of it: over what it keeps lies a mask
 * that is made from the secrets of the required modules whose lines stand before its own. Where
 * there are none everybody can make the mask. FORMAT.md has both byte by byte.
 */

#define CACHE_NAME_SIZE (21 + 2 * SEAL_STORE_ID_SIZE + 1 + 20 + 1)

/* The name under which a slot's key is kept: "workfront-credential:STORE:SLOT". */
void cache_name(char name[CACHE_NAME_SIZE], const struct keyslots *slots,
                const struct keyslot *slot);

/* Lays the mask over a secret, or takes it off. `length` is that of walk->material when it was
 * the cache's turn. */
void cache_mask(const struct walk *walk, const struct keyslot *slot, size_t length,
                unsigned char secret[UNLOCK_SECRET_SIZE]);

/* Asks the line's cache for the key of any slot. Yes: that slot is open, and *slot points to
 * it. Not mine: nothing of use is kept, and it can be. No: the cache can't be used. */
enum unlock_verdict cache_open(struct walk *walk, const struct unlock_line *line,
                               unsigned char key[SEAL_KEY_SIZE], const struct keyslot **slot);

/* Has the line's cache keep walk->kek, which has opened the slot. */
void cache_keep(struct walk *walk, const struct unlock_line *line, size_t length,
                const struct keyslot *slot);
