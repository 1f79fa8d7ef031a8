/* descriptor.h: descriptors that the configuration names, which our caller has opened for us.
 *
 * They are ours from the moment the line that names them is parsed, whether that line will be
 * asked or not: no program that we start or become gets one.
 */
#pragma once

#include <stdbool.h>

/* Makes the descriptor close on exec, if our caller has left it open: those that we open
 * ourselves are always so, and are never taken for one. Not for more than UNLOCK_LINES_MAX. */
void descriptor_claim(int fd);

/* Whether the caller has given it, claiming it if that wasn't done, and it isn't closed yet. */
bool descriptor_is_given(int fd);

/* Closes a descriptor that was given, or all of them. */
void descriptor_close(int fd);
void descriptor_close_all(void);
