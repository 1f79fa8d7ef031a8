/* conversation.h: how any part of the program asks a person something, without knowing
 * terminals.
 *
 * PAM's pam_conv(3): whoever needs an answer gets a conversation and calls it.
 * helper/say/conversation.c makes the real ones (a terminal, an askpass program, nobody); tests
 * make scripted ones.
 */
#pragma once

#include "protocol/buffer.h"
#include "protocol/status.h"

enum conversation_style {
    CONVERSATION_SECRET, /* no echo */
    CONVERSATION_HIDDEN, /* the same; or what a credential's file holds, of many lines */
    CONVERSATION_TEXT,   /* echo, unless it is what such a file holds */
    CONVERSATION_TELL, /* nothing to answer: show `prompt` as it stands, line breaks included */
    CONVERSATION_REACH, /* nothing is shown or answered: is there somebody to ask? */
};

/* What store/unlock/person.h asks and tells, whose words are those of who makes the
 * conversation. */
enum conversation_text {
    CONVERSATION_PASSPHRASE,
    CONVERSATION_PASSPHRASE_NEW,
    CONVERSATION_PASSPHRASE_UNFIT,
    CONVERSATION_PASSPHRASE_WRONG, /* and is asked for once more */
    CONVERSATION_PIN,
    CONVERSATION_PIN_NEW,
    CONVERSATION_PIN_UNFIT,
    CONVERSATION_EXPORT, /* the passphrase of a file: a new one, and the one it has */
    CONVERSATION_IMPORT,
    CONVERSATION_AGAIN,  /* the same once more */
    CONVERSATION_DIFFER, /* it was another one */
    CONVERSATION_TEXTS
};

struct conversation {
    /* Shows `prompt` and appends the answer, without its line end, to `answer`. TELL and REACH
     * have no answer and REACH no prompt: NULL. STATUS_OK; STATUS_LOCKED when there is nobody
     * to ask; STATUS_BUSY when the person interrupted or ended the input; STATUS_TOO_LONG when
     * the answer exceeds the buffer's maximum; STATUS_IO. */
    enum status (*ask)(void *context, enum conversation_style style, const char *prompt,
                       struct buffer *answer);
    void *context;
    const char *const *text; /* CONVERSATION_TEXTS prompts */
};
