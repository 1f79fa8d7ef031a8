/* log_record.c: one line of the log: words name=value, separated by blanks. */
#include "store/audit/audit.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "protocol/record.h"
#include "store/audit/chain.h"

static const struct {
    const char *name;
    size_t offset;
    bool is_number;
} words[] = {
    { "n", offsetof(struct audit_record, number), true },
    { "at", offsetof(struct audit_record, at), true },
    { "event", offsetof(struct audit_record, event), false },
    { "outcome", offsetof(struct audit_record, outcome), false },
    { "command", offsetof(struct audit_record, command), false },
    { "profile", offsetof(struct audit_record, profile), false },
    { "host", offsetof(struct audit_record, host), false },
    { "token", offsetof(struct audit_record, token), false },
    { "detail", offsetof(struct audit_record, detail), false },
    { "pid", offsetof(struct audit_record, pid), true },
    { "uid", offsetof(struct audit_record, uid), true },
    { "exe", offsetof(struct audit_record, executable), false },
    { "tty", offsetof(struct audit_record, terminal), false },
    { "mac", offsetof(struct audit_record, mac), false },
};

enum { WORDS = sizeof words / sizeof words[0] };

/* What would end a word, a line or an escape, and what isn't printable, as % and two digits. */
static void put_text(struct buffer *out, const char *text)
{
    size_t i;

    for (i = 0; i < AUDIT_TEXT_MAX && text[i] != '\0'; i++) {
        unsigned char byte = (unsigned char)text[i];

        if (byte > ' ' && byte <= '~' && byte != '%')
            buffer_append(out, text + i, 1);
        else
            buffer_format(out, "%%%02x", byte);
    }
}

static void put_time(struct buffer *out, int64_t at)
{
    time_t seconds = (time_t)at;
    char text[32] = "";
    struct tm parts;

    if (gmtime_r(&seconds, &parts) != NULL &&
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts) > 0)
        buffer_format(out, " time=%s", text);
}

void audit_record_put(struct buffer *out, const struct audit_record *record)
{
    size_t i, start = out->length;

    for (i = 0; i < WORDS - 1; i++) {
        const void *member = (const char *)record + words[i].offset;
        const char *blank = out->length > start ? " " : "";

        if (words[i].is_number && (i > 0 || record->number > 0)) {
            buffer_format(out, "%s%s=%lld", blank, words[i].name,
                          (long long)*(const int64_t *)member);
        } else if (!words[i].is_number && *(const char *const *)member != NULL) {
            buffer_format(out, "%s%s=", blank, words[i].name);
            put_text(out, *(const char *const *)member);
        }
        if (member == &record->at)
            put_time(out, record->at);
    }
    buffer_text(out, " mac=");
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Undoes the escapes in place. False for one that put_text() doesn't write. */
static bool decode_percent(char *text)
{
    char *out = text;

    for (; *text != '\0'; text++) {
        int high, low;

        if (*text != '%') {
            *out++ = *text;
            continue;
        }
        high = hex_digit(text[1]);
        low = high < 0 ? -1 : hex_digit(text[2]);
        if (low < 0 || (high == 0 && low == 0))
            return false;
        *out++ = (char)(high * 16 + low);
        text += 2;
    }
    *out = '\0';
    return true;
}

static bool take_word(struct audit_record *record, unsigned *seen, const char *name,
                      char *value)
{
    size_t i;

    for (i = 0; i < WORDS; i++) {
        void *member = (char *)record + words[i].offset;

        if (strcmp(words[i].name, name) != 0)
            continue;
        if ((*seen & 1u << i) != 0)
            return false;
        *seen |= 1u << i;
        if (words[i].is_number)
            return record_number(value, member);
        *(const char **)member = value;
        return decode_percent(value);
    }
    return true;
}

/* A record without a number has no hash, and one with a number has one. */
static bool is_complete(const struct audit_record *record, const char *last)
{
    if (last == NULL || strcmp(last, "mac") != 0 || record->event == NULL)
        return false;
    if (record->number == 0)
        return strcmp(record->mac, "-") == 0;
    return record->number > 0 && strlen(record->mac) == AUDIT_MAC_HEX &&
           strspn(record->mac, "0123456789abcdef") == AUDIT_MAC_HEX;
}

enum status audit_record_parse(struct audit_record *record, char *line, size_t length)
{
    const char *name = NULL;
    unsigned seen = 0;
    char *word;

    *record = (struct audit_record){ .pid = -1, .uid = -1 };
    line[length] = '\0';
    if (strlen(line) != length)
        return STATUS_MALFORMED;
    while ((word = strsep(&line, " ")) != NULL) {
        char *equals = strchr(word, '=');

        if (equals == NULL)
            return STATUS_MALFORMED;
        *equals = '\0';
        name = word;
        if (!take_word(record, &seen, name, equals + 1))
            return STATUS_MALFORMED;
    }
    return is_complete(record, name) ? STATUS_OK : STATUS_MALFORMED;
}
