/* fuzz_audit.c: any bytes as a file of the audit log: its pieces are those bytes, what is
 * parsed can be written and parsed again, and nothing without the key's hash goes on with the
 * chain. */
#include <sys/mman.h>
#include <unistd.h>

#include "store/audit/chain.h"
#include "tests/fuzz/fuzz.h"

static bool is_same_text(const char *one, const char *other)
{
    return one == NULL || other == NULL
               ? one == other
               : strncmp(one, other, AUDIT_TEXT_MAX) == 0 && strlen(other) <= AUDIT_TEXT_MAX;
}

static void expect_same(const struct audit_record *one, const struct audit_record *other)
{
    EXPECT(one->number == other->number && one->at == other->at);
    EXPECT(one->pid == other->pid && one->uid == other->uid);
    EXPECT(is_same_text(one->event, other->event));
    EXPECT(is_same_text(one->outcome, other->outcome));
    EXPECT(is_same_text(one->profile, other->profile));
    EXPECT(is_same_text(one->host, other->host));
    EXPECT(is_same_text(one->token, other->token));
    EXPECT(is_same_text(one->detail, other->detail));
    EXPECT(is_same_text(one->executable, other->executable));
    EXPECT(is_same_text(one->terminal, other->terminal));
}

static void expect_round_trip(const struct audit_record *record)
{
    struct buffer line = BUFFER(16 * AUDIT_LINE_MAX);
    struct audit_record back;

    audit_record_put(&line, record);
    buffer_text(&line, record->mac);
    EXPECT(buffer_status(&line) == STATUS_OK);
    EXPECT(strpbrk(line.data, "\n\r\t") == NULL);
    EXPECT(audit_record_parse(&back, line.data, line.length) == STATUS_OK);
    expect_same(record, &back);
    buffer_clear(&line);
}

static void expect_piece(const struct audit_piece *piece, const uint8_t *data, size_t size,
                         size_t *at)
{
    if (piece->follows)
        EXPECT(*at < size && data[(*at)++] == '\n');
    EXPECT(piece->length <= size - *at);
    EXPECT(piece->length == 0 || memcmp(piece->text, data + *at, piece->length) == 0);
    EXPECT(memchr(piece->text, '\n', piece->length) == NULL);
    EXPECT(!piece->is_line || piece->length < AUDIT_LINE_MAX);
    *at += piece->length;
}

static void walk(int fd, const uint8_t *data, size_t size)
{
    static const unsigned char key[AUDIT_KEY_SIZE] = { 1 }, mac[AUDIT_MAC_SIZE];
    static struct audit_reader reader;
    struct audit_record record;
    struct audit_chain chain;
    struct audit_piece piece;
    size_t at = 0;

    audit_chain_start(&chain, key, 0, mac);
    audit_reader_start(&reader, fd, 0);
    while (audit_reader_next(&reader, &piece)) {
        expect_piece(&piece, data, size, &at);
        EXPECT(!audit_chain_accepts(&chain, &piece));
        audit_chain_cover_piece(&chain, &piece);
        if (piece.is_line && audit_record_parse(&record, piece.text, piece.length) == STATUS_OK)
            expect_round_trip(&record);
    }
    EXPECT(at == size && reader.error == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int fd = memfd_create("audit", MFD_CLOEXEC);

    EXPECT(secret_init() && fd >= 0);
    EXPECT(write(fd, data, size) == (ssize_t)size);
    walk(fd, data, size);
    close(fd);
    return 0;
}
