/* inject.h: what the preloaded library (inject.c) and the driver (torture.c) say to each other.
 * Without a library the driver has tests/faults/strike.h do the same from outside.
 *
 * The library counts the calls that a program makes, from main() on, of the functions it stands
 * in for, and lets one of them go wrong. It reads these variables:
 *
 *     INJECT_REPORT   the file that holds a struct inject_report; without it, and in programs
 *                     that aren't called workfront-something, nothing is done
 *     INJECT_CALL     the number of the call that goes wrong, from 1; 0 counts only
 *     INJECT_KIND     "fail": any call, with a fitting errno; "interrupt": calls that a signal
 *                     may interrupt, with EINTR; "short": reads and writes move one byte
 *     INJECT_SPARED   memory that these libraries want is left alone ("libssl libcrypto")
 *     INJECT_LET_BE   nothing that these libraries call goes wrong
 *
 * The report is mapped before main(), so that it works from inside any jail.
 */
#pragma once

struct inject_report {
    unsigned calls;    /* counted so far, those of forked children too */
    unsigned injected; /* how many went wrong: 0 or 1 */
    int error;         /* the errno that was given */
    int descriptor;    /* the first argument where that is a descriptor, else −1 */
    int process;       /* the first that counted, whose memory is looked at */
    int left; /* pieces of memory that it has not freed at its exit(3); −1 = not known */
    char function[32];
    unsigned char changes[8192]; /* of strike.h */
};
