/* paste.c: keys → an answer, and what of it is shown. */
#include "helper/say/paste.h"

#include <string.h>

#include "protocol/json.h"
#include "protocol/secret.h"

enum { CTRL_D = 4, CTRL_H = 8, CTRL_U = 21, CTRL_W = 23, ESCAPE = 27, DELETE = 127 };
enum { ESCAPE_BEGUN = 1, ESCAPE_CSI, ESCAPE_SS3 };

static bool is_json(const char *text)
{
    return *text == '{' || *text == '[';
}

static bool is_command(const char *text)
{
    return strncmp(text, "curl ", 5) == 0;
}

/* NAME=, or export NAME= */
static bool is_assignment(const char *text)
{
    static const char name[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
    size_t length;

    if (strncmp(text, "export ", 7) == 0)
        text += 7;
    length = strspn(text, name);
    return length > 0 && text[length] == '=';
}

bool paste_is_secret(const char *text)
{
    text += strspn(text, " \t");
    return is_json(text) || is_command(text) || is_assignment(text) ||
           strstr(text, "p8e-") != NULL;
}

bool paste_is_file(const char *text)
{
    text += strspn(text, " \t");
    return is_json(text) || is_command(text) || strchr(text, '\n') != NULL;
}

/* Whether a hidden answer ends at the line end that comes now. */
static bool is_whole(const struct paste *paste, const struct buffer *answer)
{
    const char *text = buffer_string(answer) + strspn(buffer_string(answer), " \t");
    char last = answer->length > 0 ? answer->data[answer->length - 1] : '\n';

    if (is_json(text))
        return json_is_whole(answer);
    if (is_command(text))
        return last != '\\';
    return paste->is_secret || !is_assignment(text) || last == '\n';
}

static void erase_character(const struct paste *paste, struct buffer *answer,
                            struct buffer *echo)
{
    bool is_continued = true;

    while (answer->length > 0 && is_continued) {
        is_continued = ((unsigned char)answer->data[--answer->length] & 0xc0) == 0x80;
        secret_wipe(answer->data + answer->length, 1);
    }
    if (!paste->is_hidden)
        buffer_text(echo, "\b \b");
}

/* One character, a word with the blanks after it, or all. */
static void take_back(const struct paste *paste, char key, struct buffer *answer,
                      struct buffer *echo)
{
    bool is_in_word = false;

    while (answer->length > 0) {
        bool is_blank = answer->data[answer->length - 1] == ' ';

        if (key == CTRL_W && is_in_word && is_blank)
            return;
        is_in_word = is_in_word || !is_blank;
        erase_character(paste, answer, echo);
        if (key == CTRL_H || key == DELETE)
            return;
    }
}

/* The bytes of a sequence, up to its last one (ECMA-48, section 5.4). */
static void skip_escape(struct paste *paste, char byte)
{
    if (paste->escape == ESCAPE_BEGUN && (byte == '[' || byte == 'O'))
        paste->escape = byte == '[' ? ESCAPE_CSI : ESCAPE_SS3;
    else if (paste->escape != ESCAPE_CSI || (byte >= '@' && byte <= '~') || byte == '\n')
        paste->escape = 0;
}

static void take_byte(struct paste *paste, char byte, struct buffer *answer,
                      struct buffer *echo)
{
    buffer_append(answer, &byte, 1);
    if (!paste->is_hidden && paste_is_secret(buffer_string(answer))) {
        paste->is_hidden = true;
        buffer_text(echo, "(not shown)");
    } else if (!paste->is_hidden) {
        buffer_append(echo, &byte, 1);
    }
}

enum paste_state paste_take(struct paste *paste, char byte, struct buffer *answer,
                            struct buffer *echo)
{
    bool is_end = byte == '\n' || byte == '\r';

    paste->is_hidden |= paste->is_secret;
    if (paste->escape != 0 && !is_end) {
        skip_escape(paste, byte);
        return PASTE_GOES_ON;
    }
    paste->escape = byte == ESCAPE ? ESCAPE_BEGUN : 0;
    if (byte == CTRL_D && answer->length == 0)
        return PASTE_LEFT;
    if ((is_end && (!paste->is_hidden || is_whole(paste, answer))) ||
        (byte == CTRL_D && paste->is_hidden)) {
        buffer_text(echo, "\n");
        return PASTE_DONE;
    }
    if (byte == CTRL_H || byte == DELETE || byte == CTRL_U || byte == CTRL_W)
        take_back(paste, byte, answer, echo);
    else if (is_end)
        buffer_text(answer, "\n");
    else if ((unsigned char)byte >= ' ' || (byte == '\t' && paste->is_hidden))
        take_byte(paste, byte, answer, echo);
    return PASTE_GOES_ON;
}
