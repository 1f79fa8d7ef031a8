/* capability.c: `capability`, what the git dialect understands beyond its base
 * (git-credential(1)). It reads no stdin and opens nothing. */
#include "helper/commands.h"

enum status command_capability(struct context *context)
{
    buffer_text(&context->out, "version 0\ncapability authtype\n");
    return STATUS_OK;
}
