/* log.c: the files of the log. */
#include "store/audit/log.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "protocol/secret.h"
#include "store/file.h"

enum { LOG_MODE = 0600 };

void log_close(struct log *log)
{
    fd_close(&log->fd);
    folder_close(&log->folder);
}

enum status log_folder(struct log *log, const struct folder *store, struct fault *fault)
{
    enum status status = folder_open_in(&log->folder, store, AUDIT_FOLDER, fault);

    if (status != STATUS_NOT_FOUND)
        return status;
    status = folder_make_in(store, AUDIT_FOLDER, fault);
    return status == STATUS_OK ? folder_open_in(&log->folder, store, AUDIT_FOLDER, fault)
                               : status;
}

enum status log_open(struct log *log, int64_t number, struct fault *fault)
{
    struct stat found = { .st_size = 0 };
    enum status status;

    fd_close(&log->fd);
    audit_file_name(log->name, number);
    if (number > AUDIT_FILE_MOST)
        return folder_fault_because(fault, STATUS_DAMAGED, CAUSE_LOG_NUMBER, &log->folder,
                                    log->name);
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

enum status log_write(struct log *log, const struct buffer *text, bool durable,
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

struct log_files {
    const struct folder *folder;
    int64_t last;    /* the highest number */
    int64_t before;  /* to be removed: those with lower numbers */
    bool is_chained; /* there is a record with a hash */
};

static enum status file_count(void *context, const char *name)
{
    struct log_files *files = context;
    int64_t number = audit_file_number(name);

    if (number > files->last)
        files->last = number;
    return STATUS_OK;
}

static enum status file_remove_old(void *context, const char *name)
{
    struct log_files *files = context;
    int64_t number = audit_file_number(name);

    if (number > 0 && number < files->before)
        unlinkat(files->folder->fd, name, 0);
    return STATUS_OK;
}

enum status log_list(const struct folder *folder, const char *name, audit_visit *visit,
                     void *context, struct fault *fault)
{
    struct audit_reader *reader = secret_alloc(sizeof *reader);
    struct audit_record record;
    struct audit_piece piece;
    enum status status;
    struct stat found;
    int fd = -1;

    if (reader == NULL)
        /* unreached: memory is short */
        return folder_fault(fault, STATUS_NO_MEMORY, 0, folder, name);
    status = file_open(folder, name, O_RDONLY, &fd, &found, fault);
    audit_reader_start(reader, fd, 0);
    while (status == STATUS_OK && audit_reader_next(reader, &piece))
        if (piece.is_line && audit_record_parse(&record, piece.text, piece.length) == STATUS_OK)
            status = visit(context, &record);
    if (reader->error != 0)
        /* unreached: the disk fails to read */
        status = folder_fault(fault, STATUS_IO, reader->error, folder, name);
    fd_close(&fd);
    secret_free(reader);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status record_look(void *context, const struct audit_record *record)
{
    struct log_files *files = context;

    files->is_chained = record->number > 0;
    return files->is_chained ? STATUS_BUSY : STATUS_OK;
}

/* What can't be read is found when it is appended to. */
static enum status file_look(void *context, const char *name)
{
    struct log_files *files = context;

    if (!files->is_chained && audit_file_number(name) > 0)
        log_list(files->folder, name, record_look, files, NULL);
    return STATUS_OK;
}

enum status log_last(const struct folder *folder, int64_t *last, struct fault *fault)
{
    struct log_files files = { .folder = folder };
    enum status status = folder_walk(folder, file_count, &files, fault);

    *last = files.last;
    return status;
}

void log_remove_before(const struct folder *folder, int64_t number)
{
    struct log_files files = { .folder = folder, .before = number };

    folder_walk(folder, file_remove_old, &files, NULL);
}

enum status log_is_chained(const struct folder *folder, bool *is_chained, struct fault *fault)
{
    struct log_files files = { .folder = folder };
    enum status status = folder_walk(folder, file_look, &files, fault);

    *is_chained = files.is_chained;
    return status;
}
