/* audits.h: an audit log in the store of a test (stores.h), and its bytes. */
#pragma once

#include "tests/lib/stores.h"

#include "store/audit/audit.h"

enum { SMALL = 6 /* records of the log that is tampered with, its first one among them */ };

#define LOG_1 STORE_FOLDER "/audit/log-00000001"

static const struct audit_limits limits = { .size = 1024 * 1024, .keep = 10 };
static const struct audit_limits tight = { .size = AUDIT_SIZE_LEAST, .keep = 3 };

static inline struct audit_record event(const char *profile)
{
    return (struct audit_record){ .at = 1764081245,
                                  .event = "fetch",
                                  .outcome = "ok",
                                  .profile = profile,
                                  .pid = 42,
                                  .uid = 1000,
                                  .executable = "/usr/bin/git",
                                  .terminal = "pts/3" };
}

static inline enum status append_within(const struct audit_limits *within, const char *profile)
{
    const struct audit_record record = event(profile);
    struct store *store;
    enum status status = stores_open(&store, NULL, true);

    if (status == STATUS_OK)
        status = store_audit_append(store, &record, within, NULL, NULL, &fault);
    store_close(store);
    return status;
}

static inline enum status append_one(void)
{
    return append_within(&limits, "a");
}

static inline enum status append_durable(void)
{
    static const struct audit_limits durable = { .size = 1024 * 1024,
                                                 .keep = 10,
                                                 .durable = true };

    return append_within(&durable, "a");
}

static inline enum status append_tight(void)
{
    return append_within(&tight, "a");
}

static inline enum status append_locked(void)
{
    const struct audit_record record = { .at = 7, .event = "unlock", .outcome = "locked" };

    return store_audit_append_locked(scratch_path(STORE_FOLDER), &record, &limits, NULL,
                                     &fault);
}

static inline void append_many(enum status (*append)(void), int count)
{
    for (; count > 0; count--)
        ck_assert_int_eq(append(), STATUS_OK);
}

static inline struct audit_verdict verified(void)
{
    struct audit_verdict verdict;
    struct store *store = stores_opened();

    ck_assert_int_eq(store_audit_verify(store, &verdict, &fault), STATUS_OK);
    store_close(store);
    return verdict;
}

static inline void expect_flaw(enum audit_flaw flaw, int64_t record)
{
    struct audit_verdict verdict = verified();

    ck_assert_msg(verdict.flaw == flaw && verdict.record == record,
                  "flaw %d of record %lld, not %d of %lld, in %s line %lld", (int)verdict.flaw,
                  (long long)verdict.record, (int)flaw, (long long)record, verdict.file,
                  (long long)verdict.line);
}

static inline void expect_whole(int64_t last)
{
    expect_flaw(AUDIT_WHOLE, 0);
    ck_assert_int_eq(verified().last, last);
}

/* The log's first file as bytes. */
static char bytes[64 * 1024];
static size_t size;

static inline void take(void)
{
    size = scratch_read(scratch_path(LOG_1), bytes, sizeof bytes);
}

static inline void put(const void *data, size_t length)
{
    scratch_write(scratch_path(LOG_1), data, length, 0600);
}

static inline void small_log(void)
{
    append_many(append_one, SMALL - 1);
    take();
}

/* Where line `number`, from 1, begins; after the last one, the end. */
static inline size_t line_at(int64_t number)
{
    size_t at;

    for (at = 0; number > 1 && at < size; at++)
        number -= bytes[at] == '\n';
    return at;
}

/* Which line a byte is in. */
static inline int64_t line_of(size_t at)
{
    int64_t number = 1;
    size_t i;

    for (i = 0; i < at; i++)
        number += bytes[i] == '\n';
    return number;
}
