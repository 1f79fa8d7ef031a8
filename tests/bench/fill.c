/* fill.c: put many records into a store, quickly.
 *
 *     fill STORE KEY COUNT
 *
 * Opens the store at the absolute path STORE, whose key file is KEY, and puts COUNT records of
 * other credentials' size. For a benchmark nothing need survive a power failure: fsync(2) below
 * stands in for the real one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "protocol/record.h"
#include "store/store.h"

int fsync(int fd)
{
    (void)fd;
    return 0;
}

static enum status put(struct store *store, int64_t number, struct fault *fault)
{
    struct buffer record = BUFFER(STORE_RECORD_MAX);
    enum status status;
    char name[48];

    snprintf(name, sizeof name, "bench-%lld.example.com", (long long)number);
    buffer_format(&record, "username=%lld\npassword=%0400lld\n", (long long)number,
                  (long long)number);
    status = store_put(store, STORE_ENTRY, name, &record, fault);
    buffer_clear(&record);
    return status;
}

int main(int argc, char **argv)
{
    struct store_options options = { 0 };
    struct fault fault = { 0 };
    struct store *store = NULL;
    enum status status;
    int64_t count = -1, i;

    if (argc != 4 || !record_number(argv[3], &count) || count < 0) {
        fprintf(stderr, "usage: fill STORE KEY COUNT\n");
        return 2;
    }
    options.directory = argv[1];
    options.key_file = argv[2];
    status = store_open(&store, &options, &fault);
    for (i = 0; status == STATUS_OK && i < count; i++)
        status = put(store, i, &fault);
    store_close(store);
    if (status == STATUS_OK)
        return 0;
    fprintf(stderr, "fill: %s: %s\n", fault.subject, status_name(status));
    return 1;
}
