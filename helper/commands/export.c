/* export.c: `export`: a profile in a sealed file, for another machine. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "helper/commands.h"
#include "helper/say/fields.h"
#include "helper/say/report.h"
#include "helper/say/say.h"
#include "helper/setup/transfer.h"
#include "store/export.h"

enum { EXPORT_FORMAT = 1 };

#ifndef RENAME_NOREPLACE /* with musl, whose headers lack what the kernel has */
#define RENAME_NOREPLACE 1
#endif

#define UNFINISHED "unfinished-export-XXXXXX" /* what a kill may leave: see the manual */

/* Whatever has that name already stays. Some file systems have one of the two ways alone. */
static bool give_name(const char *temporary, const char *path)
{
    if (syscall(SYS_renameat2, AT_FDCWD, temporary, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
        return true;
    if (errno != EINVAL && errno != ENOSYS)
        return false;
    return link(temporary, path) == 0 && unlink(temporary) == 0;
}

/* The file has its name when it is whole, and not before. */
static bool file_make(const char *path, const struct buffer *text)
{
    const char *slash = strrchr(path, '/');
    char temporary[PATH_MAX + sizeof UNFINISHED];
    int fd, error;
    bool is_made;

    snprintf(temporary, sizeof temporary, "%.*s" UNFINISHED,
             slash != NULL ? (int)(slash + 1 - path) : 0, path);
    fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0)
        return false;
    is_made =
        buffer_write(text, fd) == STATUS_OK && fsync(fd) == 0 && give_name(temporary, path);
    error = errno;
    close(fd);
    if (!is_made)
        unlink(temporary);
    errno = error;
    return is_made;
}

static enum status file_write(const char *path, const struct buffer *text, struct fault *fault)
{
    bool is_output = strcmp(path, "-") == 0;

    if (is_output ? buffer_write(text, STDOUT_FILENO) == STATUS_OK : file_make(path, text))
        return STATUS_OK;
    return fault_set(fault, STATUS_IO, errno, is_output ? "standard output" : path, NULL);
}

static void tell_exported(struct context *context, const char *path)
{
    struct buffer text = BUFFER(4 * PATH_MAX);
    bool is_output = strcmp(path, "-") == 0;

    if (context->options.json && !is_output) {
        json_print(&context->out, EXPORT_FORMAT, "export",
                   json_pack("{s:s, s:s}", "profile", context->profile.name, "file", path));
    } else if (!context->options.quiet && !is_output) {
        buffer_format(&text, "profile %s is in ", context->profile.name);
        say_path(&text, path);
        buffer_text(&text, "; on the other machine: workfront-credential import ");
        say_path(&text, path);
        style_wrap(&context->out, buffer_string(&text), 2, style_for(STDOUT_FILENO).width);
    }
    buffer_clear(&text);
}

static enum status export_to(struct context *context, const char *path)
{
    struct buffer text = BUFFER(EXPORT_MAX), sealed = BUFFER(EXPORT_FILE_MAX);
    enum status status;

    transfer_write(&text, &context->profile);
    status = buffer_status(&text);
    if (status != STATUS_OK)
        fault_set(&context->fault, status, 0, context->profile.name, NULL);
    else if (context->options.age != NULL)
        status = transfer_to_age(&sealed, &text, context->options.age, &context->fault);
    else
        status = transfer_seal(&sealed, &text, &context->conversation, &context->fault);
    if (status == STATUS_OK)
        status = file_write(path, &sealed, &context->fault);
    buffer_clear(&text);
    buffer_clear(&sealed);
    return status;
}

enum status command_export(struct context *context)
{
    char path[PATH_MAX];
    enum status status;

    if (context->options.arguments_count != 1)
        return fault_set(&context->fault, STATUS_USAGE, 0, "export",
                         "needs the file to write, or - for standard output");
    status = paths_expand(path, context->options.arguments[0], &context->fault);
    if (status == STATUS_OK && strcmp(path, "-") != 0 && access(path, F_OK) == 0)
        status = fault_set(&context->fault, STATUS_IO, EEXIST, path, NULL);
    if (status == STATUS_OK)
        status = context_find_own_profile(context, NULL);
    if (status == STATUS_OK) {
        snprintf(context->audited.profile, sizeof context->audited.profile, "%s",
                 context->profile.name);
        status = export_to(context, path);
    }
    if (status == STATUS_OK)
        tell_exported(context, path);
    return status;
}
