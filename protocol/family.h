/* family.h: the families of Workfront's API: where each lives, what it wants to be told beside
 * the token, and what it answers. A row a family; whoever speaks of one reads it here.
 *
 *   workflow   https://HOST/attask/api/vN.0                     the core API
 *   planning   https://HOST/maestro/api                         Workfront Planning
 *   events     https://HOST/attask/eventsubscription/api/v1     event subscriptions
 *   approvals  https://workfront.adobe.io/workfront-approvals   Review & Approvals
 *   comments   https://workfront.adobe.io/comment-stream/api/v1 Comment Stream
 *   mcp        https://mcp.workfront.adobe.com/mcp/v1/workfront the MCP server
 *   fusion     https://fusion.adobe.io                          Workfront Fusion
 *
 * Sources: Adobe's OpenAPI descriptions of these (workfront-apis, Workfront-Planning-API and
 * workfront-fusion-apis on GitHub), "Workfront Commenting API", Authentication, "Configure the
 * Workfront MCP server", Connect with a service-to-service token, and "Workfront Fusion API",
 * API Headers and Changelog (x-organization-id since June 2026).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/buffer.h"
#include "protocol/host.h"

/* What goes with the token, one or the other. */
enum family_header {
    FAMILY_KEY = 1,            /* x-api-key: the Client ID */
    FAMILY_ORG = 2,            /* x-gw-ims-org-id; left out where none is recorded */
    FAMILY_SUBDOMAIN = 4,      /* x-gw-subdomain: the host's first label */
    FAMILY_CUSTOMER = 8,       /* wf-customerid, as /session says */
    FAMILY_USER = 16,          /* wf-userid, as /session says */
    FAMILY_LANE = 32,          /* wf-lane: prod, preview */
    FAMILY_URL = 64,           /* wf-url: the instance's host */
    FAMILY_REGION = 128,       /* x-gw-region: Fusion's */
    FAMILY_ORGANIZATION = 256, /* x-organization-id: Fusion's */
};
enum { FAMILY_HEADERS_MAX = 10 };

/* How a list that doesn't fit one answer goes on. */
struct family_paging {
    const char *parameter; /* of the query, encoded; NULL: there are no lists */
    const char *next;      /* where the answer has its next value, as "cursor.nextCursor"; NULL:
                              it is counted … */
    bool counts_items;     /* … in items from 0 on, or else in pages from 1 on */
    const char *limit;     /* the parameter for items a page, encoded; NULL: none is sent */
    int most;              /* its highest value */
};

struct family {
    const char *name;
    const char *host;  /* Adobe's, for all customers; NULL: the instance's own */
    const char *area;  /* the paths of its URLs begin so, and then end or have a "/" or "?" */
    const char *base;  /* what a path of `api NAME/…` stands below */
    bool is_versioned; /* the API version of the profile follows that: /vN.0 */
    unsigned headers;  /* bits */
    const char *scope; /* without which a token isn't taken, or NULL */
    const char *read;  /* the cheapest read, below `base`; "{user}" is the user's ID */
    const char *body;  /* JSON to POST with it; NULL: it is a GET */
    const char *list;  /* the member of its answer that is the list; "" = the answer itself
                          is; NULL: any answer will do */
    struct family_paging paging;
};

/* The rows, in the order above, ended by one without a name. */
extern const struct family families[];

/* The family of that name, of which at most `length` bytes are read, or NULL. */
const struct family *family_find(const char *name, size_t length);

/* Whether a canonical host is one of Adobe's for all customers. */
bool family_is_gateway(const char *host);

/* The family that a URL on the canonical host belongs to, by what follows the host in it; NULL
 * when none does, and for a path on a gateway that has dots, doubled slashes or encoded
 * characters between its slashes, which might lead elsewhere. */
const struct family *family_of_url(const char *host, const char *rest);

/* What a family is told of its caller. NULL is what isn't known. */
struct family_caller {
    const char *host; /* canonical; of the instance */
    const char *token, *client_id, *org_id, *customer_id, *user_id;
    const char *fusion; /* family_fusion_is_good() */
    int64_t api_version;
};

/* "REGION/ORGANIZATION" of Fusion, as "or2/2245": up to 16 of a-z and 0-9, up to 15 digits. */
bool family_fusion_is_good(const char *text);

struct header {
    const char *name;
    const char *prefix; /* in front of the value: "Bearer " */
    const char *value;
};

/* Borrows from the caller, and from itself: it must not be copied. */
struct family_headers {
    struct header item[FAMILY_HEADERS_MAX];
    size_t count;
    const char *lacks; /* the name of the first one that no value is known for, or NULL */
    char subdomain[HOST_SIZE], instance[HOST_SIZE], region[32], organization[32];
};

/* Fills in Authorization and what the family wants. */
void family_headers_fill(struct family_headers *headers, const struct family *family,
                         const struct family_caller *caller);

/* Appends the URL of `path`, which begins with a "/" or is empty, below the family's base. */
void family_url(struct buffer *out, const struct family *family,
                const struct family_caller *caller, const char *path);

/* The same for the family's cheapest read. */
void family_read_url(struct buffer *out, const struct family *family,
                     const struct family_caller *caller);

/* What an HTTP status that isn't 2xx means there:
 *   refused, forbidden     401, 403
 *   missing, gone          404, 410
 *   throttled, failing     429, 408 or 5xx
 *   subdomain              502 of approvals: no such customer
 *   unexpected             anything else */
const char *family_meaning(const struct family *family, long http_status);
