/* systemd.c: a credential that systemd hands to a service: a file in the folder that
 * $CREDENTIALS_DIRECTORY names (systemd.exec(5), "Credentials"). It protects as the credential
 * does: sealed to the machine, or to its TPM, and open to that service while it runs. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "protocol/buffer.h"
#include "store/folder.h"
#include "store/unlock/stack.h"
#include "store/unlock/unlock.h"

/* systemd leaves the file to root and lets the service's user read it by an access control
 * list, whose mask shows as the group's right to read; or it gives the file to that user. */
enum { BEYOND_ROOTS = S_IWGRP | S_IXGRP | S_IRWXO };

static const char *const arguments[] = { "name", NULL };
static const char default_name[] = "workfront-credential.key";

static const char *name_of(const struct unlock_line *line)
{
    const char *name = unlock_argument(line, "name");

    return name != NULL ? name : default_name;
}

static bool systemd_accepts(const struct unlock_line *line)
{
    const char *name = name_of(line);

    return *name != '\0' && *name != '.' && strchr(name, '/') == NULL;
}

static enum cause credential_flaw(const struct stat *found)
{
    enum cause flaw =
        flaw_of(found, S_IFREG, true, found->st_uid == 0 ? BEYOND_ROOTS : FLAW_OTHERS);

    return flaw == CAUSE_NONE && found->st_nlink > 1 ? CAUSE_LINKS : flaw;
}

/* Opens the credential and judges it, of which nothing is believed before. */
static enum status credential_open(struct folder *folder, const char *name, int *fd,
                                   struct fault *fault)
{
    struct stat found;
    enum cause flaw;

    *fd = openat(folder->fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    if (*fd < 0 || fstat(*fd, &found) != 0)
        return folder_fault_errno(fault, folder, name);
    flaw = credential_flaw(&found);
    return flaw == CAUSE_NONE ? STATUS_OK
                              : folder_fault_because(fault, STATUS_UNSAFE, flaw, folder, name);
}

static enum status descriptor_read(int fd, const struct folder *folder, const char *name,
                                   unsigned char *secret, struct fault *fault)
{
    struct buffer bytes = BUFFER(HANDED_MAX);
    enum status status = buffer_read(&bytes, fd);

    if (status == STATUS_IO)
        folder_fault_errno(fault, folder, name); /* unreached: the disk fails to read */
    else if (status == STATUS_TOO_LONG ||
             (status == STATUS_OK && !decode_secret(&bytes, secret)))
        status = folder_fault_because(fault, STATUS_DAMAGED, CAUSE_NOT_A_SECRET, folder, name);
    else if (status != STATUS_OK)
        folder_fault(fault, status, 0, folder, name); /* unreached: memory is short */
    buffer_clear(&bytes);
    return status;
}

/* Reads the credential, or only judges it when `secret` is NULL. */
static enum status credential_use(const char *path, const char *name, unsigned char *secret,
                                  struct fault *fault)
{
    struct folder folder = FOLDER_CLOSED;
    enum status status = folder_open(&folder, path, FOLDER_FIRM, fault);
    int fd = -1;

    if (status == STATUS_OK)
        status = credential_open(&folder, name, &fd, fault);
    if (status == STATUS_OK && secret != NULL)
        status = descriptor_read(fd, &folder, name, secret, fault);
    fd_close(&fd);
    folder_close(&folder);
    return status;
}

static enum unlock_verdict credential_judge(const struct unlock_line *line,
                                            unsigned char *secret, struct fault *fault)
{
    const char *path = getenv("CREDENTIALS_DIRECTORY");

    if (path == NULL || *path == '\0') {
        fault_because(fault, STATUS_LOCKED, CAUSE_NO_CREDENTIALS, "systemd", NULL);
        return UNLOCK_NOT_MINE;
    }
    return unlock_verdict_of(credential_use(path, name_of(line), secret, fault), fault);
}

static enum unlock_verdict systemd_ready(const struct unlock_context *context,
                                         const struct unlock_line *line, struct fault *fault)
{
    (void)context;
    return credential_judge(line, NULL, fault);
}

static enum unlock_verdict systemd_reveal(const struct unlock_context *context,
                                          const struct unlock_line *line,
                                          const char *parameters,
                                          unsigned char secret[UNLOCK_SECRET_SIZE],
                                          struct fault *fault)
{
    (void)context, (void)parameters;
    return credential_judge(line, secret, fault);
}

const struct unlock_module unlock_systemd = {
    .name = "systemd",
    .arguments = arguments,
    .is_read = true,
    .accepts = systemd_accepts,
    .ready = systemd_ready,
    .is_given = true,
    .reveal = systemd_reveal,
};
