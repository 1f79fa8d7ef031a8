/* waiting.h: a line on the terminal that says who is waited for, and how long already: from the
 * third second on, "waiting for Adobe (12 s of 60)…", and wiped when it is over. Only where
 * stderr is a terminal that can do that, and neither with --quiet nor with -v, whose own lines
 * say it.
 */
#pragma once

#include <stdint.h>

/* Begins to wait for `whom` (borrowed until the end), `most` milliseconds at most. A wait
 * within another one goes on with that one's time. */
void waiting_begin(const char *whom, int64_t most);

/* Writes the line, if it is due, a few times a second at most: for who polls otherwise than by
 * clock_sleep(), which calls it. */
void waiting_tick(void);

/* Sleeps so many milliseconds, and ticks each second. */
void waiting_sleep(int64_t milliseconds);

/* Wipes the line, before something else is written. */
void waiting_wipe(void);

/* Ends what waiting_begin() has begun, and wipes the line when it was the outermost. */
void waiting_end(void);
