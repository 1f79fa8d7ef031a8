/* flaw.h: whether somebody else can have touched what was found at a path. */
#ifndef STORE_FLAW_H
#define STORE_FLAW_H

#include <stdbool.h>
#include <sys/stat.h>

#include "protocol/cause.h"

#define FLAW_OTHERS       (S_IRWXG | S_IRWXO) /* anything for group and others */
#define FLAW_OTHERS_WRITE (S_IWGRP | S_IWOTH)

/* CAUSE_NONE for a file of that type (S_IFREG, S_IFDIR) that belongs to the effective user, or
 * to root if that will do, with none of the bits `forbidden` in its mode; else CAUSE_TYPE,
 * CAUSE_OWNER, CAUSE_WRITABLE when no more than writing is forbidden, or CAUSE_MODE. */
enum cause flaw_of(const struct stat *found, mode_t type, bool root_will_do, mode_t forbidden);

#endif
