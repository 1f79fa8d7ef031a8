/* jail_status.h: what the network program says of its jail on this system. */
#ifndef HELPER_JAIL_STATUS_H
#define HELPER_JAIL_STATUS_H

#include <stdbool.h>

#include "protocol/buffer.h"

#define JAILED_SIZE 1024 /* of the parts as the network program names them, with their NUL */

/* Starts the network program, which goes into its jail and asks nobody, and writes which parts
 * hold: "files calls no-network". "" when it couldn't be asked. */
void jail_status_ask(char out[JAILED_SIZE]);

/* Appends those parts that hold, or those that are lacking, joined by commas. */
void jail_status_parts(struct buffer *out, const char *parts, bool lacking);

#endif
