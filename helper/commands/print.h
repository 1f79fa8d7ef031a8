/* print.h: what commands that print a token share. */
#ifndef HELPER_PRINT_H
#define HELPER_PRINT_H

#include "helper/command.h"

/* Refuses to print a token where a person can read it: STATUS_USAGE, saying to type `instead`,
 * when stdout is a terminal and --show wasn't given; then nothing at all goes to stdout.
 * `instead` NULL: STATUS_OK. */
enum status print_guard(struct context *context, const char *instead);

/* Answers for the profile and host of the command line. Statuses of answer_token(). */
enum status print_answer(struct context *context);

/* Takes --var into context->manner. STATUS_USAGE. */
enum status print_names(struct context *context);

#endif
