/* environ.h: the part of our environment that a program is meant to see. */
#ifndef PROTOCOL_ENVIRON_H
#define PROTOCOL_ENVIRON_H

/* Puts the entries of environ(7) whose variables are named into `out`, in the order of the
 * names, and NULL after them: `out` has room for as many as there are names and one more.
 * `names` ends with NULL. The entries stay where they are. */
void environ_pick(char **out, const char *const *names);

#endif
