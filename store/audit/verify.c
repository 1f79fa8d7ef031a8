/* verify.c: reading the log: whole, against its head, or just as text. */
#include "store/audit/audit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "protocol/secret.h"
#include "store/audit/log.h"
#include "store/file.h"
#include "store/store_internal.h"

enum { FILES_MAX = 1024 /* that a folder is looked through for */ };

struct verify {
    struct audit_verdict *verdict;
    struct folder folder;
    struct audit_head head;
    struct audit_reader reader;
    bool is_anew;
};

static void flaw_set(struct verify *verify, enum audit_flaw flaw, int64_t record,
                     const struct audit_file *file, int64_t line)
{
    struct audit_verdict *verdict = verify->verdict;
    char name[AUDIT_NAME_SIZE];

    if (verdict->flaw != AUDIT_WHOLE)
        return;
    audit_file_name(name, file->number);
    snprintf(verdict->file, sizeof verdict->file, "%s/%s", AUDIT_FOLDER, name);
    verdict->flaw = flaw;
    verdict->record = record;
    verdict->line = line;
}

/* The first record of a log that begins after another one says that it does. */
static void first_take(struct verify *verify, struct audit_piece *piece, int64_t number)
{
    struct audit_verdict *verdict = verify->verdict;
    struct audit_record record;

    if (verdict->first != 0)
        return;
    verdict->first = number;
    if (audit_record_parse(&record, piece->text, piece->length) != STATUS_OK)
        return; /* unreached: only we can chain a line */
    verdict->since = record.at;
    verdict->was_acknowledged = strcmp(record.event, AUDIT_ACKNOWLEDGE) == 0;
    verify->is_anew = strcmp(record.event, AUDIT_BEGIN) == 0 && record.outcome != NULL &&
                      strcmp(record.outcome, status_name(STATUS_DAMAGED)) == 0;
}

enum line_kind {
    LINE_PASSING, /* may stand anywhere: empty, or from a locked store */
    LINE_TORN,    /* no record: what a writer which died has left, or anything */
    LINE_RECORD,  /* claims to be a record of the chain */
};

/* Counts a line that the chain doesn't go on with. */
static enum line_kind line_take(struct verify *verify, struct audit_piece *piece)
{
    struct audit_record record;

    if (piece->length == 0)
        return LINE_PASSING;
    if (!piece->is_line ||
        audit_record_parse(&record, piece->text, piece->length) != STATUS_OK) {
        verify->verdict->torn++;
        return LINE_TORN;
    }
    verify->verdict->unchained += record.number == 0;
    return record.number == 0 ? LINE_PASSING : LINE_RECORD;
}

/* What a file should end with: a record's number and hash. */
struct end {
    int64_t count;
    const unsigned char *mac;
    bool is_last;
};

static struct end end_of(const struct audit_head *head, size_t index)
{
    if (index + 1 == head->files)
        return (struct end){ head->count, head->mac, true };
    return (struct end){ head->file[index + 1].count, head->file[index + 1].mac, false };
}

/* Takes the chain's next record. */
static void record_take(struct verify *verify, const struct audit_file *file,
                        const struct end *end, const struct audit_chain *chain,
                        struct audit_piece *piece, int64_t line)
{
    first_take(verify, piece, chain->count);
    verify->verdict->last = chain->count;
    verify->verdict->covered = verify->verdict->unchained;
    if (chain->count == end->count && sodium_memcmp(chain->mac, end->mac, AUDIT_MAC_SIZE) != 0)
        /* unreached: who has the key can forge it */
        flaw_set(verify, AUDIT_BROKEN, chain->count, file, line);
}

/* Goes along the chain of one file. */
static void file_walk(struct verify *verify, const struct audit_file *file,
                      const struct end *end, struct audit_chain *chain)
{
    int64_t line = 0, torn = 0; /* the first torn line since the last record */
    struct audit_piece piece;
    bool ends_torn = false;

    while (audit_reader_next(&verify->reader, &piece)) {
        ends_torn = piece.length > 0 && verify->reader.is_done;
        line += piece.follows || line == 0 ? 1 : 0;
        if (audit_chain_accepts(chain, &piece)) {
            record_take(verify, file, end, chain, &piece, line);
            torn = 0;
            continue;
        }
        audit_chain_cover_piece(chain, &piece);
        if (chain->count >= end->count && !end->is_last && piece.length > 0)
            flaw_set(verify, AUDIT_BROKEN, chain->count + 1, file, line);
        switch (line_take(verify, &piece)) {
        case LINE_RECORD:
            flaw_set(verify, AUDIT_BROKEN, chain->count + 1, file, line);
            break;
        case LINE_TORN:
            torn = torn != 0 ? torn : line;
            break;
        case LINE_PASSING:
            break;
        }
    }
    if (chain->count < end->count && torn != 0 && !ends_torn)
        flaw_set(verify, AUDIT_BROKEN, chain->count + 1, file, torn);
    else if (chain->count < end->count)
        flaw_set(verify, AUDIT_CUT, chain->count, file, 0);
}

static enum status file_verify(struct verify *verify, size_t index, struct fault *fault)
{
    const struct audit_file *file = &verify->head.file[index];
    struct end end = end_of(&verify->head, index);
    struct audit_chain chain;
    char name[AUDIT_NAME_SIZE];
    enum status status = STATUS_NOT_FOUND;
    struct stat found;
    int fd = -1;

    audit_file_name(name, file->number);
    if (verify->folder.fd >= 0)
        status = file_open(&verify->folder, name, O_RDONLY, &fd, &found, fault);
    if (status == STATUS_NOT_FOUND) {
        if (end.count > file->count)
            flaw_set(verify, AUDIT_CUT, file->count, file, 0);
        return STATUS_OK;
    }
    if (status != STATUS_OK)
        return status;
    verify->verdict->files++;
    audit_chain_start(&chain, verify->head.key, file->count, file->mac);
    audit_reader_start(&verify->reader, fd, 0);
    file_walk(verify, file, &end, &chain);
    secret_wipe(&chain, sizeof chain);
    if (verify->reader.error != 0)
        status =
            /* unreached: the disk fails to read */
            folder_fault(fault, STATUS_IO, verify->reader.error, &verify->folder, name);
    close(fd);
    return status;
}

/* Whether the store has counted more records than there are. */
static void bound_check(struct verify *verify, int64_t bound)
{
    const struct audit_head *head = &verify->head;
    int64_t last = verify->verdict->last;

    if (bound == AUDIT_BOUND_FORGED)
        flaw_set(verify, AUDIT_NO_HEAD, 0, &head->file[0], 0);
    if (last < head->count)
        last = head->count;
    if (last < bound)
        flaw_set(verify, AUDIT_BACK, last, &head->file[head->files - 1], 0);
}

static enum status verify_work(void *context, const struct folder *folder,
                               const struct records *records, struct fault *fault)
{
    struct verify *verify = context;
    int64_t bound;
    enum status status = audit_bound_load(&bound, folder, records, fault);
    size_t i;

    if (status != STATUS_OK)
        return status;
    status = audit_head_load(&verify->head, records, fault);
    if (status == STATUS_DAMAGED || (status == STATUS_NOT_FOUND && bound > 0) ||
        (status == STATUS_NOT_FOUND && bound == AUDIT_BOUND_FORGED)) {
        verify->verdict->flaw = AUDIT_NO_HEAD;
        return STATUS_OK;
    }
    if (status != STATUS_OK)
        return status;
    status = folder_open_in(&verify->folder, folder, AUDIT_FOLDER, fault);
    if (status == STATUS_NOT_FOUND)
        status = STATUS_OK;
    for (i = 0; i < verify->head.files && status == STATUS_OK; i++)
        status = file_verify(verify, i, fault);
    folder_close(&verify->folder);
    bound_check(verify, bound);
    if (verify->is_anew)
        flaw_set(verify, AUDIT_NO_HEAD, verify->verdict->first, &verify->head.file[0], 1);
    return status;
}

/* Where the lock can't be had, as on a medium that can't be written, nobody writes. */
enum status store_audit_verify(struct store *store, struct audit_verdict *verdict,
                               struct fault *fault)
{
    struct verify *verify = secret_alloc(sizeof *verify);
    enum status status;

    *verdict = (struct audit_verdict){ .flaw = AUDIT_WHOLE };
    if (verify == NULL)
        return fault_set(fault, STATUS_NO_MEMORY, 0, AUDIT_FOLDER, NULL);
    verify->verdict = verdict;
    verify->folder.fd = -1;
    status = store_do(store, verify_work, verify, fault);
    if (status == STATUS_IO && verdict->files == 0)
        status = store_look(store, verify_work, verify, fault);
    secret_free(verify);
    return status;
}

struct listing {
    int64_t number[FILES_MAX];
    size_t count;
};

static enum status listing_add(void *context, const char *name)
{
    struct listing *listing = context;
    int64_t number = audit_file_number(name);

    if (number > 0 && listing->count < FILES_MAX)
        listing->number[listing->count++] = number;
    return STATUS_OK;
}

static int compare_numbers(const void *a, const void *b)
{
    int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;

    return one < other ? -1 : one > other;
}

enum status store_audit_list(const char *directory, audit_visit *visit, void *context,
                             struct fault *fault)
{
    struct folder store = FOLDER_CLOSED, folder = FOLDER_CLOSED;
    struct listing listing = { .count = 0 };
    char name[AUDIT_NAME_SIZE];
    enum status status = folder_open(&store, directory, FOLDER_PRIVATE, fault);
    size_t i;

    if (status == STATUS_OK)
        status = folder_open_in(&folder, &store, AUDIT_FOLDER, fault);
    if (status == STATUS_OK)
        status = folder_walk(&folder, listing_add, &listing, fault);
    qsort(listing.number, listing.count, sizeof listing.number[0], compare_numbers);
    for (i = 0; i < listing.count && status == STATUS_OK; i++) {
        audit_file_name(name, listing.number[i]);
        status = log_list(&folder, name, visit, context, fault);
    }
    folder_close(&folder);
    folder_close(&store);
    return status;
}
