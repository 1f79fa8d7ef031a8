/* stores.h: a store in the folder of a test (scratch.h), and what tests do with it. */
#pragma once

#include "tests/lib/scratch.h"

#include <dirent.h>
#include <string.h>

#include "store/store.h"

#define STORE_FOLDER "data/store"
#define STORE_KEY    "config/key"

static struct fault fault;

/* Opens the store with these lines as its stack (NULL = the default). */
static inline enum status stores_open(struct store **store, const char *stack, bool create)
{
    const struct store_options options = { .directory = scratch_path(STORE_FOLDER),
                                           .key_file = scratch_path(STORE_KEY),
                                           .stack = stack,
                                           .create = create };

    memset(&fault, 0, sizeof fault);
    return store_open(store, &options, &fault);
}

/* Waits until the clock of file times has moved on, a few milliseconds. */
static inline void stores_tick(void)
{
    struct timespec start, now;

    clock_gettime(CLOCK_REALTIME_COARSE, &start);
    do
        clock_gettime(CLOCK_REALTIME_COARSE, &now);
    while (now.tv_sec == start.tv_sec && now.tv_nsec == start.tv_nsec);
}

/* Opens the store, or makes it when there is none. */
static inline struct store *stores_opened(void)
{
    struct store *store;
    enum status status = stores_open(&store, NULL, true);

    ck_assert_msg(status == STATUS_OK, "%s: %s %s %s", status_name(status), fault.subject,
                  fault.detail, strerror(fault.system_error));
    return store;
}

/* Whoever is one of many has waited for the others in vain where the disk is slow, and asks
 * again. */
static inline enum status stores_put(struct store *store, enum store_kind kind,
                                     const char *name, const char *text)
{
    struct buffer record = BUFFER(STORE_RECORD_MAX);
    enum status status;

    buffer_text(&record, text);
    stores_tick(); /* so that stores_newest() can tell */
    do
        status = store_put(store, kind, name, &record, &fault);
    while (status == STATUS_BUSY);
    buffer_clear(&record);
    return status;
}

/* Gets a record as a string of at most 4095 bytes, "" on failure. */
static inline enum status stores_get(struct store *store, enum store_kind kind,
                                     const char *name, char text[4096], bool *restored)
{
    struct buffer record = BUFFER(4095);
    enum status status = store_get(store, kind, name, &record, restored, &fault);

    memcpy(text, buffer_string(&record), record.length + 1);
    buffer_clear(&record);
    return status;
}

/* Asserts that a get returns `status`, and on STATUS_OK this text. */
static inline void stores_expect(struct store *store, enum store_kind kind, const char *name,
                                 enum status status, const char *text)
{
    char got[4096];
    enum status result = stores_get(store, kind, name, got, NULL);

    ck_assert_msg(result == status, "%s, not %s: %s", status_name(result), status_name(status),
                  fault.subject);
    ck_assert_str_eq(got, status == STATUS_OK ? text : "");
}

/* The name of the store's folder of records, relative to the test's folder. */
static inline const char *stores_records(void)
{
    static char name[512];
    DIR *stream = opendir(scratch_path(STORE_FOLDER));
    struct dirent *entry;

    ck_assert_ptr_nonnull(stream);
    while ((entry = readdir(stream)) != NULL)
        if (strncmp(entry->d_name, "records-", 8) == 0)
            snprintf(name, sizeof name, "%s/%s", STORE_FOLDER, entry->d_name);
    closedir(stream);
    return name;
}

static inline bool stores_depend_on(struct store *store, enum store_kind kind, const char *name,
                                    const char *path)
{
    char got[4096];
    const char *away = scratch_path("away");
    bool restored = false, missing;

    ck_assert_int_eq(rename(path, away), 0);
    missing = stores_get(store, kind, name, got, &restored) == STATUS_NOT_FOUND || restored;
    ck_assert_int_eq(rename(away, path), 0);
    return missing;
}

/* The path of a whole record's file: the one without which the record isn't there. */
static inline const char *stores_file(struct store *store, enum store_kind kind,
                                      const char *name)
{
    static char path[1024];
    char records[512];
    struct dirent *entry;
    DIR *stream;
    bool found = false;

    snprintf(records, sizeof records, "%s", stores_records());
    stream = opendir(scratch_path("%s", records));
    ck_assert_ptr_nonnull(stream);
    while (!found && (entry = readdir(stream)) != NULL) {
        if (strlen(entry->d_name) != 32)
            continue;
        snprintf(path, sizeof path, "%s", scratch_path("%s/%s", records, entry->d_name));
        found = stores_depend_on(store, kind, name, path);
    }
    closedir(stream);
    ck_assert(found);
    return path;
}
