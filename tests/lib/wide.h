/* wide.h: wrapping functions of the C library (ld's --wrap) by the names that they are linked
 * by. On 32-bit processors its headers have another function called than the one that is
 * written, where sizes or times of files are concerned: fstat() is __fstat64_time64 there. */
#pragma once

/* After the declaration of __real_NAME and __wrap_NAME: `prefix` is "__real_" or "__wrap_",
 * `name` that other function. The link wraps both names. */
#ifdef _TIME_BITS
#define WIDE(prefix, name) __asm__(prefix name)
#else
#define WIDE(prefix, name)
#endif
