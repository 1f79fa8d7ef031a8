/* reply.c: an answer record and the memory of its strings. */
#include "helper/adobe/reply.h"

#include <string.h>

#include "protocol/secret.h"

struct reply_piece {
    struct reply_piece *next;
    char text[];
};

void reply_clear(struct reply *reply)
{
    while (reply->pieces != NULL) {
        struct reply_piece *next = reply->pieces->next;

        secret_free(reply->pieces);
        reply->pieces = next;
    }
    secret_wipe(reply, sizeof *reply);
}

const char *reply_keep(struct reply *reply, const char *text)
{
    size_t length = text != NULL ? strlen(text) : 0;
    struct reply_piece *piece = NULL;

    if (text == NULL)
        return NULL;
    if (length < SECRET_MAX - sizeof *piece)
        piece = secret_alloc(sizeof *piece + length + 1);
    if (piece == NULL) {
        reply->out_of_memory = true;
        return NULL;
    }
    memcpy(piece->text, text, length);
    piece->next = reply->pieces;
    reply->pieces = piece;
    return piece->text;
}

const char *reply_quote(struct reply *reply, const char *text)
{
    char quote[REPLY_QUOTE_SIZE];

    fault_sanitise(quote, sizeof quote, text);
    return text != NULL ? reply_keep(reply, quote) : NULL;
}

bool reply_end(struct reply *reply, enum status status, const char *error, const char *field)
{
    reply->answer.status = status_name(status);
    reply->answer.error = error;
    reply->answer.field = field;
    return status == STATUS_OK;
}

enum status reply_status(const struct reply *reply)
{
    if (reply->out_of_memory)
        return STATUS_NO_MEMORY;
    if (reply->answer.status == NULL)
        return STATUS_INTERNAL;
    return status_from_name(reply->answer.status);
}

static enum status reply_write_bare(struct buffer *out, enum status status, const char *error)
{
    struct reply bare = { 0 };

    buffer_clear(out);
    reply_end(&bare, status, error, NULL);
    adobe_answer_write(out, &bare.answer);
    return buffer_status(out);
}

enum status reply_write(struct buffer *out, const struct reply *reply)
{
    enum status status = reply_status(reply);

    if (status == STATUS_NO_MEMORY || status == STATUS_INTERNAL)
        return reply_write_bare(out, status, NULL);
    adobe_answer_write(out, &reply->answer);
    status = buffer_status(out);
    if (status == STATUS_OK)
        return status;
    if (status == STATUS_NO_MEMORY)
        return reply_write_bare(out, status, NULL);
    return reply_write_bare(out, STATUS_UNEXPECTED, "too-long");
}
