/* remove.h: the parts of `remove`. */
#pragma once

#include "helper/command.h"

/* `remove --all`: removes every profile, and says what stays elsewhere: at Adobe, in git's
 * configuration, on the disk. STATUS_NOT_FOUND or STATUS_NO_STORE when there is none; after
 * another failure what was removed is told, and the rest is as it was. */
enum status remove_all(struct context *context);
