/* main.c: the program that tools, shells and jobs call. Whatever people call besides is done by
 * the admin program, which it then becomes.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "helper/harden.h"
#include "helper/program.h"

static enum status become_admin(struct context *context, char **line)
{
    char path[PATH_MAX];
    enum status status = paths_program(path, "workfront-credential-admin", &context->fault);

    if (status != STATUS_OK)
        return status;
    harden_undo();
    execv(path, line);
    return fault_set(&context->fault, STATUS_IO, errno, path, NULL);
}

int main(int argc, char **argv)
{
    return program_run(argc, argv, become_admin);
}
