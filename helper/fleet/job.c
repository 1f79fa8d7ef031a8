/* job.c: an answer in the making. */
#include "helper/fleet/job.h"

#include "protocol/secret.h"

void job_value(struct job *job, int64_t generation, const char *value, size_t length)
{
    buffer_clear(&job->value);
    if (value != NULL)
        buffer_append(&job->value, value, length);
    job->answer.generation = value != NULL ? generation : 0;
    job->answer.value = value != NULL ? buffer_string(&job->value) : NULL;
}

bool job_end(struct job *job, enum status status, const char *error, const char *detail)
{
    fault_sanitise(job->detail, sizeof job->detail, detail);
    job->answer.status = status_name(status);
    job->answer.error = error;
    job->answer.error_description = job->detail[0] != '\0' ? job->detail : NULL;
    if (status == STATUS_OK)
        return true;
    job->answer.lock = NULL;
    job->answer.late = false;
    job_value(job, 0, NULL, 0);
    return false;
}

enum status job_write(struct buffer *out, const struct job *job)
{
    struct fleet_answer bare = { .status = status_name(STATUS_NO_MEMORY) };

    if (job->answer.status == NULL)
        bare.status = status_name(STATUS_INTERNAL);
    if (job->answer.status != NULL && buffer_status(&job->value) == STATUS_OK)
        fleet_answer_write(out, &job->answer);
    else
        fleet_answer_write(out, &bare);
    return buffer_status(out);
}

void job_clear(struct job *job)
{
    buffer_clear(&job->value);
    secret_wipe(job, sizeof *job);
}
