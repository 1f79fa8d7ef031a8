/* chain.c: hashing along the log, and reading it in pieces. */
#include "store/audit/chain.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "protocol/record.h"
#include "protocol/secret.h"

static const char file_prefix[] = "log-";

void audit_file_name(char out[AUDIT_NAME_SIZE], int64_t number)
{
    snprintf(out, AUDIT_NAME_SIZE, "%s%08lld", file_prefix, (long long)number);
}

int64_t audit_file_number(const char *name)
{
    char expected[AUDIT_NAME_SIZE];
    const char *digits = name + sizeof file_prefix - 1;
    int64_t number;

    if (strncmp(name, file_prefix, sizeof file_prefix - 1) != 0)
        return 0;
    digits += strspn(digits, "0");
    if (!record_number(digits, &number) || number <= 0 || number > AUDIT_FILE_MOST)
        return 0;
    audit_file_name(expected, number);
    return strcmp(expected, name) == 0 ? number : 0;
}

static void chain_begin(struct audit_chain *chain)
{
    crypto_generichash_init(&chain->state, chain->key, AUDIT_KEY_SIZE, AUDIT_MAC_SIZE);
    crypto_generichash_update(&chain->state, chain->mac, AUDIT_MAC_SIZE);
}

void audit_chain_start(struct audit_chain *chain, const unsigned char key[AUDIT_KEY_SIZE],
                       int64_t count, const unsigned char mac[AUDIT_MAC_SIZE])
{
    chain->key = key;
    chain->count = count;
    memcpy(chain->mac, mac, AUDIT_MAC_SIZE);
    chain_begin(chain);
}

void audit_chain_cover(struct audit_chain *chain, const char *bytes, size_t length)
{
    crypto_generichash_update(&chain->state, (const unsigned char *)bytes, length);
}

void audit_chain_cover_piece(struct audit_chain *chain, const struct audit_piece *piece)
{
    if (piece->follows)
        audit_chain_cover(chain, "\n", 1);
    audit_chain_cover(chain, piece->text, piece->length);
}

static void chain_advance(struct audit_chain *chain, const unsigned char mac[AUDIT_MAC_SIZE])
{
    memcpy(chain->mac, mac, AUDIT_MAC_SIZE);
    chain->count++;
    chain_begin(chain);
}

void audit_chain_seal(struct audit_chain *chain, struct buffer *out)
{
    unsigned char mac[AUDIT_MAC_SIZE];
    char hex[AUDIT_MAC_HEX + 1];

    crypto_generichash_final(&chain->state, mac, sizeof mac);
    sodium_bin2hex(hex, sizeof hex, mac, sizeof mac);
    buffer_text(out, hex);
    chain_advance(chain, mac);
}

/* The hash that the line ends with, which has one form only: lower case. */
static bool line_mac(const char *line, size_t length, unsigned char mac[AUDIT_MAC_SIZE])
{
    static const char word[] = " mac=";
    const size_t tail = sizeof word - 1 + AUDIT_MAC_HEX;
    char hex[AUDIT_MAC_HEX + 1];

    if (length <= tail || memcmp(line + length - tail, word, sizeof word - 1) != 0)
        return false;
    memcpy(hex, line + length - AUDIT_MAC_HEX, AUDIT_MAC_HEX);
    hex[AUDIT_MAC_HEX] = '\0';
    return strspn(hex, "0123456789abcdef") == AUDIT_MAC_HEX &&
           hex_decode(hex, mac, AUDIT_MAC_SIZE);
}

static bool line_has_number(const char *line, size_t length, int64_t number)
{
    char word[32];
    int size = snprintf(word, sizeof word, "n=%lld ", (long long)number);

    return length > (size_t)size && memcmp(line, word, (size_t)size) == 0;
}

bool audit_chain_accepts(struct audit_chain *chain, const struct audit_piece *piece)
{
    unsigned char claimed[AUDIT_MAC_SIZE], mac[AUDIT_MAC_SIZE];
    struct audit_chain copy = *chain;
    bool accepts = piece->is_line &&
                   line_has_number(piece->text, piece->length, chain->count + 1) &&
                   line_mac(piece->text, piece->length, claimed);

    if (accepts) {
        struct audit_piece before = *piece;

        before.length -= AUDIT_MAC_HEX;
        audit_chain_cover_piece(&copy, &before);
        crypto_generichash_final(&copy.state, mac, sizeof mac);
        accepts = sodium_memcmp(mac, claimed, sizeof mac) == 0;
    }
    secret_wipe(&copy, sizeof copy);
    if (accepts)
        chain_advance(chain, mac);
    return accepts;
}

void audit_reader_start(struct audit_reader *reader, int fd, off_t at)
{
    *reader = (struct audit_reader){ .fd = fd, .at = at };
}

/* Moves what is left to the front and reads on. */
static void reader_fill(struct audit_reader *reader)
{
    ssize_t got;

    memmove(reader->data, reader->data + reader->next, reader->used - reader->next);
    reader->used -= reader->next;
    reader->next = 0;
    do
        got = pread(reader->fd, reader->data + reader->used,
                    sizeof reader->data - 1 - reader->used, reader->at);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        reader->error = errno;
    if (got <= 0)
        reader->has_ended = true;
    else
        reader->used += (size_t)got;
    reader->at += got > 0 ? got : 0;
}

/* Reads until a line is there, or more than a line can be, or the end. */
static char *reader_look(struct audit_reader *reader)
{
    char *end;

    while ((end = memchr(reader->data + reader->next, '\n', reader->used - reader->next)) ==
               NULL &&
           reader->used - reader->next < AUDIT_LINE_MAX && !reader->has_ended)
        reader_fill(reader);
    return end;
}

bool audit_reader_next(struct audit_reader *reader, struct audit_piece *piece)
{
    bool is_first = !reader->is_in_line;
    char *end;

    if (reader->is_done)
        return false;
    end = reader_look(reader);
    if (reader->error != 0)
        return false;
    piece->text = reader->data + reader->next;
    piece->length = (size_t)((end != NULL ? end : reader->data + reader->used) - piece->text);
    piece->follows = is_first && reader->is_after_line;
    piece->is_line = is_first && piece->length < AUDIT_LINE_MAX;
    reader->next += piece->length + (end != NULL ? 1 : 0);
    reader->is_after_line = end != NULL;
    reader->is_in_line = end == NULL;
    reader->is_done = end == NULL && reader->has_ended;
    return true;
}
