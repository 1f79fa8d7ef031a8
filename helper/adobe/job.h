/* job.h: one call being worked on: what was asked, with what, until when, and the reply. */
#ifndef HELPER_ADOBE_JOB_H
#define HELPER_ADOBE_JOB_H

#include <stddef.h>
#include <stdint.h>

#include "helper/adobe/reply.h"
#include "protocol/adobe.h"
#include "protocol/buffer.h"

struct job {
    struct adobe_call call; /* its strings lie in the bytes that were read */
    const char *payload;    /* after the record; not terminated */
    size_t payload_length;
    int64_t deadline;     /* clock_milliseconds() */
    struct buffer *trace; /* for a line a request; NULL: nobody asked */
    struct reply reply;
};

#endif
