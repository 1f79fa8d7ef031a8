/*
 * banned.h: functions that must not be used here, as compile errors. The build includes this
 * file before every source file (-include), so no file can forget it. The headers that declare
 * the functions come first, because a poisoned name may not even be declared afterwards.
 */
#pragma once

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Macros in some C libraries; a poisoned name must not be one. */
#undef sprintf
#undef vsprintf
#undef strncpy
#undef strncat

/* No bound: use snprintf, or a struct buffer, which has a maximum. */
#pragma GCC poison strcpy strcat sprintf vsprintf gets stpcpy
/* A bound that misleads: no terminator, or the wrong remainder. */
#pragma GCC poison strncpy strncat stpncpy
/* Hidden state or a shared result. */
#pragma GCC poison strtok asctime ctime gmtime localtime
/* No way to tell an error from a number: use strtoul and its like. */
#pragma GCC poison atoi atol atoll atof
/* A name that somebody else can take first. */
#pragma GCC poison tmpnam tempnam mktemp
/* A shell between us and a program. */
#pragma GCC poison system popen
/* Not for keys, nonces or jitter: use libsodium's randombytes. */
#pragma GCC poison rand srand srandom drand48
