/* report.c: findings as lines and as JSON. */
#include "helper/say/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "helper/say/fields.h"
#include "helper/say/say.h"
#include "protocol/host.h"
#include "protocol/proxy.h"
#include "protocol/redact.h"

enum { LABEL = 10 };

static const struct {
    const char *word, *mark, *colour, *json;
} verdicts[] = {
    [VERDICT_NONE] = { "-", "–", STYLE_DIM, "none" },
    [VERDICT_OK] = { "ok", "✓", STYLE_GREEN, "ok" },
    [VERDICT_FAILED] = { "FAILED", "✗", STYLE_RED, "failed" },
};

void report_mark(struct buffer *out, const struct style *style, enum verdict verdict)
{
    if (style->marks)
        buffer_format(out, "%s%s%s ", style->colour ? verdicts[verdict].colour : "",
                      verdicts[verdict].mark, style->colour ? STYLE_PLAIN : "");
    else
        buffer_format(out, "%-*s", (int)REPORT_MARK(style), verdicts[verdict].word);
}

/* "HOST: " is in front of a finding that stands without its heading. */
static void add_prose(struct report *report, const struct finding *finding)
{
    const struct style *style = &report->style;
    size_t indent = 2 + REPORT_MARK(style) + LABEL;
    bool is_alone = report->is_terse && report->subject != NULL && *report->subject != '\0';
    char text[HOST_SIZE + sizeof finding->text];

    buffer_text(report->out, "  ");
    report_mark(report->out, style, finding->verdict);
    buffer_format(report->out, "%-*s", LABEL, finding->name);
    snprintf(text, sizeof text, "%s%s%s", is_alone ? report->subject : "", is_alone ? ": " : "",
             finding->text);
    style_wrap(report->out, text, indent, style->width);
    if (finding->next[0] == '\0')
        return;
    buffer_format(report->out, "%*s%s ", (int)(indent - LABEL), "",
                  style->marks ? "→" : "next:");
    style_wrap(report->out, finding->next, indent - LABEL + (style->marks ? 2 : 6),
               style->width);
}

static void add_json(struct report *report, const struct finding *finding)
{
    json_t *row = json_pack("{s:s, s:s, s:s}", "check", finding->name, "result",
                            verdicts[finding->verdict].json, "text", finding->text);

    if (report->subject != NULL && report->subject[0] != '\0')
        json_object_set_new(row, "about", json_string(report->subject));
    if (finding->next[0] != '\0')
        json_object_set_new(row, "next", json_string(finding->next));
    json_add(report->out, report->json, row);
}

void report_about(struct report *report, const char *subject)
{
    report->subject = subject;
    if (report->json == NULL && !report->is_terse && *subject != '\0')
        buffer_format(report->out, "%s\n", subject);
}

void report_add(struct report *report, const struct finding *finding)
{
    const char *subject = report->subject;
    struct finding brief = *finding;

    if (report->is_terse && finding->verdict != VERDICT_FAILED)
        return;
    report->has_failed |= finding->verdict == VERDICT_FAILED;
    if (report->is_brief && strcmp(finding->next, report->given) == 0)
        brief.next[0] = '\0';
    if (finding->next[0] != '\0')
        memcpy(report->given, finding->next, sizeof report->given);
    if (report->json != NULL)
        add_json(report, &brief);
    else
        add_prose(report, &brief);
    if (finding->verdict == VERDICT_FAILED && report->fault.status == STATUS_OK)
        fault_set(&report->fault,
                  finding->status != STATUS_OK ? finding->status : STATUS_INTERNAL, 0,
                  subject != NULL && *subject != '\0' ? subject : finding->name, finding->text);
}

void report_say(struct report *report, const char *name, enum verdict verdict, const char *next,
                const char *format, ...)
{
    struct finding finding = { .name = name, .verdict = verdict };
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(finding.text, sizeof finding.text, format, arguments);
    va_end(arguments);
    fault_sanitise(finding.text, sizeof finding.text, finding.text);
    snprintf(finding.next, sizeof finding.next, "%s", next != NULL ? next : "");
    report_add(report, &finding);
}

void report_fault(struct report *report, const char *name, const struct fault *fault,
                  const char *next)
{
    struct finding finding = { name, VERDICT_FAILED, .status = fault->status };

    say_sentence(finding.text, sizeof finding.text, fault);
    snprintf(finding.next, sizeof finding.next, "%s", next);
    report_add(report, &finding);
}

void report_end(struct report *report, int format, const char *name, json_t *members)
{
    if (report->json == NULL) {
        json_decref(members);
        return;
    }
    json_member(report->out, members, "checks", report->json);
    report->json = NULL;
    json_print(report->out, format, name, members);
}

enum { WIDTH = 80, WIDTH_LEAST = 20, WIDTH_MOST = 100 };

/* The first of the variables that setlocale(3) would take. */
static bool locale_is_utf8(void)
{
    static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
    size_t i;

    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        const char *dot = value != NULL ? strchr(value, '.') : NULL;

        if (value != NULL && *value != '\0')
            return dot != NULL &&
                   (strncasecmp(dot, ".UTF-8", 6) == 0 || strncasecmp(dot, ".UTF8", 5) == 0);
    }
    return false;
}

static size_t terminal_columns(int fd)
{
    struct winsize size;

    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return WIDTH;
    if (size.ws_col < WIDTH_LEAST)
        return WIDTH_LEAST;
    return size.ws_col > WIDTH_MOST ? WIDTH_MOST : size.ws_col;
}

struct style style_for(int fd)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    struct style style = { false, false, 0 };

    if (isatty(fd) == 0)
        return style;
    style.marks = locale_is_utf8();
    style.colour =
        (no_color == NULL || *no_color == '\0') && term != NULL && strcmp(term, "dumb") != 0;
    style.width = terminal_columns(fd);
    return style;
}

/* The length of a colour of ours that the text begins with, or 0. */
static size_t colour_length(const char *text, size_t left)
{
    static const char *const colours[] = { STYLE_DIM, STYLE_RED, STYLE_GREEN, STYLE_PLAIN };
    size_t i;

    for (i = 0; i < sizeof colours / sizeof colours[0]; i++)
        if (strlen(colours[i]) <= left && memcmp(text, colours[i], strlen(colours[i])) == 0)
            return strlen(colours[i]);
    return 0;
}

size_t style_clean(char *text, size_t length, int fd)
{
    static bool knows_proxies;
    struct style style = style_for(fd);
    unsigned stay = REDACT_LINES | (style.width == 0 || style.marks ? REDACT_UTF8 : 0);
    char *at = text, *end;

    if (!knows_proxies)
        proxy_redact();
    knows_proxies = true;
    length = redact_withhold(text, length);
    for (end = text + length; at < end;) {
        char *escape = style.colour ? memchr(at, '\033', (size_t)(end - at)) : NULL;
        size_t colour = escape != NULL ? colour_length(escape, (size_t)(end - escape)) : 0;
        char *stop = escape != NULL ? escape + (colour == 0) : end;

        redact_clean(at, (size_t)(stop - at), stay);
        at = stop + colour;
    }
    return length;
}

enum status style_write(struct buffer *text, int fd)
{
    if (text->length > 0)
        text->length = style_clean(text->data, text->length, fd);
    return buffer_write(text, fd);
}

/* Where a line that begins with a word of that length begins. */
static size_t line_start(size_t length, size_t indent, size_t width)
{
    return width == 0 || indent + length <= width || length > width ? indent : width - length;
}

static void break_line(struct buffer *out, size_t indent)
{
    while (out->length > 0 && out->data[out->length - 1] == ' ')
        out->length--;
    if (out->length > 0 && out->data[out->length - 1] != '\n')
        buffer_text(out, "\n");
    buffer_format(out, "%*s", (int)indent, "");
}

void style_wrap(struct buffer *out, const char *text, size_t indent, size_t width)
{
    size_t start = indent, column = indent;

    while (*text != '\0') {
        size_t length = strcspn(text, " ");
        size_t next = line_start(length, indent, width);

        if (column > start ? width > 0 && column + 1 + length > width : next < start) {
            break_line(out, next);
            start = column = next;
        } else if (column > start) {
            buffer_text(out, " ");
            column++;
        }
        buffer_append(out, text, length);
        column += length;
        text += length + strspn(text + length, " ");
    }
    buffer_text(out, "\n");
}
