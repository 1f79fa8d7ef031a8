/* caller.h: who asks: the process that started ours, as the kernel knows it. */
#ifndef HELPER_CALLER_H
#define HELPER_CALLER_H

#include <stdint.h>

/* The texts are foreign. */
struct caller {
    int64_t pid, uid;
    char executable[4096]; /* path; "(name)" when only the name is known; "" = nothing is */
    char terminal[32];     /* "pts/3"; "" = none */
};

/* Finds out, once: later calls give what the first one found, also in children, so that it must
 * come before a process that goes on for another one is forked. What belongs to another process
 * by now, because the caller has ended, counts as not known. */
const struct caller *caller_find(void);

#endif
