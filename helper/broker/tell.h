/* tell.h: what the broker says on standard error, a line each. Never a secret, never a caller's
 * bytes. */
#pragma once

void tell(const char *format, ...) __attribute__((format(printf, 1, 2)));
