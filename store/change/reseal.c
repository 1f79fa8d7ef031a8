/* reseal.c: from one folder of records into another, file by file. */
#include "store/change/reseal.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "store/file.h"

enum { HASH_HEX = 2 * SEAL_FILE_SIZE, NAME_SIZE = HASH_HEX + sizeof ".old" };

struct resealing {
    const struct records *from, *to;
    size_t count;
    struct fault *fault;
};

static const char previous_suffix[] = ".old";

/* Whether it is a record's file, and then its hash. */
static bool name_parse(const char *name, unsigned char file[SEAL_FILE_SIZE])
{
    return strspn(name, "0123456789abcdef") == HASH_HEX &&
           (name[HASH_HEX] == '\0' || strcmp(name + HASH_HEX, previous_suffix) == 0) &&
           sodium_hex2bin(file, SEAL_FILE_SIZE, name, HASH_HEX, NULL, NULL, NULL) == 0;
}

static void name_make(char out[NAME_SIZE], const unsigned char file[SEAL_FILE_SIZE],
                      const char *suffix)
{
    sodium_bin2hex(out, NAME_SIZE, file, SEAL_FILE_SIZE);
    memcpy(out + HASH_HEX, suffix, strlen(suffix) + 1);
}

static enum status file_unseal(const struct records *from, const char *name,
                               const unsigned char file[SEAL_FILE_SIZE], struct buffer *bytes,
                               struct sealed *content, struct fault *fault)
{
    enum status status = file_read(&from->folder, name, bytes, NULL, fault);

    if (status != STATUS_OK)
        return status;
    status = seal_open(from->seal, file, bytes, content);
    return status == STATUS_OK ? status : folder_fault(fault, status, 0, &from->folder, name);
}

/* Whether the other generation of a damaged file is whole. */
static bool is_spared(const struct records *from, const char *name,
                      const unsigned char file[SEAL_FILE_SIZE])
{
    struct buffer bytes = BUFFER(RECORDS_FILE_MAX);
    struct sealed content;
    char other[NAME_SIZE];
    bool whole;

    name_make(other, file, name[HASH_HEX] == '\0' ? previous_suffix : "");
    whole = file_unseal(from, other, file, &bytes, &content, NULL) == STATUS_OK;
    buffer_clear(&bytes);
    return whole;
}

static enum status file_seal(struct resealing *resealing, const struct sealed *content,
                             const char *suffix)
{
    const struct records *to = resealing->to;
    struct buffer bytes = BUFFER(RECORDS_FILE_MAX);
    unsigned char file[SEAL_FILE_SIZE];
    char name[NAME_SIZE];
    enum status status;

    seal_file(to->seal, content->kind, content->name, content->name_length, file);
    name_make(name, file, suffix);
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

    if (!name_parse(name, file))
        return STATUS_OK; /* unreached: the walk finds our files alone */
    status = file_unseal(resealing->from, name, file, &bytes, &content, resealing->fault);
    if (status == STATUS_OK)
        status = file_seal(resealing, &content, name + HASH_HEX);
    else if (status == STATUS_DAMAGED && is_spared(resealing->from, name, file))
        status = STATUS_OK;
    buffer_clear(&bytes);
    return status;
}

/* By now most of it is on the disk: this waits for the rest. */
static enum status file_settle(void *context, const char *name)
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
    struct fault why = { .status = STATUS_OK };
    struct resealing resealing = { .from = from, .to = to, .fault = &why };
    enum status status = folder_walk(&from->folder, file_reseal, &resealing, &why);

    if (status == STATUS_OK)
        status = folder_walk(&to->folder, file_settle, &resealing, &why);
    if (status == STATUS_OK)
        status = folder_sync(&to->folder, &why);
    if (status != STATUS_OK && fault != NULL)
        *fault = why;
    *count = resealing.count;
    return status;
}
