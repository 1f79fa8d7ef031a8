/* lines.c: .env lines and a copied curl command. */
#include "helper/adobe/lines.h"

#include <string.h>
#include <strings.h>

#include "helper/adobe/document.h"
#include "helper/adobe/draft.h"
#include "helper/adobe/leftover.h"
#include "protocol/buffer.h"

enum { GROUP_SIZE = 128, WORD_MAX = 65536 };

static const char blanks[] = " \t\r\n";
static const char key_bytes[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                "0123456789_-";

/* Bytes that are left to read. */
struct text {
    const char *at, *end;
};

static void skip(struct text *text, const char *set)
{
    while (text->at < text->end && *text->at != '\0' && strchr(set, *text->at) != NULL)
        text->at++;
}

static bool starts(const struct text *text, const char *word)
{
    size_t length = strlen(word);

    return (size_t)(text->end - text->at) >= length && memcmp(text->at, word, length) == 0;
}

bool lines_is_json(const char *data, size_t length)
{
    struct text text = { data, data + length };

    skip(&text, blanks);
    return text.at < text.end && (*text.at == '{' || *text.at == '[');
}

/* Whether `text`, which is used up to its line's end, begins with a key and a colon. */
static bool is_member(struct text *text)
{
    char key[DRAFT_KEY_SIZE];
    size_t length;
    const char *start;
    bool is_known = false;

    skip(text, " \t\r\n{[,-");
    start = text->at;
    skip(text, key_bytes);
    length = (size_t)(text->at - start);
    if (starts(text, ":") && length < sizeof key) {
        memcpy(key, start, length);
        key[length] = '\0';
        is_known = draft_knows(key);
    }
    while (text->at < text->end && *text->at != '\n' && *text->at != '{')
        text->at++;
    return is_known;
}

bool lines_is_aio(const char *data, size_t length)
{
    struct text text = { data, data + length };

    while (text.at < text.end)
        if (is_member(&text))
            return true;
    return false;
}

/* What was read so far. */
struct groups {
    json_t *object, *secrets;
    enum status status; /* the first failure */
};

static void fail(struct groups *groups, enum status status)
{
    if (groups->status == STATUS_OK)
        groups->status = status;
}

/* Puts a value under GROUP and KEY. */
static void put(struct groups *groups, const char *group, const char *key,
                const struct buffer *value)
{
    json_t *object = json_object_get(groups->object, group), *array = NULL;
    const char *text = buffer_string(value);

    if (buffer_status(value) != STATUS_OK) {
        fail(groups, buffer_status(value));
        return;
    }
    if (object == NULL) {
        object = json_object();
        json_object_set_new_nocheck(groups->object, group, object);
    }
    if (*text == '[')
        array = document_load(text, value->length, NULL);
    if (json_object_set_new_nocheck(json_object_get(groups->object, group), key,
                                    array != NULL ? array : json_string_nocheck(text)) != 0)
        fail(groups, STATUS_NO_MEMORY);
}

/* Notes that the line `name` holds a secret of the group. */
static void put_secret(struct groups *groups, const char *group, const char *name)
{
    if (json_object_get(groups->secrets, group) == NULL)
        json_object_set_new_nocheck(groups->secrets, group, json_array());
    if (json_array_append_new(json_object_get(groups->secrets, group),
                              json_string_nocheck(name)) != 0)
        fail(groups, STATUS_NO_MEMORY);
}

/* The prefixes of keys, the longest first. */
static const char *const prefixes[] = {
    "AIO_COMMERCE_AUTH_IMS_", "IMS_OAUTH_S2S_", "WORKFRONT_", "ADOBE_", "OAUTH_", "IMS_", ""
};
static const char context_prefix[] = "AIO_ims_contexts_";

/* Also of keys that only hold what is to be deleted. */
static bool is_ours(const char *key)
{
    return draft_knows(key) || leftover_is_secret(key);
}

/* Cuts NAME_KEY at the last single "_", where "__" stands for "_". */
static bool split_context(const char *text, char group[GROUP_SIZE], const char **key)
{
    char *cut = NULL, *out = group;

    for (; *text != '\0'; text++) {
        if (out == group + GROUP_SIZE - 1)
            return false;
        if (text[0] == '_' && text[1] == '_')
            text++;
        else if (*text == '_')
            cut = out;
        *out++ = *text;
    }
    *out = '\0';
    if (cut == NULL)
        return false;
    *cut = '\0';
    *key = cut + 1;
    return is_ours(*key);
}

static bool split_prefix(const char *text, char group[GROUP_SIZE], const char **key)
{
    size_t i;

    for (i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        size_t length = strlen(prefixes[i]);

        if (strncasecmp(text, prefixes[i], length) != 0 || !is_ours(text + length))
            continue;
        memcpy(group, prefixes[i], length);
        group[length > 0 ? length - 1 : 0] = '\0';
        *key = text + length;
        return true;
    }
    return false;
}

static bool split_key(const char *text, char group[GROUP_SIZE], const char **key)
{
    size_t length = sizeof context_prefix - 1;

    if (strncasecmp(text, context_prefix, length) == 0)
        return split_context(text + length, group, key);
    return split_prefix(text, group, key);
}

/* The bytes up to the closing quote; in "…" a backslash keeps the next character as it is. */
static void read_quoted(struct text *text, char quote, struct buffer *out)
{
    for (text->at++; text->at < text->end && *text->at != quote; text->at++) {
        if (quote == '"' && *text->at == '\\' && text->at + 1 < text->end)
            text->at++;
        buffer_append(out, text->at, 1);
    }
    text->at += text->at < text->end;
}

static void read_bare(struct text *text, struct buffer *out)
{
    const char *start = text->at, *stop;

    while (text->at < text->end && *text->at != '\n' &&
           !(*text->at == '#' && text->at > start && text->at[-1] == ' '))
        text->at++;
    for (stop = text->at; stop > start && strchr(blanks, stop[-1]) != NULL; stop--)
        continue;
    buffer_append(out, start, (size_t)(stop - start));
}

static void read_value(struct text *text, struct buffer *out)
{
    skip(text, " \t");
    if (text->at < text->end && (*text->at == '"' || *text->at == '\''))
        read_quoted(text, *text->at, out);
    else
        read_bare(text, out);
}

static void put_line(struct groups *groups, const char *group, const char *key,
                     const char *name, const struct buffer *value)
{
    if (draft_knows(key))
        put(groups, group, key, value);
    if (leftover_is_secret(key))
        put_secret(groups, group, name);
}

/* One KEY=value; lines of any other kind are passed over. */
static void read_line(struct text *text, struct groups *groups)
{
    char name[2 * GROUP_SIZE], group[GROUP_SIZE];
    const char *key, *start;
    struct buffer value = BUFFER(WORD_MAX);
    size_t length;

    skip(text, blanks);
    if (starts(text, "export "))
        text->at += strlen("export ");
    skip(text, " \t");
    start = text->at;
    skip(text, key_bytes);
    length = (size_t)(text->at - start);
    skip(text, " \t");
    if (length > 0 && length < sizeof name && starts(text, "=")) {
        text->at++;
        memcpy(name, start, length);
        name[length] = '\0';
        read_value(text, &value);
        if (split_key(name, group, &key))
            put_line(groups, group, key, name, &value);
    }
    buffer_clear(&value);
    while (text->at < text->end && *text->at != '\n')
        text->at++;
}

/* The next word as a shell reads it, quotes and backslashes taken off. False at the end. */
static bool read_word(struct text *text, struct buffer *out)
{
    for (;;) {
        skip(text, blanks);
        if (!starts(text, "\\\n") && !starts(text, "\\\r\n"))
            break;
        text->at++;
    }
    if (text->at == text->end)
        return false;
    while (text->at < text->end && *text->at != '\0' && strchr(blanks, *text->at) == NULL) {
        if (*text->at == '"' || *text->at == '\'') {
            read_quoted(text, *text->at, out);
            continue;
        }
        if (*text->at == '\\' && text->at + 1 < text->end)
            text->at++;
        buffer_append(out, text->at++, 1);
    }
    if (text->at < text->end && *text->at == '\0')
        text->at = text->end;
    return true;
}

static int hex(char c)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *found = c != '\0' ? strchr(digits, c) : NULL;

    return found != NULL ? (int)((found - digits) % 16) : -1;
}

/* RFC 3986 section 2.1 and the form's "+". */
static void decode(struct buffer *out, const char *text, size_t length)
{
    size_t i;

    for (i = 0; i < length; i++) {
        char c = text[i] == '+' ? ' ' : text[i];

        if (c == '%' && i + 2 < length && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0) {
            c = (char)(hex(text[i + 1]) * 16 + hex(text[i + 2]));
            i += 2;
        }
        buffer_append(out, &c, 1);
    }
}

/* key=value&key=value */
static void read_form(const char *form, struct groups *groups)
{
    while (*form != '\0') {
        size_t length = strcspn(form, "&"), name = strcspn(form, "=&");
        struct buffer value = BUFFER(WORD_MAX);
        char key[GROUP_SIZE];

        if (name < length && name < sizeof key) {
            memcpy(key, form, name);
            key[name] = '\0';
            decode(&value, form + name + 1, length - name - 1);
            if (draft_knows(key))
                put(groups, "curl", key, &value);
        }
        buffer_clear(&value);
        form += length + (form[length] == '&');
    }
}

/* The forms in a curl command are what stands behind -d, --data…, -F and --form…, and behind
 * the "?" of its URL. A word is tried as all of these: no other word of the command has one of
 * our keys in front of a "=". */
static void read_curl(struct text *text, struct groups *groups)
{
    struct buffer word = BUFFER(WORD_MAX);

    while (read_word(text, &word)) {
        const char *form = buffer_string(&word);

        if (buffer_status(&word) != STATUS_OK)
            fail(groups, buffer_status(&word));
        if (strncmp(form, "http", 4) == 0 && strchr(form, '?') != NULL)
            form = strchr(form, '?') + 1;
        read_form(strncmp(form, "-d", 2) == 0 || strncmp(form, "-F", 2) == 0 ? form + 2 : form,
                  groups);
        buffer_clear(&word);
    }
    buffer_clear(&word);
}

void lines_clear(struct lines *lines)
{
    json_decref(lines->groups);
    json_decref(lines->secrets);
    *lines = (struct lines){ 0 };
}

enum status lines_load(const char *data, size_t length, struct lines *lines)
{
    struct text text = { data, data + length };
    struct groups groups = { json_object(), json_object(), STATUS_OK };

    if (groups.object == NULL || groups.secrets == NULL)
        groups.status = STATUS_NO_MEMORY;
    skip(&text, " \t\r\n$");
    lines->is_curl = starts(&text, "curl ") || starts(&text, "curl\t");
    if (lines->is_curl)
        read_curl(&text, &groups);
    else
        for (text.at = data; text.at < text.end;)
            read_line(&text, &groups);
    if (groups.status == STATUS_OK && json_object_size(groups.object) == 0)
        groups.status = STATUS_NOT_FOUND;
    lines->groups = groups.object;
    lines->secrets = groups.secrets;
    if (groups.status != STATUS_OK)
        lines_clear(lines);
    return groups.status;
}
