/* append.c: appending to the log. */
#include "store/audit/audit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "protocol/fd.h"
#include "protocol/secret.h"
#include "store/audit/chain.h"
#include "store/file.h"
#include "store/lock.h"
#include "store/store_internal.h"

enum { LOG_MODE = 0600, ROOM = AUDIT_LINE_MAX /* bytes a rehearsal asks for */ };

/* The file of the log that is being appended to. */
struct log {
    struct folder folder;
    int fd; /* −1 when closed */
    char name[AUDIT_NAME_SIZE];
    off_t size;
    bool needs_line_end; /* what stands there was cut short */
};
#define LOG_CLOSED                                                                             \
    {                                                                                          \
        .folder = FOLDER_CLOSED, .fd = -1                                                      \
    }

static void log_close(struct log *log)
{
    fd_close(&log->fd);
    folder_close(&log->folder);
}

static enum status log_folder(struct log *log, const struct folder *store, struct fault *fault)
{
    enum status status = folder_open_in(&log->folder, store, AUDIT_FOLDER, fault);

    if (status != STATUS_NOT_FOUND)
        return status;
    status = folder_make_in(store, AUDIT_FOLDER, fault);
    return status == STATUS_OK ? folder_open_in(&log->folder, store, AUDIT_FOLDER, fault)
                               : status;
}

/* Opens a file of the log, making it when it isn't there. */
static enum status log_open(struct log *log, int64_t number, struct fault *fault)
{
    struct stat found = { .st_size = 0 };
    enum status status;

    fd_close(&log->fd);
    audit_file_name(log->name, number);
    status = file_open(&log->folder, log->name, O_RDWR | O_APPEND, &log->fd, &found, fault);
    if (status == STATUS_NOT_FOUND) {
        log->fd = file_create(&log->folder, log->name, O_RDWR | O_APPEND, LOG_MODE);
        status = log->fd >= 0 ? STATUS_OK : folder_fault_errno(fault, &log->folder, log->name);
        if (status == STATUS_OK)
            status = folder_sync(&log->folder, fault);
    }
    log->size = found.st_size;
    return status;
}

/* Appends in one write(2). What a failure has left of it goes, or is marked by the next one. */
static enum status log_write(struct log *log, const struct buffer *text, bool durable,
                             struct fault *fault)
{
    enum status status = buffer_write(text, log->fd);
    int error = errno;

    if (status == STATUS_OK && durable && fdatasync(log->fd) != 0) {
        status = STATUS_IO;
        error = errno;
    }
    if (status == STATUS_OK) {
        log->size += (off_t)text->length;
        log->needs_line_end = false;
        return STATUS_OK;
    }
    if (ftruncate(log->fd, log->size) != 0)
        log->needs_line_end = true; /* unreached: the disk refuses twice */
    return folder_fault(fault, status, status == STATUS_IO ? error : 0, &log->folder,
                        log->name);
}

struct files {
    const struct folder *folder;
    int64_t last;    /* the highest number */
    int64_t before;  /* to be removed: those with lower numbers */
    bool is_chained; /* there is a record with a hash */
};

static enum status files_last(void *context, const char *name)
{
    struct files *files = context;
    int64_t number = audit_file_number(name);

    if (number > files->last)
        files->last = number;
    return STATUS_OK;
}

static enum status files_remove(void *context, const char *name)
{
    struct files *files = context;
    int64_t number = audit_file_number(name);

    if (number > 0 && number < files->before)
        unlinkat(files->folder->fd, name, 0);
    return STATUS_OK;
}

static enum status files_chained(void *context, const char *name)
{
    struct files *files = context;
    struct audit_reader *reader;
    struct audit_record record;
    struct audit_piece piece;
    struct stat found;
    int fd;

    if (audit_file_number(name) == 0 ||
        file_open(files->folder, name, O_RDONLY, &fd, &found, NULL) != STATUS_OK)
        return STATUS_OK; /* unreached: a file goes while we look */
    reader = secret_alloc(sizeof *reader);
    if (reader != NULL) {
        audit_reader_start(reader, fd, 0);
        while (!files->is_chained && audit_reader_next(reader, &piece))
            files->is_chained =
                piece.is_line &&
                audit_record_parse(&record, piece.text, piece.length) == STATUS_OK &&
                record.number > 0;
    }
    secret_free(reader);
    close(fd);
    return STATUS_OK;
}

/* What one append needs. In guarded memory: it holds a key. */
struct append {
    const struct audit_record *record; /* NULL = a rehearsal */
    const struct audit_limits *limits;
    struct buffer *line;
    bool is_cut;
    struct log log;
    struct audit_head head;
    struct audit_reader reader;
    const struct records *records;
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
    struct files files = { .folder = &append->log.folder,
                           .before =
                               head->file[head->files - 1].number + 1 - append->limits->keep };

    folder_walk(files.folder, files_remove, &files, NULL);
}

/* Begins a log, the first one or, when the former one's head was lost, another after it. */
static enum status log_begin(struct append *append, bool was_damaged, struct fault *fault)
{
    struct files files = { .folder = &append->log.folder, .is_chained = was_damaged };
    enum status status = folder_walk(files.folder, files_last, &files, fault);

    if (status == STATUS_OK && !was_damaged)
        status = folder_walk(files.folder, files_chained, &files, fault);
    if (status != STATUS_OK)
        return status;
    if (files.last == 0)
        files.last = 1;
    if (files.is_chained)
        files.last++;
    append->is_cut = files.is_chained;
    return audit_head_begin(&append->head, files.last, append->records, fault);
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
    enum status status = audit_head_load(&append->head, append->records, fault);

    if (status == STATUS_NOT_FOUND || status == STATUS_DAMAGED)
        status = log_begin(append, status == STATUS_DAMAGED, fault);
    return status;
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
    enum status status = catch_up(append, &chain, fault);

    if (status == STATUS_OK && append->head.count == 0 && chain.count == 0)
        status = begin_record(append, &chain, fault);
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

    append->records = records;
    if (status == STATUS_OK)
        status = head_find(append, fault);
    if (status == STATUS_OK)
        status =
            log_open(&append->log, append->head.file[append->head.files - 1].number, fault);
    if (status == STATUS_OK)
        status = append_records(append, fault);
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

static enum status append_run(struct store *store, const struct append *what, bool *is_cut,
                              struct fault *fault)
{
    struct append *append = secret_alloc(sizeof *append);
    enum status status;

    if (append == NULL)
        return fault_set(fault, STATUS_NO_MEMORY, 0, AUDIT_FOLDER, NULL);
    append->record = what->record;
    append->limits = what->limits;
    append->line = what->line;
    append->log = (struct log)LOG_CLOSED;
    status = store_do(store, append_work, append, fault);
    if (is_cut != NULL)
        *is_cut = append->is_cut;
    secret_free(append);
    return status;
}

enum status store_audit_append(struct store *store, const struct audit_record *record,
                               const struct audit_limits *limits, struct buffer *line,
                               bool *is_cut, struct fault *fault)
{
    const struct append append = { .record = record, .limits = limits, .line = line };

    return append_run(store, &append, is_cut, fault);
}

enum status store_audit_rehearse(struct store *store, const struct audit_limits *limits,
                                 struct fault *fault)
{
    const struct append append = { .limits = limits };

    return append_run(store, &append, NULL, fault);
}

/* Opens the last file of the log, and finds whether its last line has an end. */
static enum status last_open(struct log *log, const struct folder *store, struct fault *fault)
{
    struct files files = { .last = 1 };
    enum status status = log_folder(log, store, fault);
    char last = '\n';

    if (status == STATUS_OK)
        status = folder_walk(&log->folder, files_last, &files, fault);
    if (status == STATUS_OK)
        status = log_open(log, files.last, fault);
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
