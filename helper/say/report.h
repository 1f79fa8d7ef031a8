/* report.h: findings, a line each, for people and as JSON: what `verify`, `setup` and `doctor`
 * print.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "protocol/buffer.h"
#include "protocol/status.h"

/* How much a place where text goes to can show. The zeroed struct is plain text: words instead
 * of marks, no colour, no line breaks. */
struct style {
    bool marks;   /* ✓ ✗ –: a terminal whose locale is UTF-8 */
    bool colour;  /* a terminal, unless NO_COLOR is set (no-color.org) or TERM is "dumb" */
    size_t width; /* columns to break lines at; 0 = don't */
};

struct style style_for(int fd);

/* The colours that there are. */
#define STYLE_DIM   "\033[2m"
#define STYLE_RED   "\033[31m"
#define STYLE_GREEN "\033[32m"
#define STYLE_PLAIN "\033[0m"

/* Prepares text that people are to read for `fd`, in place: the only way out for text in which
 * something foreign can be. Pieces of secrets are withheld, the user and password of a proxy
 * too, and what moves a terminal is replaced (redact.h), but for our colours where they are
 * shown; of what isn't ASCII, where a terminal has another character set than UTF-8. LF stays.
 * Returns the new length. */
size_t style_clean(char *text, size_t length, int fd);

/* Cleans and writes. The status of write_all(), or what the buffer failed with. */
enum status style_write(struct buffer *text, int fd);

/* Appends `text` and LF to a line that stands at the column `indent`; it goes on there in the
 * next line where a word would cross `width` (0 = never). A word that has no room after
 * `indent` begins its line further left. */
void style_wrap(struct buffer *out, const char *text, size_t indent, size_t width);

enum verdict {
    VERDICT_NONE,   /* – it can't be said, or doesn't matter here */
    VERDICT_OK,     /* ✓ */
    VERDICT_FAILED, /* ✗ */
};

/* What is foreign in the texts is cleaned when they are printed, by style_clean(). */
struct finding {
    const char *name; /* one word: "session" */
    enum verdict verdict;
    enum status status; /* of a failure */
    char text[512];     /* what was found */
    char next[768];     /* what to do next, or "" */
};

struct report {
    struct buffer *out;  /* borrowed; prose goes here as it comes */
    json_t *json;        /* an array of findings instead of prose; NULL = prose */
    struct style style;  /* of the prose */
    const char *subject; /* what the findings are about, such as a host; "" = nothing */
    struct fault fault;  /* of the first failure: its subject, status and text */
    bool has_failed;     /* whether a failure was added, whatever became of `fault` */
    bool is_terse;       /* of the findings only failures, with their subject in the line */
    bool is_brief;       /* the same remedy isn't given twice in a row, of which the last is */
    char given[768];     /* this */
};

/* Appends the verdict's mark, or its word where marks can't be shown, and a blank; words take
 * as many columns as the longest. REPORT_MARK() is how many that are. */
void report_mark(struct buffer *out, const struct style *style, enum verdict verdict);
#define REPORT_MARK(style) ((style)->marks ? 2u : 7u)

/* Begins the findings about `subject`, which must live as long as they are added. Prose gets a
 * heading, unless it is "". */
void report_about(struct report *report, const char *subject);

void report_add(struct report *report, const struct finding *finding);

/* Adds a finding whose text printf(3) makes, and sanitises it; `next` may be NULL. And one of a
 * failure, in the words of its fault. */
void report_say(struct report *report, const char *name, enum verdict verdict, const char *next,
                const char *format, ...) __attribute__((format(printf, 5, 6)));
void report_fault(struct report *report, const char *name, const struct fault *fault,
                  const char *next);

/* Ends a JSON report: appends {"format":…, `name`: {…, "checks": [the findings]}}. `members` is
 * an object that is stolen. Does nothing but release it when the report is prose. */
void report_end(struct report *report, int format, const char *name, json_t *members);
