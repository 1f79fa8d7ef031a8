/* audit.c: `audit`: show the log of what was decided, or prove that it is whole. */
#include "store/audit/audit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "helper/commands.h"
#include "helper/say/fields.h"
#include "helper/say/report.h"
#include "helper/say/times.h"
#include "protocol/json.h"

enum { AUDIT_FORMAT = 1, FLUSH = 64 * 1024, SHORT_PRINT = 8 };

struct show {
    struct context *context;
    int64_t since; /* Unix seconds */
    size_t count;  /* so far */
};

static enum status flush_lines(struct context *context)
{
    enum status status = style_write(&context->out, STDOUT_FILENO);

    if (status != STATUS_OK)
        return fault_set(&context->fault, status, errno, "standard output", NULL);
    buffer_clear(&context->out);
    return STATUS_OK;
}

static void show_word(struct buffer *out, int width, const char *text)
{
    char shown[AUDIT_TEXT_MAX + 1];

    fault_sanitise(shown, sizeof shown, text != NULL ? text : "-");
    buffer_format(out, "  %-*s", width, shown);
}

static void show_heading(struct buffer *out)
{
    buffer_format(out, "%6s  %-23s  %-8s  %-11s  %-10s  %-24s  %-*s  %-8s  %s\n", "record",
                  "at", "event", "outcome", "profile", "host", SHORT_PRINT, "token", "command",
                  "user, terminal and program");
}

static void show_text(struct buffer *out, const struct audit_record *record, bool is_first)
{
    char at[FORMAT_TIME_SIZE], by[AUDIT_TEXT_MAX + 32], print[SHORT_PRINT + 1];

    if (is_first)
        show_heading(out);
    format_time_utc(at, record->at);
    snprintf(by, sizeof by, "%s[%lld]", record->executable != NULL ? record->executable : "?",
             (long long)record->pid);
    snprintf(print, sizeof print, "%s", record->token != NULL ? record->token : "-");
    if (record->number > 0)
        buffer_format(out, "%6lld  %s", (long long)record->number, at);
    else
        buffer_format(out, "%6s  %s", "-", at);
    show_word(out, 8, record->event);
    show_word(out, 11, record->outcome);
    show_word(out, 10, record->profile);
    show_word(out, 24, record->host);
    show_word(out, SHORT_PRINT, print);
    show_word(out, 8, record->command);
    buffer_format(out, "  uid %lld", (long long)record->uid);
    show_word(out, 6, record->terminal);
    show_word(out, 0, by);
    if (record->detail != NULL)
        show_word(out, 0, record->detail);
    buffer_text(out, "\n");
}

static json_t *text_json(const char *text)
{
    char shown[AUDIT_TEXT_MAX + 1];

    if (text == NULL)
        return json_null();
    fault_sanitise(shown, sizeof shown, text);
    return json_string(shown);
}

static json_t *record_json(const struct audit_record *record)
{
    return json_pack("{s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:I, s:o, s:o}",
                     "number", record->number > 0 ? json_integer(record->number) : json_null(),
                     "at", (json_int_t)record->at, "event", text_json(record->event), "outcome",
                     text_json(record->outcome), "command", text_json(record->command),
                     "profile", text_json(record->profile), "host", text_json(record->host),
                     "token", text_json(record->token), "detail", text_json(record->detail),
                     "pid", (json_int_t)record->pid, "uid", (json_int_t)record->uid,
                     "executable", text_json(record->executable), "terminal",
                     text_json(record->terminal));
}

/* One object a line, so that lines can be taken one by one, too. */
static void show_json(struct buffer *out, const struct audit_record *record, bool is_first)
{
    json_t *object = record_json(record);

    buffer_text(out, is_first ? "\n" : ",\n");
    json_text(out, object, JSON_COMPACT);
    json_decref(object);
}

/* Nothing is kept in memory: a log can be long. */
static enum status show_record(void *context, const struct audit_record *record)
{
    struct show *show = context;
    struct buffer *out = &show->context->out;

    if (record->at < show->since)
        return STATUS_OK;
    if (show->context->options.json)
        show_json(out, record, show->count == 0);
    else
        show_text(out, record, show->count == 0);
    show->count++;
    return out->length < FLUSH ? STATUS_OK : flush_lines(show->context);
}

static enum status log_show(struct context *context)
{
    struct show show = { .context = context, .since = INT64_MIN };
    const char *since = context->options.since;
    enum status status = context_configure(context);

    if (status == STATUS_OK && since != NULL && !parse_time(since, time(NULL), &show.since))
        status = fault_set(&context->fault, STATUS_USAGE, 0, "--since",
                           "takes a date, as 2026-11-25 or 2026-11-25T08:00:00Z, or a time "
                           "ago, as 3h or 2d");
    if (status != STATUS_OK)
        return status;
    if (context->options.json)
        buffer_format(&context->out, "{\"format\":%d,\"audit\":[", AUDIT_FORMAT);
    status = store_audit_list(context->paths.store, show_record, &show, &context->fault);
    if (status == STATUS_NOT_FOUND)
        status = STATUS_OK;
    if (context->options.json)
        buffer_text(&context->out, "\n]}\n");
    return status;
}

static const char *const flaws[] = {
    [AUDIT_WHOLE] = "whole",   [AUDIT_BROKEN] = "broken",   [AUDIT_CUT] = "cut",
    [AUDIT_BACK] = "put-back", [AUDIT_NO_HEAD] = "no-head",
};

static void flaw_say(char *out, size_t size, const struct audit_verdict *verdict)
{
    long long record = (long long)verdict->record;

    if (verdict->flaw == AUDIT_BROKEN)
        snprintf(out, size,
                 "broken at record %lld: after record %lld there are lines that this program "
                 "didn't write there (line %lld)",
                 record, record - 1, (long long)verdict->line);
    else if (verdict->flaw == AUDIT_CUT)
        snprintf(out, size, "cut off: what followed record %lld is gone", record);
    else if (verdict->flaw == AUDIT_BACK)
        snprintf(out, size,
                 "put back: it ends with record %lld, and the store has counted more of them",
                 record);
    else if (record > 0)
        snprintf(out, size,
                 "record %lld begins a new log: what the store knew of the one before was "
                 "lost or removed",
                 record);
    else
        snprintf(out, size, "what the store knows of its log is damaged or was removed");
}

static void verdict_text(struct buffer *out, const struct audit_verdict *verdict)
{
    int64_t open = verdict->unchained - verdict->covered;
    char since[FORMAT_TIME_SIZE];

    format_time_utc(since, verdict->since);
    buffer_text(out, verdict->flaw == AUDIT_WHOLE ? "the audit log is whole: "
                                                  : "the audit log isn't whole: ");
    if (verdict->first == 0)
        buffer_text(out, "no record of it is there\n");
    else
        buffer_format(out, "records %lld to %lld, %lld files, since %s\n",
                      (long long)verdict->first, (long long)verdict->last,
                      (long long)verdict->files, since);
    if (verdict->was_acknowledged)
        buffer_text(out, "what was before isn't looked at any more: somebody has "
                         "acknowledged it\n");
    if (verdict->unchained > 0)
        buffer_format(out, "records from a locked store: %lld, of which %lld %s covered yet\n",
                      (long long)verdict->unchained, (long long)open,
                      open == 1 ? "isn't" : "aren't");
    if (verdict->torn > 0)
        buffer_format(out, "lines that were cut short when they were written: %lld\n",
                      (long long)verdict->torn);
}

static json_t *verdict_json(const struct audit_verdict *verdict)
{
    bool is_whole = verdict->flaw == AUDIT_WHOLE;
    char sentence[256];

    flaw_say(sentence, sizeof sentence, verdict);
    return json_pack(
        "{s:b, s:b, s:s, s:o, s:o, s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "whole", is_whole,
        "acknowledged", verdict->was_acknowledged, "flaw", flaws[verdict->flaw], "message",
        is_whole ? json_null() : json_string(sentence), "record",
        is_whole ? json_null() : json_integer(verdict->record), "file",
        verdict->file[0] == '\0' ? json_null() : json_string(verdict->file), "first",
        (json_int_t)verdict->first, "last", (json_int_t)verdict->last, "since",
        (json_int_t)verdict->since, "files", (json_int_t)verdict->files, "locked",
        (json_int_t)verdict->unchained, "locked_uncovered",
        (json_int_t)(verdict->unchained - verdict->covered), "torn", (json_int_t)verdict->torn);
}

static enum status log_verify(struct context *context, struct audit_verdict *verdict)
{
    enum status status = context_open(context, false);

    if (status == STATUS_OK)
        status = store_audit_verify(context->store, verdict, &context->fault);
    return status == STATUS_NOT_FOUND
               ? fault_set(&context->fault, status, 0, "the audit log", NULL)
               : status;
}

static enum status tell_verdict(struct context *context)
{
    struct audit_verdict verdict = { .flaw = AUDIT_WHOLE };
    char sentence[256];
    enum status status = log_verify(context, &verdict);

    if (status != STATUS_OK)
        return status;
    context->prints_always = true;
    if (context->options.json)
        json_print(&context->out, AUDIT_FORMAT, "audit", verdict_json(&verdict));
    else
        verdict_text(&context->out, &verdict);
    if (verdict.flaw == AUDIT_WHOLE)
        return STATUS_OK;
    flaw_say(sentence, sizeof sentence, &verdict);
    return fault_set(&context->fault, STATUS_DAMAGED, 0,
                     verdict.file[0] != '\0' ? verdict.file : "the audit log", sentence);
}

/* Has the log begin anew with a record of what was wrong, and says how it is then. */
static enum status log_acknowledge(struct context *context)
{
    struct audit_verdict verdict = { .flaw = AUDIT_WHOLE };
    char detail[64];
    const struct audit_note note = { .event = AUDIT_EVENT_ACKNOWLEDGE, .detail = detail };
    enum status status = log_verify(context, &verdict);

    if (status == STATUS_OK && context->settings.audit == SETTINGS_AUDIT_NO)
        return fault_set(&context->fault, STATUS_USAGE, 0, "audit acknowledge",
                         "is a record, and with audit = no nothing is recorded");
    if (status != STATUS_OK || verdict.flaw == AUDIT_WHOLE)
        return status == STATUS_OK ? tell_verdict(context) : status;
    snprintf(detail, sizeof detail, "%s at record %lld", flaws[verdict.flaw],
             (long long)verdict.record);
    status = audit_log_take(context->store, &note, &context->fault);
    return status == STATUS_OK ? tell_verdict(context) : status;
}

static const struct {
    const char *name;
    enum status (*run)(struct context *context);
} operations[] = { { "show", log_show },
                   { "verify", tell_verdict },
                   { "acknowledge", log_acknowledge } };

enum status command_audit(struct context *context)
{
    const struct options *options = &context->options;
    size_t i;

    json_guard();
    for (i = 0; i < sizeof operations / sizeof operations[0]; i++)
        if (options->arguments_count == 1 &&
            strcmp(options->arguments[0], operations[i].name) == 0)
            return operations[i].run(context);
    return context_refuse_words(context);
}
