/* started.c: a library to be preloaded: this machine has just been started. What was kept on
 * another one is as old as the wall's clock says then (helper/token/moment.h), and that can be
 * set.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

typedef int gettime(clockid_t, struct timespec *);

int clock_gettime(clockid_t clock, struct timespec *time)
{
    union {
        void *symbol;
        gettime *call;
    } next = { dlsym(RTLD_NEXT, "clock_gettime") };

    if (clock != CLOCK_BOOTTIME)
        return next.call(clock, time);
    *time = (struct timespec){ .tv_sec = 1 };
    return 0;
}
