/* probe.c: knock at a door. */
#include "helper/adobe/probe.h"

#include <time.h>

#include <curl/curl.h>

#include "helper/adobe/http.h"
#include "helper/adobe/response.h"

enum { ANSWER_MAX = 1024 * 1024 };

static void response_check(const struct response *response, struct reply *reply)
{
    response_report(response, reply, time(NULL));
    if (response->outcome == STATUS_OK) {
        reply_end(reply, STATUS_OK, NULL, NULL);
        return;
    }
    reply->answer.error_description = reply_quote(reply, response->detail);
    reply_end(reply, response->outcome, response->error, NULL);
}

void probe_ask(struct job *job)
{
    struct http_request request = { .url = job->call.endpoint };
    struct response response = RESPONSE(ANSWER_MAX);
    struct http *http;

    job->reply.answer.libraries = reply_quote(&job->reply, curl_version());
    if (request.url == NULL || !http_url_is_good(request.url)) {
        reply_end(&job->reply, STATUS_MALFORMED, NULL, "endpoint");
        return;
    }
    http = http_new(job->deadline, job->trace);
    if (http != NULL)
        http_send(http, &request, &response);
    else
        response.outcome = STATUS_NO_MEMORY;
    response_check(&response, &job->reply);
    response_clear(&response);
    http_free(http);
}
