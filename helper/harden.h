/* harden.h: the first call of every main of ours. */
#pragma once

/* Leaves no core file, lets no other process of the same user attach or read our memory
 * (prctl(2), PR_SET_DUMPABLE), creates files for the owner alone (umask 077), ignores SIGPIPE
 * so that a reader who went away is an error of write(2), sees the end of its own children even
 * if its parent ignored those of its, makes sure that descriptors 0 to 2 exist, and readies
 * guarded memory. When one of the last two fails, or the program has more rights than its
 * caller, nothing may go on: returns which, for people, else NULL. */
const char *harden(void);

/* Lets this process open, make, remove and start nothing from now on, by Landlock where the
 * kernel has it (landlock(7)); without it, or in an
 * instrumented build, nothing changes. For the last step of an answer: what
 * is open stays so. Costs a cached answer less than one part in a hundred. */
void harden_narrow(void);

/* Gives a command of the user's what harden() took: its umask, core files and SIGPIPE as they
 * were. For a process that is about to become that command; it's a new program to the kernel,
 * so that nothing of ours can be read in it. */
void harden_undo(void);
