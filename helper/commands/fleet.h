/* fleet.h: the words of the command `fleet`. Each opens the store, and what it knows of its
 * fleet into `fleet`, which the command clears.
 */
#pragma once

#include "helper/command.h"
#include "helper/token/fleet/fleet_renewal.h"

enum { FLEET_FORMAT = 1 };

/* Opens the store (context_open()), and waits until no other process changes what it knows of
 * its fleet: before that is read, by who will write it. Holds until the command's end.
 * STATUS_BUSY. */
enum status fleet_command_lock(struct context *context, bool create);

/* Opens the store and its fleet, whose engine is asked even if it has just failed. */
enum status fleet_command_open(struct context *context, struct fleet *fleet);

/* Renews, and says what became of it unless it is all as it was. */
enum status fleet_command_renew(struct context *context, struct fleet *fleet);

enum status fleet_command_create(struct context *context, struct fleet *fleet);
enum status fleet_command_join(struct context *context, struct fleet *fleet);
enum status fleet_command_status(struct context *context, struct fleet *fleet);
