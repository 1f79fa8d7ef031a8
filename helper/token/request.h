/* request.h: what a caller asks, in the dialect of the command that it called. */
#ifndef HELPER_REQUEST_H
#define HELPER_REQUEST_H

#include "helper/command.h"

/* Reads the request of the command's dialect into `text` (maximum RECORD_MAX), `request` and
 * its canonical `host`, which is "" when the request leaves it open. STATUS_NOT_FOUND when it
 * isn't about a plain https host: a miss. Otherwise the statuses of buffer_read() and the
 * dialect's read(). */
enum status request_take(struct context *context, struct request *request, struct buffer *text,
                         char host[HOST_SIZE]);

#endif
