/* reseal.c: from one folder of records into another, file by file. */
#include "store/change/reseal.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "store/file.h"

struct resealing {
    const struct records *from, *to;
    size_t count;
    struct fault *fault;
};

/* Whether the other generation of a damaged file is whole. */
static bool is_spared(const struct records *from, const char *name,
                      const unsigned char file[SEAL_FILE_SIZE])
{
    struct buffer bytes = BUFFER(RECORDS_FILE_MAX);
    struct sealed content;
    char other[RECORDS_NAME_SIZE];
    bool whole;

    records_name_make(other, file, name[RECORDS_HASH_HEX] == '\0' ? RECORDS_PREVIOUS : "");
    whole = records_load(from, other, file, &bytes, &content, NULL) == STATUS_OK;
    buffer_clear(&bytes);
    return whole;
}

static enum status file_seal(struct resealing *resealing, const struct sealed *content,
                             const char *suffix)
{
    const struct records *to = resealing->to;
    struct buffer bytes = BUFFER(RECORDS_FILE_MAX);
    unsigned char file[SEAL_FILE_SIZE];
    char name[RECORDS_NAME_SIZE];
    enum status status;

    seal_file(to->seal, content->kind, content->name, content->name_length, file);
    records_name_make(name, file, suffix);
    seal_close(to->seal, content, &bytes);
    status = file_replace(&to->folder, name, &bytes, resealing->fault);
    buffer_clear(&bytes);
    resealing->count += status == STATUS_OK;
    return status;
}

static enum status file_reseal(void *context, const char *name)
{
    struct resealing *resealing = context;
    struct buffer bytes = BUFFER(RECORDS_FILE_MAX);
    unsigned char file[SEAL_FILE_SIZE];
    struct sealed content;
    enum status status;

    if (!records_name_parse(name, file))
        return STATUS_OK; /* unreached: the walk finds our files alone */
    status = records_load(resealing->from, name, file, &bytes, &content, resealing->fault);
    if (status == STATUS_OK)
        status = file_seal(resealing, &content, name + RECORDS_HASH_HEX);
    else if (status == STATUS_DAMAGED && is_spared(resealing->from, name, file))
        status = STATUS_OK;
    buffer_clear(&bytes);
    return status;
}

/* By now most of it is on the disk: this waits for the rest. */
static enum status file_sync(void *context, const char *name)
{
    struct resealing *resealing = context;
    const struct folder *folder = &resealing->to->folder;
    enum status status;
    struct stat found;
    int fd;

    status = file_open(folder, name, O_RDONLY, &fd, &found, resealing->fault);
    if (status != STATUS_OK)
        return status;
    if (fsync(fd) != 0)
        status = folder_fault_errno(resealing->fault, folder, name);
    close(fd);
    return status;
}

enum status reseal(const struct records *from, const struct records *to, size_t *count,
                   struct fault *fault)
{
    struct resealing resealing = { .from = from, .to = to, .fault = fault };
    enum status status = folder_walk(&from->folder, file_reseal, &resealing, fault);

    if (status == STATUS_OK)
        status = folder_walk(&to->folder, file_sync, &resealing, fault);
    if (status == STATUS_OK)
        status = folder_sync(&to->folder, fault);
    *count = resealing.count;
    return status;
}
