/* syslog.h: a line to syslog, or to the journal, which listens at the same place. */
#ifndef HELPER_SYSLOG_H
#define HELPER_SYSLOG_H

#include <stdbool.h>

/* Sends one line of printable text as "workfront-credential[PID]: TEXT", facility authpriv, as
 * a warning or for information, without waiting for anybody. False with errno when nobody took
 * it. The form is RFC 3164's without the time, in whose place who listens puts that of its
 * arrival (section 4.3.2): in which zone ours would be is the C library's guess. */
bool syslog_send(bool is_warning, const char *text);

#endif
