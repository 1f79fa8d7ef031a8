/* moment.h: when something was, by two clocks: the wall clock, which anybody may set, and the
 * time since boot, which nobody sets and which goes on while a laptop sleeps.
 */
#pragma once

#include <stdint.h>

/* In seconds, the first one in Unix seconds. */
struct moment {
    int64_t wall, boot;
};

struct moment moment_now(void);

/* Seconds since `since`, by whichever clock saw more of them pass; −1 when neither knows (the
 * machine was restarted and its clock set back). */
int64_t moment_age(struct moment now, struct moment since);

/* Writes the kernel's name for this boot of this machine (boot_id in proc(5)), or "" when it
 * can't be read. */
#define BOOT_SIZE 37
void boot_identify(char out[BOOT_SIZE]);
