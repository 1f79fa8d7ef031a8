/* export.c: `export`: a profile in a sealed file, for another machine. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "helper/commands.h"
#include "helper/say/fields.h"
#include "helper/say/report.h"
#include "helper/say/say.h"
#include "helper/setup/transfer.h"
#include "store/export.h"

enum { EXPORT_FORMAT = 1 };

/* A file that is there is never replaced, and one that isn't whole doesn't stay. */
static enum status file_write(const char *path, const struct buffer *text, struct fault *fault)
{
    bool is_output = strcmp(path, "-") == 0;
    int fd = is_output ? STDOUT_FILENO
                       : open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    int error = errno;

    if (fd >= 0 && buffer_write(text, fd) == STATUS_OK && (is_output || fsync(fd) == 0)) {
        if (!is_output)
            close(fd);
        return STATUS_OK;
    }
    if (fd >= 0)
        error = errno;
    if (fd >= 0 && !is_output) {
        close(fd);
        unlink(path);
    }
    return fault_set(fault, STATUS_IO, error, is_output ? "standard output" : path, NULL);
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
