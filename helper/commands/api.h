/* api.h: the parts of `api`: what is to be called (api.c), curl that calls it (api_curl.c), and
 * lists that go on over several answers (api_pages.c).
 */
#pragma once

#include "helper/command.h"
#include "helper/token/token.h"

/* The family of all paths is the context's target; NULL where a path has none. */
struct call {
    const char *method;
    char **path;                  /* ends with NULL; see api_url() */
    char host[HOST_SIZE];         /* the instance's; "" = the profile's first */
    struct token token;           /* what it's called with */
    struct credential credential; /* a view of that and of the profile */
};

/* Appends the URL of a path: one that begins with a slash stands below the host, any other
 * below the family's base, which is Workflow's where there is no family. The buffer fails with
 * STATUS_MALFORMED where that isn't the family's. */
void api_url(struct buffer *out, const struct context *context, const struct call *call,
             const char *path);

/* Has curl call the URLs (a blank behind each), with the token and the headers of the family.
 * Its output goes to the descriptor `output`, or where ours goes when that is negative. How
 * curl ended is the context's exit status; after a 401 the token is suspect. STATUS_IO when it
 * can't be run. */
enum status api_curl(struct context *context, struct call *call, const struct buffer *urls,
                     int output);

/* Prints the items of a list, page after page. STATUS_USAGE when the call can't be paged,
 * STATUS_UNEXPECTED when curl failed or an answer is no list, STATUS_TOO_LONG after
 * API_PAGES_MAX pages; what has come so far is printed then, and the array isn't closed. */
enum { API_PAGES_MAX = 1000 };
enum status api_pages(struct context *context, struct call *call);
