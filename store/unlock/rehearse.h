/* rehearse.h: what a stack would do. The walk itself is tried over a store that exists in
 * memory alone, in which each sufficient line has a slot, with modules that are told what to
 * say: every combination of verdicts, no secret, nobody asked.
 */
#ifndef STORE_REHEARSE_H
#define STORE_REHEARSE_H

#include "protocol/status.h"
#include "store/unlock/stack.h"

/* Combinations with one outcome. */
struct rehearsal {
    unsigned char said[UNLOCK_LINES_MAX]; /* of each line the verdicts, a bit 1 << verdict each;
                                             0 = it isn't asked */
    int opened;                           /* the index of the line that opens, or −1 */
};

/* Calls visit(context, rehearsal) for all combinations, with those together that differ in one
 * verdict and in nothing that follows. STATUS_TOO_LONG when there are too many to tell;
 * STATUS_NO_MEMORY. */
typedef void rehearsal_visit(void *context, const struct rehearsal *rehearsal);
enum status rehearse(const struct unlock_stack *stack, rehearsal_visit *visit, void *context,
                     struct fault *fault);

#endif
