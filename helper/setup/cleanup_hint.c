/* cleanup_hint.c: kinds of files, and what of each can go. */
#include "helper/setup/cleanup_hint.h"

#include <limits.h>
#include <string.h>

#include "helper/say/fields.h"
#include "helper/say/report.h"
#include "protocol/status.h"

enum { NAME_MAX_LENGTH = 128, TEXT_MAX = 32 * 1024 };

static const char label[] = "next: ";

static bool is_plain(const char *name)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789_-.";
    size_t length = strspn(name, allowed);

    return length > 0 && length <= NAME_MAX_LENGTH && name[length] == '\0' && *name != '-';
}

static bool repeats_secret(const char *name, const struct string_list *secrets)
{
    size_t i;

    for (i = 0; i < secrets->count; i++)
        if (strstr(name, secrets->item[i]) != NULL)
            return true;
    return false;
}

/* What was said of the file, if it can be so. */
static const struct string_list *believed_places(const struct adobe_answer *answer)
{
    static const struct string_list none = { .count = 0 };
    size_t i;

    for (i = 0; i < answer->secret_place.count; i++)
        if (!is_plain(answer->secret_place.item[i]) ||
            repeats_secret(answer->secret_place.item[i], &answer->client_secret))
            return &none;
    return &answer->secret_place;
}

/* "A", "A and B", "A, B and C" */
static void write_names(struct buffer *out, const struct string_list *names)
{
    size_t i;

    for (i = 0; i < names->count; i++) {
        if (i > 0)
            buffer_text(out, i + 1 < names->count ? ", " : " and ");
        buffer_text(out, names->item[i]);
    }
}

static void tell_whole(struct buffer *out, const char *file, const struct string_list *names)
{
    (void)names;
    buffer_format(out, "delete %s: it holds the client secret, which is kept here now, sealed",
                  file);
}

static void tell_lines(struct buffer *out, const char *file, const struct string_list *names)
{
    buffer_format(out, "delete the line%s ", names->count > 1 ? "s" : "");
    write_names(out, names);
    buffer_format(out, " of %s: what %s kept here now, sealed. Its other lines may stay", file,
                  names->count > 1 ? "they hold is" : "it holds is");
}

static void tell_keys(struct buffer *out, const char *file, const struct string_list *names)
{
    size_t i;

    (void)file;
    buffer_format(out, "unless aio itself uses the credential, delete the key%s ",
                  names->count > 1 ? "s" : "");
    write_names(out, names);
    buffer_text(out, " of its configuration: aio config delete");
    for (i = 0; i < names->count; i++)
        buffer_format(out, " %s", names->item[i]);
}

static void tell_generally(struct buffer *out, const char *file,
                           const struct string_list *names)
{
    (void)names;
    buffer_format(out,
                  "%s still holds the client secret, which isn't needed there any more: delete "
                  "it, or that part of it if it holds other things too",
                  file);
}

static const struct shape {
    const char *name;
    bool is_whole; /* nothing else is in such a file */
    void (*tell)(struct buffer *out, const char *file, const struct string_list *names);
} shapes[] = {
    { "project", true, tell_whole }, { "credential", true, tell_whole },
    { "curl", true, tell_whole },    { "postman", true, tell_whole },
    { "lines", false, tell_lines },  { "contexts", false, tell_keys },
};

/* NULL when the answer names none, or not what of it can go. */
static const struct shape *shape_of(const struct adobe_answer *answer)
{
    size_t i;

    for (i = 0; answer->shape != NULL && i < sizeof shapes / sizeof shapes[0]; i++)
        if (strcmp(shapes[i].name, answer->shape) == 0)
            return shapes[i].is_whole || believed_places(answer)->count > 0 ? &shapes[i] : NULL;
    return NULL;
}

void cleanup_hint_tell(struct buffer *out, const char *path, const struct adobe_answer *answer,
                       size_t width)
{
    const struct shape *shape = shape_of(answer);
    struct buffer text = BUFFER(TEXT_MAX);
    char file[PATH_MAX];

    if (path == NULL && (shape == NULL || shape->tell != tell_keys))
        return;
    fault_sanitise(file, sizeof file, path);
    (shape != NULL ? shape->tell : tell_generally)(&text, file, believed_places(answer));
    buffer_text(out, label);
    style_wrap(out, buffer_string(&text), sizeof label - 1, width);
    buffer_clear(&text);
}

bool cleanup_hint_is_whole(const struct adobe_answer *answer)
{
    const struct shape *shape = shape_of(answer);

    return shape != NULL && shape->is_whole;
}

json_t *cleanup_hint_json(const char *path, const struct adobe_answer *answer)
{
    const struct shape *shape = shape_of(answer);
    bool is_whole = shape != NULL && shape->is_whole;
    char file[PATH_MAX];

    fault_sanitise(file, sizeof file, path);
    return json_pack("{s:s, s:b, s:o}", "file", file, "whole", is_whole, "names",
                     is_whole ? json_array() : json_words(believed_places(answer)));
}
