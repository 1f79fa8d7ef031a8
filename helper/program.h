/* program.h: what our two programs share: a command line becomes a command's run and an exit
 * status. The one in bin knows the commands of commands.c alone, so that it stays small.
 */
#ifndef HELPER_PROGRAM_H
#define HELPER_PROGRAM_H

#include "helper/command.h"

/* All of main(): runs a command of the table `commands`, prints its answer or what went wrong,
 * and returns the exit status. `otherwise` is called for --help, for a command that the table
 * doesn't have and for none, and for a --host in words that have to be understood; `line` is
 * the command line as it was. */
int program_run(int argc, char **argv,
                enum status (*otherwise)(struct context *context, char **line));

/* Runs a command once its options and words are what it takes. */
enum status program_command(struct context *context, const struct command *command);

#endif
