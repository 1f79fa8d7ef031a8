/* rotate_words.c: what `rotate` says of a run. */
#include <stdio.h>
#include <string.h>

#include "helper/commands/rotate.h"
#include "helper/say/fields.h"
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
    [ROTATION_OLD_WORKS] = { "old-works", STATUS_OK, CAUSE_NONE },
};

static void put_time(struct buffer *out, const char *before, int64_t at)
{
    char utc[FORMAT_TIME_SIZE];

    format_time_utc(utc, at);
    buffer_format(out, "%s%s", before, utc);
}

/* What a verdict is told by: `text`, the profile's name (the secret's, of one that was dropped)
 * where there is `after`, and a time where there is `until` or `used`. */
static const struct {
    enum rotation_verdict verdict;
    const char *text, *after, *until, *used, *end;
} verdict_texts[] = {
    { ROTATION_FINISHED, "rotated: profile ", " has a new secret; the former one is deleted\n",
      NULL, NULL, "" },
    { ROTATION_WAITS, "rotated: profile ", " has a new secret, and it is proved\n",
      "next: the former one is deleted by the first rotate after ", NULL,
      " that finds it unused\n" },
    { ROTATION_IN_USE, "waits: the former secret of profile ",
      " is still used, by another machine or by somebody who shouldn't have it;", NULL,
      " last at ", "\n" },
    { ROTATION_AWAITS,
      "waits: the fleet's other minters are to take the new secret of profile ",
      " before the former one is deleted\n", NULL, NULL, "" },
    { ROTATION_MAY_BE_LOST, "waits: Adobe has a secret that may be one whose answer was lost; ",
      NULL, "after ", NULL, " rotate removes it, if nobody uses it\n" },
    { ROTATION_DROPPED, "deleted: the secret ", "\n", NULL, NULL, "" },
    { ROTATION_ABORTED, "aborted: profile ", " keeps its former secret\n", NULL, NULL, "" },
    { ROTATION_OLD_WORKS,
      "next: in the Developer Console delete the former client secret, the older one of the "
      "two; then rotate --manual, once more\n",
      NULL, NULL, NULL, "" },
};

static void put_verdict_row(struct rotate *rotate, size_t row)
{
    struct buffer *out = &rotate->context->out;
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

static void put_verdict(struct rotate *rotate)
{
    size_t i;

    for (i = 0; i < sizeof verdict_texts / sizeof verdict_texts[0]; i++)
        if (verdict_texts[i].verdict == rotate->rotator.run.verdict)
            put_verdict_row(rotate, i);
    for (i = 0; i < rotate->behind.count; i++)
        buffer_format(&rotate->context->out, "not yet: minter %s\n", rotate->behind.item[i]);
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
    return fault_because(
        &context->fault, verdicts[run->verdict].status, verdicts[run->verdict].cause,
        run->verdict == ROTATION_OURS ? run->drop : context->profile.name, detail);
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
