/* commands.h: the functions behind the tables in commands.c and commands_admin.c, one file
 * each, and what several of them share.
 */
#ifndef HELPER_COMMANDS_H
#define HELPER_COMMANDS_H

#include "helper/command.h"

/* The options of what hands out a token. */
#define HANDS_OUT                                                                              \
    (OPTION_PROFILE | OPTION_HOST | OPTION_MIN_VALIDITY | OPTION_FORCE | OPTION_SHOW)

enum status command_get(struct context *context);
enum status command_store(struct context *context);
enum status command_erase(struct context *context);
enum status command_capability(struct context *context);
enum status command_setup(struct context *context);
enum status command_verify(struct context *context);
enum status command_env(struct context *context);
enum status command_print(struct context *context); /* token, header, json, … */
enum status command_engflow(struct context *context);
enum status command_ask(struct context *context); /* kubernetes, terraform-external */
enum status command_terraform(struct context *context);
enum status command_exec(struct context *context);
enum status command_api(struct context *context);
enum status command_status(struct context *context);
enum status command_list(struct context *context);
enum status command_remove(struct context *context);
enum status command_revoke(struct context *context);
enum status command_show(struct context *context);
enum status command_audit(struct context *context);
enum status command_explain(struct context *context);
enum status command_doctor(struct context *context);
enum status command_unlock(struct context *context);
enum status command_lock(struct context *context);
enum status command_stack(struct context *context);
enum status command_key(struct context *context);
enum status command_rekey(struct context *context);
enum status command_help(struct context *context);

/* Reads the request of the command's dialect into `text` (maximum RECORD_MAX), `request` and
 * its canonical `host`, which is "" when the request leaves it open. STATUS_NOT_FOUND when it
 * isn't about a plain https host: a miss. Otherwise the statuses of buffer_read() and the
 * dialect's read(). */
enum status request_take(struct context *context, struct request *request, struct buffer *text,
                         char host[HOST_SIZE]);

#endif
