/* enroll.h: giving the modules of an unlock stack their places in a store's `keys`.
 *
 * A required module's public parameters go into the header, those of a sufficient one into a
 * slot of its own; unlock.h says what the controls mean.
 */
#pragma once

#include "protocol/buffer.h"
#include "protocol/status.h"
#include "store/keyslot.h"
#include "store/seal.h"
#include "store/unlock/stack.h"

/* What a new store's slots point into: to be kept until they are saved, then cleared. */
struct unlock_enrollment {
    struct buffer required[UNLOCK_LINES_MAX];
    struct buffer parameters;
    char box[KEYSLOT_BOX_HEX];
};

void unlock_enrollment_clear(struct unlock_enrollment *enrollment);

/* Enrolls the stack's modules in a new store's `slots`, whose store id and records folder are
 * set: every required one, and the first sufficient one that can. The zeroed `enrollment` gets
 * what the slots then point into. Statuses and faults as unlock_open(). */
enum status unlock_enroll(const struct unlock_stack *stack,
                          const struct unlock_context *context, struct keyslots *slots,
                          struct unlock_enrollment *enrollment,
                          const unsigned char key[SEAL_KEY_SIZE], struct fault *fault);

/* The parts, in a walk under way. enroll_slot() has the line's module enroll and wraps the key
 * in `slot`, whose number is set, with the required secrets that the walk has;
 * enroll_required() gives `slots` the required modules of the walk's stack, and the walk their
 * secrets. */
struct walk;
enum status enroll_slot(struct walk *walk, struct keyslot *slot, const struct unlock_line *line,
                        const unsigned char key[SEAL_KEY_SIZE],
                        struct unlock_enrollment *enrollment, struct fault *fault);
enum status enroll_required(struct walk *walk, struct keyslots *slots,
                            struct unlock_enrollment *enrollment, struct fault *fault);

/* Has modules remove what they left outside of the store, for a slot that goes: that of
 * `parameters`; or for all slots and required modules of `gone`, save what one of `kept` names
 * too. The slots must be ours, or have opened: another's text could name what isn't theirs.
 * False, with the fault of the first that couldn't. */
bool enroll_discard(const struct unlock_context *context, const char *module,
                    const char *parameters, struct fault *fault);
bool enroll_discard_all(const struct unlock_context *context, const struct keyslots *gone,
                        const struct keyslots *kept, struct fault *fault);
