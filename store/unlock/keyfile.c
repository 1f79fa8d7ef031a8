/* keyfile.c: a secret of 32 random bytes in a file of its own. It works everywhere and
 * without asking, and protects copies of the store, not against who can read both files. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "protocol/buffer.h"
#include "store/file.h"
#include "store/unlock/unlock.h"

static const char *const arguments[] = { "path", NULL };

/* The folder of the key, open, and the key's name in it. */
struct key_place {
    struct folder folder;
    const char *name;
};

static enum status place_open(struct key_place *place, const char *path, bool makes,
                              struct fault *fault)
{
    const char *slash = strrchr(path, '/');
    size_t length = slash == path ? 1 : (size_t)(slash - path);

    if (path[0] != '/' || slash[1] == '\0')
        return fault_because(fault, STATUS_UNSAFE, CAUSE_TYPE, path, NULL);
    place->name = slash + 1;
    return (makes ? folder_make_part : folder_open_part)(&place->folder, path, length,
                                                         FOLDER_FIRM, fault);
}

static const char *key_path(const struct unlock_context *context,
                            const struct unlock_line *line)
{
    const char *path = unlock_argument(line, "path");

    return path != NULL ? path : context->key_file;
}

static enum status key_read(const struct key_place *place,
                            unsigned char secret[UNLOCK_SECRET_SIZE], struct fault *fault)
{
    struct buffer bytes = BUFFER(UNLOCK_SECRET_SIZE);
    enum status status = file_read(&place->folder, place->name, &bytes, NULL, fault);

    if (status == STATUS_OK && bytes.length != UNLOCK_SECRET_SIZE)
        status = folder_fault(fault, STATUS_DAMAGED, 0, &place->folder, place->name);
    if (status == STATUS_OK)
        memcpy(secret, bytes.data, UNLOCK_SECRET_SIZE);
    buffer_clear(&bytes);
    return status;
}

/* Makes the key unless one is there, perhaps of another store. */
static enum status key_make(const struct key_place *place, struct fault *fault)
{
    struct buffer bytes = BUFFER(UNLOCK_SECRET_SIZE);
    char *room = buffer_room(&bytes, UNLOCK_SECRET_SIZE);
    enum status status;

    if (room != NULL) {
        randombytes_buf(room, UNLOCK_SECRET_SIZE);
        bytes.length = UNLOCK_SECRET_SIZE;
    }
    status = file_make_once(&place->folder, place->name, &bytes, fault);
    buffer_clear(&bytes);
    return status;
}

/* Judges the key where there is no room for its secret. */
static enum status key_take(const struct key_place *place, unsigned char *secret,
                            struct fault *fault)
{
    enum status status;
    struct stat found;
    int fd;

    if (secret != NULL)
        return key_read(place, secret, fault);
    status = file_open(&place->folder, place->name, O_RDONLY, &fd, &found, fault);
    fd_close(&fd);
    return status;
}

static enum unlock_verdict key_use(const struct unlock_context *context,
                                   const struct unlock_line *line, bool makes,
                                   unsigned char *secret, struct fault *fault)
{
    const char *path = key_path(context, line);
    struct key_place place = { FOLDER_CLOSED, NULL };
    enum status status;

    if (path == NULL)
        return UNLOCK_NOT_MINE;
    status = place_open(&place, path, makes, fault);
    if (status == STATUS_OK && makes)
        status = key_make(&place, fault);
    if (status == STATUS_OK)
        status = key_take(&place, secret, fault);
    folder_close(&place.folder);
    if (status == STATUS_NOT_FOUND)
        fault_set(fault, status, ENOENT, path, NULL);
    return unlock_verdict_of(status, fault);
}

static enum unlock_verdict keyfile_ready(const struct unlock_context *context,
                                         const struct unlock_line *line, struct fault *fault)
{
    return key_use(context, line, false, NULL, fault);
}

static enum unlock_verdict keyfile_reveal(const struct unlock_context *context,
                                          const struct unlock_line *line,
                                          const char *parameters,
                                          unsigned char secret[UNLOCK_SECRET_SIZE],
                                          struct fault *fault)
{
    (void)parameters;
    return key_use(context, line, false, secret, fault);
}

static enum unlock_verdict keyfile_enroll(const struct unlock_context *context,
                                          const struct unlock_line *line,
                                          struct buffer *parameters,
                                          unsigned char secret[UNLOCK_SECRET_SIZE],
                                          struct fault *fault)
{
    (void)parameters;
    return key_use(context, line, true, secret, fault);
}

const struct unlock_module unlock_keyfile = {
    .name = "keyfile",
    .arguments = arguments,
    .is_read = true,
    .source = key_path,
    .ready = keyfile_ready,
    .reveal = keyfile_reveal,
    .enroll = keyfile_enroll,
};
