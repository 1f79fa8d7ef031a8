/* api.h: the parts of `api`: what is to be called (api.c), what is sent there (api_body.c),
 * curl that calls it (api_curl.c), what comes (api_reply.c), and lists that go on over several
 * answers (api_pages.c).
 */
#pragma once

#include <limits.h>

#include "helper/command.h"
#include "helper/relay.h"
#include "helper/token/token.h"

/* The family of all paths is the context's target; NULL where a path has none. */
struct call {
    const char *method;           /* NULL: curl's, GET or with a body POST */
    char **path;                  /* ends with NULL; see api_url() */
    char host[HOST_SIZE];         /* the instance's; "" = the profile's first */
    struct token token;           /* what it's called with */
    struct credential credential; /* a view of that and of the profile */
    struct buffer query;          /* the path with --field, where these go into its query */
    const char *body;             /* the file that is sent, or "-"; NULL = none */
    char body_name[32];           /* of one in memory */
    int body_file;                /* that file; −1 = none */
};

/* What came of it. */
struct api_reply {
    struct relay relay; /* how, and what */
    int file; /* where curl writes, from the beginning each time it tries; −1 = to us */
    int http_status; /* of the last answer; 0 = none came */
    int curl_status;
    char error[256]; /* what curl says of its failure */
};

/* Takes --data and --field. What is sent from memory is a file that children inherit, until
 * api_body_clear(). STATUS_USAGE where they make no sense, STATUS_IO where the file that they
 * name can't be read. */
enum status api_body(struct context *context, struct call *call);
void api_body_clear(struct call *call);

/* Appends a value in a query: what isn't unreserved (RFC 3986 section 2.3) is encoded. */
void api_encode(struct buffer *out, const char *text);

/* A file in memory without a name, which children inherit, with that in it. Returns −1 with
 * errno. */
int api_memory_file(const struct buffer *text);

/* Appends the URL of a path: one that begins with a slash stands below the host, any other
 * below the family's base, which is Workflow's where there is no family. The buffer fails with
 * STATUS_MALFORMED where that isn't the family's. */
void api_url(struct buffer *out, const struct context *context, const struct call *call,
             const char *path);

/* Has curl call the URLs (a blank after each), with the token and the headers of the family.
 * After a 401 the token is suspect. STATUS_OK once curl has run, however it ended: api_judge()
 * says. STATUS_IO when it can't be run. */
enum status api_curl(struct context *context, struct call *call, const struct buffer *urls,
                     struct api_reply *reply);

/* What a call came to: STATUS_OK, or with the fault set, in the words of who answered,
 * STATUS_ACCOUNT (401, 403), STATUS_NOT_FOUND (404), STATUS_THROTTLED (429),
 * STATUS_UNREACHABLE (5xx, or nobody answers), STATUS_MALFORMED (4xx) or STATUS_IO. */
enum status api_judge(struct context *context, const struct call *call,
                      const struct api_reply *reply);

/* Shows an answer on the terminal: JSON laid out for people, other text cleaned, with a line
 * end. STATUS_UNSUITABLE when it is neither, or too long. */
enum status api_show(struct context *context, const struct api_reply *reply);

/* --jq: has standard output go into memory, until api_jq_end(), which sends it through jq(1)
 * and on to where it went before; as it is, after a failure of the call, which is what it
 * returns. What is in context->out belongs to it. STATUS_USAGE when there is no jq. */
struct jq {
    int output; /* where that was; −1 = not begun */
    char path[PATH_MAX];
};
enum status api_jq_begin(struct context *context, struct jq *jq);
enum status api_jq_end(struct context *context, struct jq *jq, enum status status);

/* Prints the items of a list, page after page. STATUS_USAGE when the call can't be paged,
 * STATUS_UNEXPECTED when an answer is no list, STATUS_TOO_LONG after API_PAGES_MAX pages, and
 * the statuses of api_judge(), of which the subject then names the page; what has come so far
 * is printed then, and the array isn't closed. */
enum { API_PAGES_MAX = 1000 };
enum status api_pages(struct context *context, struct call *call);
