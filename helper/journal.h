/* journal.h: a line to syslog, or to the journal, which listens at the same place. */
#ifndef HELPER_JOURNAL_H
#define HELPER_JOURNAL_H

#include <stdbool.h>

/* Sends one line of printable text as "workfront-credential[PID]: TEXT", facility authpriv, as
 * a warning or for information, without waiting for anybody. False with errno when nobody took
 * it. The form is RFC 3164's, as syslog(3) writes it. */
bool journal_send(bool is_warning, const char *text);

#endif
