/* rotation_acts.h: the single actions of a rotation; rotation_run.h puts them in their order.
 *
 * Each does what its action in rotation.h says, of the rotator's profile, and sets run.outcome.
 * Its status is STATUS_OK when it was done; else the context's fault says why not.
 */
#pragma once

#include "helper/token/rotation/rotation_run.h"

/* At Adobe: each sets run.now by Adobe's clock, too. A secret that was told is `given` then,
 * and lies in `added`. */
enum status rotator_act_list(struct rotator *rotator);
enum status rotator_act_add(struct rotator *rotator);
enum status rotator_act_prove(struct rotator *rotator);
enum status rotator_act_delete(struct rotator *rotator);
enum status rotator_act_try_old(struct rotator *rotator);

/* In the store, with the token lock: the rotation as it is now, the secrets in the order in
 * which they are used, and with a proof its token, unless the old secret has leaked.
 * STATUS_BUSY when the record isn't what this run has read. The profile is loaded anew. */
enum status rotator_act_publish(struct rotator *rotator);

/* Copies a uuid; NULL is "". */
void rotation_copy_uuid(char out[ROTATION_UUID_SIZE], const char *uuid);
