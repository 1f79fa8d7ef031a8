/* say.h: what we tell the person who watches, on stderr. The words for statuses and causes are
 * those of messages.h; what the account step finds has its own, helper/account/verify_text.h.
 *
 * Nothing here is ever given a secret. Foreign text arrives sanitised in a fault. Each message
 * is written whole, in one write(2), so that the lines of parallel processes don't mingle; on a
 * terminal it is broken at the terminal's width, elsewhere it is one line.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "protocol/buffer.h"
#include "protocol/status.h"

/* How much is said: hints, warnings and progress unless quiet; say_detail() from verbose 1,
 * say_trace() from 2. */
void say_setup(bool quiet, int64_t verbose);

/* What the program was called with, which hints repeat: the command, NULL when it was none, and
 * what --store gave, NULL when nothing. Both are borrowed for good. */
void say_called(const char *command, const char *store);

/* Appends a path as a shell takes it. */
void say_path(struct buffer *out, const char *path);

/* Appends " --store DIR", as a shell takes it, when that was given. */
void say_store_option(struct buffer *out);

/* Whether details are said (-v), and whether only errors are. */
bool say_is_verbose(void);
bool say_is_quiet(void);

/* "workfront-credential: error: …", then the status's hint where it has one. `profile` fills
 * the hint's commands in and may be NULL. */
void say_fault(const struct fault *fault, const char *profile);

/* The sentence of say_fault() alone, without prefix or line end, for JSON and the like; and its
 * hint, "" when it has none. */
void say_sentence(char *out, size_t size, const struct fault *fault);
void say_hint_of(char *out, size_t size, const struct fault *fault, const char *profile);

/* Why an unlock module can't do what it should: the bare reason, without telling that the store
 * is locked. */
#define SAY_REASON_SIZE 800
void say_reason(char out[SAY_REASON_SIZE], const struct fault *fault);

/* "workfront-credential: error|warning|hint: …" or a plain line for progress and details. The
 * line is cleaned by style_clean(), and no LF in it ends it. */
void say_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void say_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void say_hint(const char *format, ...) __attribute__((format(printf, 1, 2)));
void say_progress(const char *format, ...) __attribute__((format(printf, 1, 2)));
void say_detail(const char *format, ...) __attribute__((format(printf, 1, 2)));
void say_trace(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same as "WHAT: SENTENCE", with the fault's. */
void say_warning_because(const char *what, const struct fault *fault);
void say_detail_because(const char *what, const struct fault *fault);

/* With -vv: a line for each lap of the stopwatch (protocol/clock.h), and one for all. */
void say_timing(void);
