/* log.h: the files of the log, as bytes: which there are, and appending to one. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "protocol/buffer.h"
#include "protocol/status.h"
#include "store/audit/chain.h"
#include "store/folder.h"

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

void log_close(struct log *log);

/* Opens the log's folder in the store's, making it when it isn't there. */
enum status log_folder(struct log *log, const struct folder *store, struct fault *fault);

/* Opens a file of the log, making it when it isn't there. STATUS_DAMAGED with CAUSE_LOG_NUMBER
 * for a number that a file of the log can't have. */
enum status log_open(struct log *log, int64_t number, struct fault *fault);

/* Appends in one write(2), and with `durable` waits for the disk. What a failure has left of it
 * goes, or is marked by the next one. */
enum status log_write(struct log *log, const struct buffer *text, bool durable,
                      struct fault *fault);

/* The highest number of a file; 0 = there is none. */
enum status log_last(const struct folder *folder, int64_t *last, struct fault *fault);

/* As store_audit_list(), for one file, whose end comes at once when it isn't there. */
enum status log_list(const struct folder *folder, const char *name, audit_visit *visit,
                     void *context, struct fault *fault);

/* Whether any file has a record with a hash. */
enum status log_is_chained(const struct folder *folder, bool *is_chained, struct fault *fault);

/* Removes the files with lower numbers. */
void log_remove_before(const struct folder *folder, int64_t number);
