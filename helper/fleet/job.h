/* job.h: one call being worked on. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "protocol/buffer.h"
#include "protocol/fleet.h"

struct job {
    struct fleet_call call;     /* its strings lie in the bytes that were read */
    struct fleet_answer answer; /* its strings are literals, or lie in what follows */
    struct buffer value;
    char detail[256];
    int64_t deadline; /* clock_milliseconds() */
};

#define JOB                                                                                    \
    {                                                                                          \
        .value = BUFFER(FLEET_VALUE_MAX)                                                       \
    }

/* Sets the answer's status, a word of protocol/fleet.h or NULL, and what was said, which is
 * sanitised; NULL = nothing. Of a failure nothing else is left. Returns `status == STATUS_OK`.
 */
bool job_end(struct job *job, enum status status, const char *error, const char *detail);

/* Writes the answer record; one that is incomplete becomes a record that says only that. */
enum status job_write(struct buffer *out, const struct job *job);

/* Wipes what it holds. */
void job_clear(struct job *job);

/* Puts a value and its generation into the answer; NULL takes out what is there. */
void job_value(struct job *job, int64_t generation, const char *value, size_t length);
