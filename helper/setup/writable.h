/* writable.h: whether something can be made at a path, found out before it is needed. */
#ifndef HELPER_WRITABLE_H
#define HELPER_WRITABLE_H

#include "protocol/status.h"

/* Makes a folder where the lowest of the path's folders that is there already lies, and removes
 * it: what access(2) says of a read-only or a special file system isn't to be relied upon.
 * STATUS_IO, with the path as the subject and the detail "no-place"; STATUS_TOO_LONG. */
enum status writable_try(const char *path, struct fault *fault);

#endif
