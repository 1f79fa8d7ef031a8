/* rotate_words.c: what `rotate` says of a run. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "helper/rotate/rotate.h"
#include "helper/say/fields.h"
#include "helper/say/report.h"
#include "helper/say/times.h"

enum { ROTATE_FORMAT = 1 };

/* Each verdict: its word in JSON, what becomes of the run, and why. */
static const struct {
    const char *name;
    enum status status;
    enum cause cause;
} verdicts[ROTATION_VERDICTS] = {
    [ROTATION_FAILED] = { "failed", STATUS_INTERNAL, CAUSE_NONE },
    [ROTATION_NOT_DUE] = { "not-due", STATUS_OK, CAUSE_NONE },
    [ROTATION_FINISHED] = { "rotated", STATUS_OK, CAUSE_NONE },
    [ROTATION_WAITS] = { "waits", STATUS_OK, CAUSE_NONE },
    [ROTATION_IN_USE] = { "in-use", STATUS_OK, CAUSE_NONE },
    [ROTATION_LONG_IN_USE] = { "in-use", STATUS_UNREACHABLE, CAUSE_ROTATION_IN_USE },
    [ROTATION_AWAITS] = { "awaits", STATUS_OK, CAUSE_NONE },
    [ROTATION_LONG_AWAITS] = { "awaits", STATUS_UNREACHABLE, CAUSE_ROTATION_AWAITS },
    [ROTATION_MAY_BE_LOST] = { "may-be-lost", STATUS_OK, CAUSE_NONE },
    [ROTATION_CHOICE] = { "choice", STATUS_UNSUITABLE, CAUSE_ROTATION_CHOICE },
    [ROTATION_OURS] = { "ours", STATUS_UNSUITABLE, CAUSE_ROTATION_OURS },
    [ROTATION_DROPPED] = { "dropped", STATUS_OK, CAUSE_NONE },
    [ROTATION_NOT_TAKEN] = { "not-taken", STATUS_UNREACHABLE, CAUSE_ROTATION_UNTAKEN },
    [ROTATION_VANISHED] = { "vanished", STATUS_UNEXPECTED, CAUSE_ROTATION_GONE },
    [ROTATION_ABORTED] = { "aborted", STATUS_OK, CAUSE_NONE },
    [ROTATION_TOO_LATE] = { "too-late", STATUS_UNSUITABLE, CAUSE_ROTATION_LATE },
    [ROTATION_STRANGE] = { "strange", STATUS_UNEXPECTED, CAUSE_ROTATION_STRANGE },
    [ROTATION_OUTDATED] = { "outdated", STATUS_UNSUITABLE, CAUSE_ROTATION_OUTDATED },
    [ROTATION_OLD_WORKS] = { "old-works", STATUS_OK, CAUSE_NONE },
};

static void put_time(struct buffer *out, const char *before, int64_t at)
{
    char utc[FORMAT_TIME_SIZE];

    format_time_utc(utc, at);
    buffer_format(out, "%s%s", before, utc);
}

/* Whose words they are: of what a person does in the Console, or of what the API does. */
enum way { EITHER, BY_API, BY_HAND };

/* What a verdict is told by: `text`, the profile's name (the secret's, of one that was dropped)
 * where there is `after`, and a time where there is `until` or `used`. */
static const struct {
    enum rotation_verdict verdict;
    enum way way;
    const char *text, *after, *until, *used, *end;
} verdict_texts[] = {
    { ROTATION_FINISHED, EITHER, "rotated: profile ",
      " has a new secret; the former one is deleted\n", NULL, NULL, "" },
    { ROTATION_WAITS, EITHER, "rotated: profile ", " has a new secret, and it is proved\n",
      NULL, NULL, "" },
    { ROTATION_WAITS, BY_API, "", NULL,
      "next: the former one is deleted by the first rotate after ", NULL,
      " that finds it unused\n" },
    { ROTATION_WAITS, BY_HAND, "", NULL, "next: rotate --manual, once more, after ", NULL,
      ": the former one can be deleted then\n" },
    { ROTATION_IN_USE, EITHER, "waits: the former secret of profile ",
      " is still used, by another machine or by somebody who shouldn't have it;", NULL,
      " last at ", "\n" },
    { ROTATION_AWAITS, EITHER,
      "waits: the fleet's other minters are to take the new secret of profile ",
      " before the former one is deleted\n", NULL, NULL, "" },
    { ROTATION_MAY_BE_LOST, EITHER,
      "waits: Adobe has a secret that may be one whose answer was lost; ", NULL, "after ", NULL,
      " rotate removes it, if nobody uses it\n" },
    { ROTATION_DROPPED, EITHER, "deleted: the secret ", "\n", NULL, NULL, "" },
    { ROTATION_ABORTED, EITHER, "aborted: profile ", " keeps its former secret\n", NULL, NULL,
      "" },
    { ROTATION_ABORTED, BY_HAND,
      "next: in the Developer Console delete the new client secret, the younger one of the "
      "two\n",
      NULL, NULL, NULL, "" },
    { ROTATION_OLD_WORKS, EITHER, "waits: Adobe still takes the former secret of profile ",
      "\n", NULL, NULL, "" },
    { ROTATION_OLD_WORKS, EITHER,
      "next: in the Developer Console delete the former client secret, the older one of the "
      "two; then rotate --manual, once more\n",
      NULL, NULL, NULL, "" },
};

static void put_verdict_row(struct rotate *rotate, struct buffer *out, size_t row)
{
    const struct rotation_run *run = &rotate->rotator.run;

    buffer_text(out, verdict_texts[row].text);
    if (verdict_texts[row].after != NULL)
        buffer_format(out, "%s%s",
                      run->verdict == ROTATION_DROPPED ? run->drop
                                                       : rotate->context->profile.name,
                      verdict_texts[row].after);
    if (verdict_texts[row].until != NULL)
        put_time(out, verdict_texts[row].until, run->until);
    if (verdict_texts[row].used != NULL)
        put_time(out, verdict_texts[row].used, run->used_at);
    buffer_text(out, verdict_texts[row].end);
}

static bool is_told(const struct rotate *rotate, size_t row)
{
    return verdict_texts[row].verdict == rotate->rotator.run.verdict &&
           (verdict_texts[row].way == EITHER ||
            (verdict_texts[row].way == BY_HAND) == rotate->is_by_hand);
}

/* On a terminal in lines of its width. */
static void put_wrapped(struct buffer *out, const struct buffer *text)
{
    size_t width = style_for(STDOUT_FILENO).width;
    char *rest = text->data, *line;

    while (rest != NULL && (line = strsep(&rest, "\n")) != NULL && *line != '\0')
        style_wrap(out, line, 0, width);
}

static void put_verdict(struct rotate *rotate)
{
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    size_t i;

    for (i = 0; i < sizeof verdict_texts / sizeof verdict_texts[0]; i++)
        if (is_told(rotate, i))
            put_verdict_row(rotate, &text, i);
    for (i = 0; i < rotate->behind.count; i++)
        buffer_format(&text, "not yet: minter %s\n", rotate->behind.item[i]);
    if (buffer_status(&text) != STATUS_OK)
        buffer_fail(&rotate->context->out, buffer_status(&text));
    put_wrapped(&rotate->context->out, &text);
    buffer_clear(&text);
}

static json_t *list_json(const struct rotator *rotator)
{
    const struct rotation_run *run = &rotator->run;
    json_t *list = json_array();
    size_t i;

    for (i = 0; i < run->count; i++)
        json_array_append_new(list, json_pack("{s:s, s:I, s:I, s:b}", "uuid", run->list[i].uuid,
                                              "created_at", (json_int_t)run->list[i].created_at,
                                              "last_used_at", (json_int_t)run->list[i].used_at,
                                              "in_use_here",
                                              strcmp(run->list[i].uuid, run->ours) == 0));
    return list;
}

static void put_list(struct buffer *out, const struct rotator *rotator)
{
    const struct rotation_run *run = &rotator->run;
    size_t i;

    for (i = 0; i < run->count; i++) {
        const struct rotation_secret *secret = &run->list[i];

        buffer_text(out, secret->uuid);
        put_time(out, "  created ", secret->created_at);
        if (secret->used_at != 0)
            put_time(out, "  last used ", secret->used_at);
        else
            buffer_text(out, "  not used yet");
        buffer_text(out, strcmp(secret->uuid, run->ours) == 0 ? "  in use here\n" : "\n");
    }
}

enum status rotate_judge(struct rotate *rotate, enum status status)
{
    struct context *context = rotate->context;
    const struct rotation_run *run = &rotate->rotator.run;
    char used[FORMAT_TIME_SIZE];
    const char *detail = run->verdict == ROTATION_LONG_IN_USE ? used : NULL;

    if (run->verdict == ROTATION_LONG_AWAITS)
        detail = rotate->behind.count > 0 ? rotate->behind.item[0] : "the cache fails";
    if (status != STATUS_OK || verdicts[run->verdict].status == STATUS_OK)
        return status;
    format_time_utc(used, run->used_at);
    return fault_because(&context->fault, verdicts[run->verdict].status,
                         verdicts[run->verdict].cause,
                         run->verdict == ROTATION_OURS       ? run->drop
                         : run->verdict == ROTATION_OUTDATED ? context->options.from
                                                             : context->profile.name,
                         detail);
}

void rotate_put(struct rotate *rotate)
{
    struct context *context = rotate->context;
    const struct rotator *rotator = &rotate->rotator;
    const char *state = rotation_state_name(rotator->rotation.state);

    context->prints_always = context->options.json;
    if (context->options.json)
        json_print(&context->out, ROTATE_FORMAT, "rotate",
                   json_pack("{s:s, s:s, s:s?, s:I, s:I, s:o, s:o}", "profile",
                             context->profile.name, "result",
                             verdicts[rotator->run.verdict].name, "state", state, "until",
                             (json_int_t)rotator->run.until, "last_used_at",
                             (json_int_t)rotator->run.used_at, "secrets", list_json(rotator),
                             "awaited", json_words(&rotate->behind)));
    else if (context->options.dry_run)
        put_list(&context->out, rotator);
    else if (!context->options.quiet)
        put_verdict(rotate);
}
