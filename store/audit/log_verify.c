/* log_verify.c: reading the log: whole, against its head, or just as text. */
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

struct log_check {
    struct audit_verdict *verdict;
    struct folder folder;
    struct audit_head head;
    struct audit_reader reader;
    bool is_anew;
};

static void flaw_set(struct log_check *check, enum audit_flaw flaw, int64_t record,
                     const struct audit_file *file, int64_t line)
{
    struct audit_verdict *verdict = check->verdict;
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
static void first_take(struct log_check *check, struct audit_piece *piece, int64_t number)
{
    struct audit_verdict *verdict = check->verdict;
    struct audit_record record;

    if (verdict->first != 0)
        return;
    verdict->first = number;
    if (audit_record_parse(&record, piece->text, piece->length) != STATUS_OK)
        return; /* unreached: only we can chain a line */
    verdict->since = record.at;
    verdict->was_acknowledged = strcmp(record.event, AUDIT_ACKNOWLEDGE) == 0;
    check->is_anew = strcmp(record.event, AUDIT_BEGIN) == 0 && record.outcome != NULL &&
                     strcmp(record.outcome, status_name(STATUS_DAMAGED)) == 0;
}

enum line_kind {
    LINE_PASSING, /* may stand anywhere: empty, or from a locked store */
    LINE_TORN,    /* no record: what a writer which died has left, or anything */
    LINE_RECORD,  /* claims to be a record of the chain */
};

/* Counts a line that the chain doesn't go on with. */
static enum line_kind line_take(struct log_check *check, struct audit_piece *piece)
{
    struct audit_record record;

    if (piece->length == 0)
        return LINE_PASSING;
    if (!piece->is_line ||
        audit_record_parse(&record, piece->text, piece->length) != STATUS_OK) {
        check->verdict->torn++;
        return LINE_TORN;
    }
    check->verdict->unchained += record.number == 0;
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
static void record_take(struct log_check *check, const struct audit_file *file,
                        const struct end *end, const struct audit_chain *chain,
                        struct audit_piece *piece, int64_t line)
{
    first_take(check, piece, chain->count);
    check->verdict->last = chain->count;
    check->verdict->covered = check->verdict->unchained;
    if (chain->count == end->count && sodium_memcmp(chain->mac, end->mac, AUDIT_MAC_SIZE) != 0)
        /* unreached: who has the key can forge it */
        flaw_set(check, AUDIT_BROKEN, chain->count, file, line);
}

/* Goes along the chain of one file. */
static void file_walk(struct log_check *check, const struct audit_file *file,
                      const struct end *end, struct audit_chain *chain)
{
    int64_t line = 0, torn = 0; /* the first torn line since the last record */
    struct audit_piece piece;
    bool ends_torn = false;

    while (audit_reader_next(&check->reader, &piece)) {
        ends_torn = piece.length > 0 && check->reader.is_done;
        line += piece.follows || line == 0 ? 1 : 0;
        if (audit_chain_accepts(chain, &piece)) {
            record_take(check, file, end, chain, &piece, line);
            torn = 0;
            continue;
        }
        audit_chain_cover_piece(chain, &piece);
        if (chain->count >= end->count && !end->is_last && piece.length > 0)
            flaw_set(check, AUDIT_BROKEN, chain->count + 1, file, line);
        switch (line_take(check, &piece)) {
        case LINE_RECORD:
            flaw_set(check, AUDIT_BROKEN, chain->count + 1, file, line);
            break;
        case LINE_TORN:
            torn = torn != 0 ? torn : line;
            break;
        case LINE_PASSING:
            break;
        }
    }
    if (chain->count < end->count && torn != 0 && !ends_torn)
        flaw_set(check, AUDIT_BROKEN, chain->count + 1, file, torn);
    else if (chain->count < end->count)
        flaw_set(check, AUDIT_CUT, chain->count, file, 0);
}

static enum status file_verify(struct log_check *check, size_t index, struct fault *fault)
{
    const struct audit_file *file = &check->head.file[index];
    struct end end = end_of(&check->head, index);
    struct audit_chain chain;
    char name[AUDIT_NAME_SIZE];
    enum status status = STATUS_NOT_FOUND;
    struct stat found;
    int fd = -1;

    audit_file_name(name, file->number);
    if (check->folder.fd >= 0)
        status = file_open(&check->folder, name, O_RDONLY, &fd, &found, fault);
    if (status == STATUS_NOT_FOUND) {
        if (end.count > file->count)
            flaw_set(check, AUDIT_CUT, file->count, file, 0);
        return STATUS_OK;
    }
    if (status != STATUS_OK)
        return status;
    check->verdict->files++;
    audit_chain_start(&chain, check->head.key, file->count, file->mac);
    audit_reader_start(&check->reader, fd, 0);
    file_walk(check, file, &end, &chain);
    secret_wipe(&chain, sizeof chain);
    if (check->reader.error != 0)
        status =
            /* unreached: the disk fails to read */
            folder_fault(fault, STATUS_IO, check->reader.error, &check->folder, name);
    close(fd);
    return status;
}

/* Whether the store has counted more records than there are. */
static void bound_check(struct log_check *check, int64_t bound)
{
    const struct audit_head *head = &check->head;
    int64_t last = check->verdict->last;

    if (bound == AUDIT_BOUND_FORGED)
        flaw_set(check, AUDIT_NO_HEAD, 0, &head->file[0], 0);
    if (last < head->count)
        last = head->count;
    if (last < bound)
        flaw_set(check, AUDIT_BACK, last, &head->file[head->files - 1], 0);
}

static enum status log_check_work(void *context, const struct folder *folder,
                                  const struct records *records, struct fault *fault)
{
    struct log_check *check = context;
    int64_t bound;
    enum status status = audit_bound_load(&bound, folder, records, fault);
    size_t i;

    if (status != STATUS_OK)
        return status;
    status = audit_head_load(&check->head, records, fault);
    if (status == STATUS_DAMAGED || (status == STATUS_NOT_FOUND && bound > 0) ||
        (status == STATUS_NOT_FOUND && bound == AUDIT_BOUND_FORGED)) {
        check->verdict->flaw = AUDIT_NO_HEAD;
        return STATUS_OK;
    }
    if (status != STATUS_OK)
        return status;
    status = folder_open_in(&check->folder, folder, AUDIT_FOLDER, fault);
    if (status == STATUS_NOT_FOUND)
        status = STATUS_OK;
    for (i = 0; i < check->head.files && status == STATUS_OK; i++)
        status = file_verify(check, i, fault);
    folder_close(&check->folder);
    bound_check(check, bound);
    if (check->is_anew)
        flaw_set(check, AUDIT_NO_HEAD, check->verdict->first, &check->head.file[0], 1);
    return status;
}

/* Where the lock can't be had, as on a medium that can't be written, nobody writes. */
enum status store_audit_verify(struct store *store, struct audit_verdict *verdict,
                               struct fault *fault)
{
    struct log_check *check = secret_alloc(sizeof *check);
    enum status status;

    *verdict = (struct audit_verdict){ .flaw = AUDIT_WHOLE };
    if (check == NULL)
        return fault_set(fault, STATUS_NO_MEMORY, 0, AUDIT_FOLDER, NULL);
    check->verdict = verdict;
    check->folder.fd = -1;
    status = store_do(store, log_check_work, check, fault);
    if (status == STATUS_IO && verdict->files == 0)
        status = store_look(store, log_check_work, check, fault);
    secret_free(check);
    return status;
}

struct log_numbers {
    int64_t number[FILES_MAX];
    size_t count;
};

static enum status number_add(void *context, const char *name)
{
    struct log_numbers *numbers = context;
    int64_t number = audit_file_number(name);

    if (number > 0 && numbers->count < FILES_MAX)
        numbers->number[numbers->count++] = number;
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
    struct log_numbers numbers = { .count = 0 };
    char name[AUDIT_NAME_SIZE];
    enum status status = folder_open(&store, directory, FOLDER_PRIVATE, fault);
    size_t i;

    if (status == STATUS_OK)
        status = folder_open_in(&folder, &store, AUDIT_FOLDER, fault);
    if (status == STATUS_OK)
        status = folder_walk(&folder, number_add, &numbers, fault);
    qsort(numbers.number, numbers.count, sizeof numbers.number[0], compare_numbers);
    for (i = 0; i < numbers.count && status == STATUS_OK; i++) {
        audit_file_name(name, numbers.number[i]);
        status = log_list(&folder, name, visit, context, fault);
    }
    folder_close(&folder);
    folder_close(&store);
    return status;
}
