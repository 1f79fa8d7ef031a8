/* redact.c: foreign text, cleaned. */
#include "protocol/redact.h"

#include <stdbool.h>
#include <stdint.h>

/* Beyond ASCII, first and last: C1, controls of direction and layout, surrogates, tags. */
static const uint32_t hidden[][2] = {
    { 0x80, 0x9F },     { 0xAD, 0xAD },       { 0x34F, 0x34F },         { 0x61C, 0x61C },
    { 0x115F, 0x1160 }, { 0x17B4, 0x17B5 },   { 0x180B, 0x180F },       { 0x200B, 0x200F },
    { 0x2028, 0x202E }, { 0x2060, 0x206F },   { 0x3164, 0x3164 },       { 0xD800, 0xDFFF },
    { 0xFE00, 0xFE0F }, { 0xFEFF, 0xFEFF },   { 0xFFA0, 0xFFA0 },       { 0xFFF0, 0xFFFB },
    { 0xFFFE, 0xFFFF }, { 0xE0000, 0xE0FFF }, { 0x110000, UINT32_MAX },
};

static bool is_hidden(uint32_t point)
{
    size_t i;

    for (i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
        if (point >= hidden[i][0] && point <= hidden[i][1])
            return true;
    return false;
}

/* How many bytes a visible character beyond ASCII has; 0 when there is none at `text`. */
static size_t visible_length(const unsigned char *text, size_t left)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    size_t length = text[0] >= 0xF0 ? 4 : text[0] >= 0xE0 ? 3 : 2, i;
    uint32_t point = text[0] & (0xFFu >> (length + 1));

    if (text[0] < 0xC2 || text[0] > 0xF4 || length > left)
        return 0;
    for (i = 1; i < length; i++) {
        if ((text[i] & 0xC0) != 0x80)
            return 0;
        point = point << 6 | (text[i] & 0x3F);
    }
    return point >= least[length] && !is_hidden(point) ? length : 0;
}

void redact_clean(char *text, size_t length, unsigned stay)
{
    size_t i, more;

    for (i = 0; i < length; i += more) {
        more = 1;
        if ((text[i] >= ' ' && text[i] <= '~') || ((stay & REDACT_LINES) && text[i] == '\n'))
            continue;
        more = stay & REDACT_UTF8 ? visible_length((const unsigned char *)text + i, length - i)
                                  : 0;
        if (more == 0) {
            text[i] = '?';
            more = 1;
        }
    }
}
