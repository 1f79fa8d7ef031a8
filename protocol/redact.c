/* redact.c: foreign text, without secrets and controls. */
#include "protocol/redact.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "protocol/secret.h"

/* ## Secrets */

enum { FORMS = 4, ESCAPE_MAX = 6 };

/* A secret as it is, and its base64 where the text begins with the first, third or second of
 * its bytes, without the characters that other bytes have a part in: 3 times 4/3 of it. */
struct known {
    size_t piece, length[FORMS];
    char *form[FORMS];
    char bytes[];
};

static struct known *known[REDACT_SECRETS];
static size_t known_next;
static bool is_blind;

static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Writes the base64 of what follows the first `skip` bits. Returns its length. */
static size_t encode_base64(char *out, const char *secret, size_t length, size_t skip)
{
    size_t bit, count = 0;

    for (bit = skip; bit + 6 <= 8 * length; bit += 6) {
        unsigned pair = (unsigned char)secret[bit / 8] * 256u;

        if (bit / 8 + 1 < length)
            pair |= (unsigned char)secret[bit / 8 + 1];
        out[count++] = base64[pair >> (10 - bit % 8) & 63];
    }
    return count;
}

static bool is_known(const char *secret, size_t length)
{
    size_t i;

    for (i = 0; i < REDACT_SECRETS; i++)
        if (known[i] != NULL && known[i]->length[0] == length &&
            memcmp(known[i]->form[0], secret, length) == 0)
            return true;
    return false;
}

static void know_secret(const char *secret, size_t piece)
{
    size_t length = secret != NULL ? strlen(secret) : 0, i;
    struct known *new;
    char *at;

    if (length < REDACT_PIECE || is_known(secret, length))
        return;
    new = length < SECRET_MAX / 8 ? secret_alloc(sizeof *new + 5 * length) : NULL;
    if (new == NULL) {
        is_blind = true;
        return;
    }
    new->piece = piece;
    at = new->bytes;
    for (i = 0; i < FORMS; i++, at += new->length[i - 1]) {
        new->form[i] = at;
        new->length[i] = i > 0 ? encode_base64(at, secret, length, 2 * (i - 1)) : length;
        if (i == 0)
            memcpy(at, secret, length);
    }
    secret_free(known[known_next]);
    known[known_next] = new;
    known_next = (known_next + 1) % REDACT_SECRETS;
}

void redact_know(const char *secret)
{
    know_secret(secret, REDACT_PIECE);
}

void redact_know_words(const char *passphrase)
{
    know_secret(passphrase, REDACT_WORDS);
}

void redact_know_list(const struct string_list *secrets)
{
    size_t i;

    for (i = 0; i < secrets->count; i++)
        redact_know(secrets->item[i]);
}

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = memchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c, 16);

    return at != NULL ? (int)(at - digits) : -1;
}

static int hex_pair(const char *text)
{
    int high = hex_digit(text[0]), low = hex_digit(text[1]);

    return high >= 0 && low >= 0 ? 16 * high + low : -1;
}

/* How many bytes of the text stand for one, *byte: "%2F", "\/", "\u002f" or itself. */
static size_t unescape_byte(const char *text, size_t left, char *byte)
{
    int value = -1;
    size_t length = 1;

    if (text[0] == '%' && left >= 3)
        value = hex_pair(text + (length = 3) - 2);
    else if (left >= ESCAPE_MAX && memcmp(text, "\\u00", 4) == 0)
        value = hex_pair(text + (length = ESCAPE_MAX) - 2);
    else if (text[0] == '\\' && left >= 2 && strchr("\"\\/", text[1]) != NULL)
        value = text[(length = 2) - 1];
    *byte = value >= 0 ? (char)value : text[0];
    return value >= 0 ? length : 1;
}

/* base64url's two are those of base64. */
static char standard_base64(char c)
{
    return c == '-' ? '+' : c == '_' ? '/' : c;
}

/* The first bytes of a text, read in three ways, and of how many each is. */
enum { PLAIN, ESCAPED, BASE64, READINGS };

struct window {
    char bytes[READINGS][REDACT_WORDS];
    size_t read[READINGS][REDACT_WORDS + 1]; /* so many of the text are so many bytes */
    size_t count[READINGS];
};

static void window_read(struct window *window, const char *text, size_t left)
{
    size_t at = 0, i;

    for (i = 0; i < REDACT_WORDS && i < left; i++) {
        window->bytes[PLAIN][i] = text[i];
        window->bytes[BASE64][i] = standard_base64(text[i]);
        window->read[PLAIN][i + 1] = window->read[BASE64][i + 1] = i + 1;
    }
    window->count[PLAIN] = window->count[BASE64] = i;
    for (i = 0; i < REDACT_WORDS && at < left; i++) {
        at += unescape_byte(text + at, left - at, &window->bytes[ESCAPED][i]);
        window->read[ESCAPED][i + 1] = at;
    }
    window->count[ESCAPED] = i;
}

/* Whether the bytes are in the form; of one that is shorter, whether they are all of it. */
static size_t form_match(const struct known *secret, size_t form, const struct window *window,
                         size_t reading)
{
    size_t length = secret->length[form];
    size_t piece = length < secret->piece ? length : secret->piece;

    if (window->count[reading] < piece ||
        memmem(secret->form[form], length, window->bytes[reading], piece) == NULL)
        return 0;
    return window->read[reading][piece];
}

/* How many bytes at the start of the text are a piece of a secret. */
static size_t piece_length(const char *text, size_t left)
{
    static const struct {
        size_t form, reading;
    } ways[] = { { 0, PLAIN }, { 0, ESCAPED }, { 1, BASE64 }, { 2, BASE64 }, { 3, BASE64 } };
    struct window window;
    size_t longest = 0, i, way;

    window_read(&window, text, left);
    for (i = 0; i < REDACT_SECRETS && known[i] != NULL; i++)
        for (way = 0; way < sizeof ways / sizeof ways[0]; way++) {
            size_t length = form_match(known[i], ways[way].form, &window, ways[way].reading);

            if (length > longest)
                longest = length;
        }
    secret_wipe(&window, sizeof window);
    return longest;
}

/* Where the pieces end that begin at `at` and overlap each other; `at` = none. */
static size_t pieces_end(const char *text, size_t at, size_t length)
{
    size_t end = is_blind ? length : at;

    do {
        size_t more = is_blind ? 0 : piece_length(text + at, length - at);

        if (at + more > end)
            end = at + more;
    } while (++at < end);
    return end;
}

size_t redact_withhold(char *text, size_t length)
{
    static const char mark[] = "[secret]";
    size_t at = 0, out = 0;

    if (known[0] == NULL && !is_blind)
        return length;
    while (at < length) {
        size_t run = pieces_end(text, at, length) - at;
        size_t size = run < sizeof mark - 1 ? run : sizeof mark - 1;

        if (run == 0) {
            text[out++] = text[at++];
            continue;
        }
        memcpy(text + out, mark, size);
        out += size;
        at += run;
    }
    return out;
}

/* ## Controls */

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

void redact_text(char *text)
{
    size_t length = redact_withhold(text, strlen(text));

    text[length] = '\0';
    redact_clean(text, length, 0);
}
