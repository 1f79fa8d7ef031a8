/* audit.h: the log of what was decided: appended to, chained, never rewritten.
 *
 * The log is text, a record a line, in files of the store's folder `audit` that follow each
 * other; FORMAT.md has the bytes. A record's keyed hash covers the hash before it and all bytes
 * since, under a key of the log's own, which is sealed in the store, as is the log's head: how
 * many records there are, the last hash, and with which file and hash the log begins. So who
 * has no key can't change, remove, add or reorder a chained record, or cut the log, without
 * store_audit_verify() telling where. Who has the store's key can write any log.
 *
 * Log, key and head could go together. So `keys`, without which no store opens, knows a lower
 * bound of the count, which is raised now and then: a log with fewer records was removed or put
 * back. It then goes on in another file, and its first record says so for good.
 *
 * What happens while the store is locked is written without a hash: the next chained record
 * covers it. It can be forged until then.
 */
#pragma once

#include "store/store.h"

#define AUDIT_LINE_MAX   4096u /* bytes of a line, with its LF */
#define AUDIT_TEXT_MAX   256u  /* bytes of a text; what is longer is cut */
#define AUDIT_KEEP_LEAST 2
#define AUDIT_KEEP_MAX   60   /* files */
#define AUDIT_SIZE_LEAST 4096 /* of a file */
#define AUDIT_SIZE_MOST  (64 * 1024 * 1024)

#define AUDIT_BEGIN                                                                            \
    "begin" /* the event of a log's first record, which the log writes itself                  \
             */

/* The event of a record that a log may begin with instead. */
#define AUDIT_ACKNOWLEDGE "acknowledge"

/* A record. Texts are NULL where they don't apply; they may hold any bytes but NUL. */
struct audit_record {
    int64_t number; /* from 1, each one more; 0 = without a hash. Set by the log */
    int64_t at;     /* Unix seconds; the line says them as RFC 3339 has it, too */
    const char *event, *outcome, *command, *profile, *host;
    const char *token; /* a fingerprint: store_fingerprint() */
    const char *detail;
    int64_t pid, uid; /* of who asked */
    const char *executable, *terminal;
    const char *mac; /* hexadecimal, or "-". Set by the log */
    bool begins;     /* to be appended: the log begins anew with it, and what was before it is
                      * there to be read but isn't verified any more */
};

/* Appends the line of a record, without its LF, up to and with "mac=": the hash follows. */
void audit_record_put(struct buffer *out, const struct audit_record *record);

/* Reads a line of `length` bytes, which is changed and then holds the texts, and may be
 * followed by anything: a NUL is put there. STATUS_MALFORMED for what isn't a whole record;
 * unknown words are ignored. */
enum status audit_record_parse(struct audit_record *record, char *line, size_t length);

struct audit_limits {
    int64_t size; /* bytes after which the next file begins */
    int64_t keep; /* files, the present one among them: 2 to AUDIT_KEEP_MAX */
    bool durable; /* wait for the disk: a record that was acknowledged survives a power cut */
};

/* Appends a record. `line` (unless NULL) gets it as it was written, without LF; *is_cut (unless
 * NULL) whether the log is shorter than it was, or its head lost: the record says so too. On
 * failure nothing of the record is there, save when only its head couldn't be written.
 * Statuses of store_put(); STATUS_UNSAFE. */
enum status store_audit_append(struct store *store, const struct audit_record *record,
                               const struct audit_limits *limits, struct buffer *line,
                               bool *is_cut, struct fault *fault);

/* Whether a record could be appended now: goes through all of it but the record. */
enum status store_audit_can_append(struct store *store, const struct audit_limits *limits,
                                   struct fault *fault);

/* Appends a record to the log of the store in `directory` that can't be opened, without a hash.
 * Such records can't begin a new file: at twice the size of one, STATUS_TOO_LONG. */
enum status store_audit_append_locked(const char *directory, const struct audit_record *record,
                                      const struct audit_limits *limits, struct buffer *line,
                                      struct fault *fault);

/* Calls visit(context, record) for each record in order, oldest first, until it returns
 * something else than STATUS_OK, and returns that. It reads text and proves nothing; the store
 * needn't be open. STATUS_NOT_FOUND when there is no log. */
typedef enum status audit_visit(void *context, const struct audit_record *record);
enum status store_audit_list(const char *directory, audit_visit *visit, void *context,
                             struct fault *fault);

enum audit_flaw {
    AUDIT_WHOLE,
    AUDIT_BROKEN, /* at `record`: there, or right before it, is what wasn't written there */
    AUDIT_CUT,    /* after `record`, with nothing else in its place */
    AUDIT_BACK, /* after `record`: the store has counted more, so log and head were put back */
    AUDIT_NO_HEAD, /* the head or the key can't be read, and nothing can be told; or that was so
                      when `record` began a new log */
};

struct audit_verdict {
    enum audit_flaw flaw; /* the first one */
    int64_t record;       /* 0 = none */
    char file[64];        /* where: "audit/log-00000001"; "" = nowhere */
    int64_t line;         /* in that file; 0 = at its end */
    int64_t first, last;  /* numbers of the chained records that were looked at; 0 = none */
    int64_t since;        /* when the first one was written */
    int64_t files;        /* that were looked at */
    int64_t unchained, covered; /* records without a hash; and how many a later hash covers */
    int64_t torn;               /* lines that a writer which died has left */
    bool was_acknowledged; /* it begins with a record that store_audit_append() began it with */
};

/* Reads the whole log and compares it with its head. STATUS_OK also when it isn't whole: that
 * is in the verdict. STATUS_NOT_FOUND when there is no log. */
enum status store_audit_verify(struct store *store, struct audit_verdict *verdict,
                               struct fault *fault);
