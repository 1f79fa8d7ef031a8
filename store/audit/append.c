/* append.c: appending to the log. */
#include "store/audit/audit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "protocol/secret.h"
#include "store/audit/chain.h"
#include "store/audit/log.h"
#include "store/lock.h"
#include "store/store_internal.h"

enum {
    ROOM = AUDIT_LINE_MAX, /* bytes a rehearsal asks for */
    BOUND_STEP = 32,
};

/* What one append needs. In guarded memory: it holds a key. */
struct append {
    const struct audit_record *record; /* NULL = a rehearsal */
    const struct audit_limits *limits;
    struct buffer *line;
    bool is_cut;
    struct log log;
    struct audit_head head;
    struct audit_reader reader;
    const struct folder *store;
    const struct records *records;
    int64_t bound; /* what `keys` knows of the log */
};

/* Goes on over what was written after the head was saved: records without a hash, the rest of a
 * line whose writer died, and a record whose writer died before it could save the head. */
static enum status catch_up(struct append *append, struct audit_chain *chain,
                            struct fault *fault)
{
    struct audit_head *head = &append->head;
    struct log *log = &append->log;
    off_t start = head->end < log->size ? head->end : log->size;
    struct audit_piece piece = { .length = 0 };

    append->is_cut = append->is_cut || log->size < head->end;
    audit_chain_start(chain, head->key, head->count, head->mac);
    audit_reader_start(&append->reader, log->fd, start);
    while (audit_reader_next(&append->reader, &piece))
        if (!audit_chain_accepts(chain, &piece))
            audit_chain_cover_piece(chain, &piece);
    log->needs_line_end = log->size > 0 && (piece.length > 0 || !piece.follows);
    if (append->reader.error == 0)
        return STATUS_OK;
    return folder_fault(fault, STATUS_IO, append->reader.error, &log->folder, log->name);
}

/* Writes a record at the end of the chain, and notes in the head that it is there. */
static enum status chain_record(struct append *append, struct audit_chain *chain,
                                const struct audit_record *record, struct fault *fault)
{
    struct buffer text = BUFFER(AUDIT_LINE_MAX);
    struct audit_record numbered = *record;
    struct log *log = &append->log;
    const char *start;
    enum status status;

    numbered.number = chain->count + 1;
    if (log->needs_line_end)
        buffer_text(&text, "\n");
    audit_record_put(&text, &numbered);
    audit_chain_cover(chain, buffer_string(&text), text.length);
    audit_chain_seal(chain, &text);
    start = buffer_string(&text) + (log->needs_line_end ? 1 : 0);
    if (append->line != NULL && record == append->record)
        buffer_text(append->line, start);
    buffer_text(&text, "\n");
    status = buffer_status(&text);
    if (status == STATUS_OK)
        status = log_write(log, &text, append->limits->durable, fault);
    else
        fault_set(fault, status, 0, log->name, NULL); /* unreached: memory is short */
    if (status == STATUS_OK) {
        append->head.count = chain->count;
        append->head.end = (int64_t)log->size - 1;
        memcpy(append->head.mac, chain->mac, sizeof append->head.mac);
        audit_chain_cover(chain, "\n", 1);
    }
    buffer_clear(&text);
    return status;
}

/* The next record goes into a new file. Files that are too many leave the head first. */
static enum status next_file(struct append *append, struct fault *fault)
{
    struct audit_head *head = &append->head;
    int64_t number = head->file[head->files - 1].number + 1;
    enum status status = log_open(&append->log, number, fault);
    size_t extra;

    if (status != STATUS_OK)
        return status; /* unreached: the disk fails as a file begins */
    extra = head->files + 1 > (size_t)append->limits->keep
                ? head->files + 1 - (size_t)append->limits->keep
                : 0;
    head->files -= extra;
    memmove(head->file, head->file + extra, head->files * sizeof head->file[0]);
    head->file[head->files] = (struct audit_file){ .number = number, .count = head->count };
    memcpy(head->file[head->files++].mac, head->mac, sizeof head->mac);
    head->end = 0;
    return STATUS_OK;
}

static void remove_old(const struct append *append)
{
    const struct audit_head *head = &append->head;

    log_remove_before(&append->log.folder,
                      head->file[head->files - 1].number + 1 - append->limits->keep);
}

/* Begins a log, the first one or, when the former one's head was lost, another after it. */
static enum status log_begin(struct append *append, bool was_damaged, struct fault *fault)
{
    struct audit_head *head = &append->head;
    const struct folder *folder = &append->log.folder;
    int64_t last;
    enum status status = log_last(folder, &last, fault);

    append->is_cut = was_damaged;
    if (status == STATUS_OK && !was_damaged)
        status = log_is_chained(folder, &append->is_cut, fault);
    if (status != STATUS_OK)
        return status;
    if (append->bound == AUDIT_BOUND_FORGED)
        append->bound = 0;
    if (head->count < append->bound)
        head->count = append->bound;
    return audit_head_begin(head, (last > 0 ? last : 1) + append->is_cut, append->records,
                            fault);
}

/* The record that a new log begins with. Only after a former one does it begin in another file
 * than the first. */
static enum status begin_record(struct append *append, struct audit_chain *chain,
                                struct fault *fault)
{
    const struct audit_record record = {
        .at = time(NULL),
        .event = AUDIT_BEGIN,
        .outcome = status_name(append->head.file[0].number > 1 ? STATUS_DAMAGED : STATUS_OK),
        .pid = getpid(),
        .uid = getuid(),
    };

    return chain_record(append, chain, &record, fault);
}

static enum status head_find(struct append *append, struct fault *fault)
{
    enum status status =
        audit_bound_load(&append->bound, append->store, append->records, fault);

    if (status != STATUS_OK)
        return status;
    status = audit_head_load(&append->head, append->records, fault);
    if (status == STATUS_NOT_FOUND || status == STATUS_DAMAGED)
        status = log_begin(append,
                           status == STATUS_DAMAGED || append->bound > 0 ||
                               append->bound == AUDIT_BOUND_FORGED,
                           fault);
    return status;
}

static enum status last_file_open(struct append *append, struct fault *fault)
{
    const struct audit_head *head = &append->head;

    return log_open(&append->log, head->file[head->files - 1].number, fault);
}

/* Leaves the former log, which was put back, or which somebody has looked at. */
static enum status chain_renew(struct append *append, struct audit_chain *chain,
                               struct fault *fault)
{
    enum status status;

    append->head.count = chain->count;
    status = log_begin(append, true, fault);
    if (status == STATUS_OK)
        status = last_file_open(append, fault);
    return status == STATUS_OK ? catch_up(append, chain, fault) : status;
}

/* Goes to the chain's end, where a new log begins with a record that says so. */
static enum status chain_find(struct append *append, struct audit_chain *chain,
                              struct fault *fault)
{
    const struct audit_head *head = &append->head;
    bool begins = append->record != NULL && append->record->begins;
    enum status status = catch_up(append, chain, fault);
    bool is_empty = head->files == 1 && chain->count == head->file[0].count;

    if (status == STATUS_OK && (append->bound == AUDIT_BOUND_FORGED ||
                                chain->count < append->bound || (begins && !is_empty))) {
        status = chain_renew(append, chain, fault);
        is_empty = true;
    }
    return status == STATUS_OK && is_empty && !begins ? begin_record(append, chain, fault)
                                                      : status;
}

/* Has `keys` know of the records, now and then: the step grows with the log, so that what could
 * be taken from its end untold is less than half of it, and BOUND_STEP records at most. */
static enum status bound_keep(struct append *append, struct fault *fault)
{
    int64_t bound = append->bound, step = bound < 1            ? 1
                                          : bound < BOUND_STEP ? bound
                                                               : BOUND_STEP;
    struct log *log = &append->log;

    if (bound == AUDIT_BOUND_NONE || append->head.count < bound + step)
        return STATUS_OK;
    if (fdatasync(log->fd) != 0)
        return folder_fault_errno(fault, &log->folder, log->name);
    return audit_bound_raise(append->head.count, append->store, append->records, fault);
}

/* Asks the file system for the room of a record, without making the file longer. */
static enum status ask_room(struct log *log, struct fault *fault)
{
    if (fallocate(log->fd, FALLOC_FL_KEEP_SIZE, log->size, ROOM) == 0 || errno == EOPNOTSUPP ||
        errno == ENOSYS) /* unreached: a kernel without it */
        return STATUS_OK;
    /* unreached: the disk is full as we ask */
    return folder_fault_errno(fault, &log->folder, log->name);
}

static enum status append_records(struct append *append, struct fault *fault)
{
    struct audit_chain chain;
    enum status status = chain_find(append, &chain, fault);

    if (status == STATUS_OK && append->record != NULL)
        status = chain_record(append, &chain, append->record, fault);
    else if (status == STATUS_OK)
        status = ask_room(&append->log, fault);
    secret_wipe(&chain, sizeof chain);
    return status;
}

static enum status append_work(void *context, const struct folder *folder,
                               const struct records *records, struct fault *fault)
{
    struct append *append = context;
    enum status status = log_folder(&append->log, folder, fault);
    bool is_full = false;

    append->store = folder;
    append->records = records;
    if (status == STATUS_OK)
        status = head_find(append, fault);
    if (status == STATUS_OK)
        status = last_file_open(append, fault);
    if (status == STATUS_OK)
        status = append_records(append, fault);
    if (status == STATUS_OK)
        status = bound_keep(append, fault);
    if (status == STATUS_OK && append->record != NULL) {
        is_full = append->log.size >= append->limits->size;
        if (is_full)
            status = next_file(append, fault);
    }
    if (status == STATUS_OK)
        status = audit_head_save(&append->head, records, fault);
    if (status == STATUS_OK && is_full)
        remove_old(append);
    log_close(&append->log);
    return status;
}

enum status store_audit_append(struct store *store, const struct audit_record *record,
                               const struct audit_limits *limits, struct buffer *line,
                               bool *is_cut, struct fault *fault)
{
    struct append *append = secret_alloc(sizeof *append);
    enum status status;

    if (append == NULL)
        return fault_set(fault, STATUS_NO_MEMORY, 0, AUDIT_FOLDER, NULL);
    append->record = record;
    append->limits = limits;
    append->line = line;
    append->log = (struct log)LOG_CLOSED;
    status = store_do(store, append_work, append, fault);
    if (is_cut != NULL)
        *is_cut = append->is_cut;
    secret_free(append);
    return status;
}

enum status store_audit_can_append(struct store *store, const struct audit_limits *limits,
                                   struct fault *fault)
{
    return store_audit_append(store, NULL, limits, NULL, NULL, fault);
}

/* Opens the last file of the log, and finds whether its last line has an end. */
static enum status last_open(struct log *log, const struct folder *store, struct fault *fault)
{
    enum status status = log_folder(log, store, fault);
    int64_t number = 1;
    char last = '\n';

    if (status == STATUS_OK)
        status = log_last(&log->folder, &number, fault);
    if (status == STATUS_OK)
        status = log_open(log, number > 0 ? number : 1, fault);
    if (status == STATUS_OK && log->size > 0 && pread(log->fd, &last, 1, log->size - 1) != 1)
        status = folder_fault_errno(fault, &log->folder, log->name);
    log->needs_line_end = last != '\n';
    return status;
}

/* A record without a hash. */
static void line_put(struct buffer *text, const struct log *log,
                     const struct audit_record *record, struct buffer *line)
{
    if (log->needs_line_end)
        buffer_text(text, "\n");
    audit_record_put(text, record);
    buffer_text(text, "-");
    if (line != NULL)
        buffer_text(line, buffer_string(text) + (log->needs_line_end ? 1 : 0));
    buffer_text(text, "\n");
}

static enum status append_unchained(const struct folder *store,
                                    const struct audit_record *record,
                                    const struct audit_limits *limits, struct buffer *line,
                                    struct fault *fault)
{
    struct buffer text = BUFFER(AUDIT_LINE_MAX);
    struct log log = LOG_CLOSED;
    enum status status = last_open(&log, store, fault);

    if (status == STATUS_OK && log.size >= 2 * limits->size)
        status = folder_fault(fault, STATUS_TOO_LONG, 0, &log.folder, log.name);
    if (status == STATUS_OK)
        line_put(&text, &log, record, line);
    if (status == STATUS_OK)
        status = log_write(&log, &text, limits->durable, fault);
    buffer_clear(&text);
    log_close(&log);
    return status;
}

enum status store_audit_append_locked(const char *directory, const struct audit_record *record,
                                      const struct audit_limits *limits, struct buffer *line,
                                      struct fault *fault)
{
    struct folder folder = FOLDER_CLOSED;
    enum status status = folder_open(&folder, directory, FOLDER_PRIVATE, fault);
    int fd = -1;

    if (status == STATUS_OK)
        status = lock_take_writers(&folder, LOCK_WRITERS_DEADLINE, &fd, fault);
    if (status == STATUS_OK)
        status = append_unchained(&folder, record, limits, line, fault);
    lock_release(&fd);
    folder_close(&folder);
    return status;
}
