/* api_pages.c: `api --all`: a list to its end, however its family pages it. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <jansson.h>

#include "helper/commands/api.h"
#include "helper/say/fields.h"
#include "helper/say/report.h"

enum { PAGE_MAX = 64 * 1024 * 1024 };

struct pages {
    const struct family_paging *paging;
    const char *path;   /* as typed, with its query */
    int64_t limit;      /* items a page; 0 = not known */
    int64_t count;      /* pages so far */
    int64_t items;      /* items so far */
    size_t first;       /* items of the first page */
    json_t *before;     /* the list before this one, or NULL */
    struct buffer next; /* the parameter's value for the next page */
};

/* The next character, where "%24" is "$". */
static char next_character(const char **text)
{
    bool is_dollar = strncmp(*text, "%24", 3) == 0;
    char c = is_dollar ? '$' : **text;

    *text += is_dollar ? 3 : c != '\0';
    return c;
}

/* What follows the name and "=", or NULL. */
static const char *parameter_value(const char *text, const char *name)
{
    while (*name != '\0')
        if (next_character(&name) != next_character(&text))
            return NULL;
    return *text == '=' ? text + 1 : NULL;
}

/* The value of a parameter of the query, up to the next one, or NULL. */
static const char *parameter_find(const char *path, const char *name)
{
    const char *at, *value = NULL;

    for (at = strchr(path, '?'); value == NULL && at != NULL; at = strchr(at + 1, '&'))
        value = parameter_value(at + 1, name);
    return value;
}

static enum status refuse_all(struct context *context, const char *why)
{
    return fault_set(&context->fault, STATUS_USAGE, 0, "--all", why);
}

/* Finds out how many items a page has. A server that takes fewer than it is asked for would
 * seem to be at its end. */
static enum status take_limit(struct context *context, struct pages *pages)
{
    const struct family_paging *paging = pages->paging;
    const char *text =
        paging->limit != NULL ? parameter_find(pages->path, paging->limit) : NULL;
    char why[64], *end;

    pages->limit = paging->limit != NULL ? paging->most : 0;
    if (text == NULL)
        return STATUS_OK;
    pages->limit = strtol(text, &end, 10);
    if (pages->limit >= 1 && pages->limit <= paging->most && strchr("&#", *end) != NULL)
        return STATUS_OK;
    snprintf(why, sizeof why, "takes 1 to %d items a page of this family", paging->most);
    return refuse_all(context, why);
}

static enum status pages_begin(struct context *context, const struct call *call,
                               struct pages *pages)
{
    const struct family *family = context->target.family;

    if (family == NULL || family->paging.parameter == NULL)
        return refuse_all(context, "takes a path of a family of the API that has lists");
    if (call->path[0] == NULL || call->path[1] != NULL || context->options.data != NULL ||
        (call->method != NULL && strcmp(call->method, "GET") != 0))
        return refuse_all(context, "takes one path, and reads it");
    pages->paging = &family->paging;
    pages->path = call->path[0];
    if (parameter_find(pages->path, pages->paging->parameter) != NULL)
        return refuse_all(context, "begins at the beginning; leave out which page is meant");
    return take_limit(context, pages);
}

static void url_of_page(struct buffer *out, const struct context *context,
                        const struct call *call, const struct pages *pages)
{
    const struct family_paging *paging = pages->paging;
    char between = strchr(pages->path, '?') != NULL ? '&' : '?';

    api_url(out, context, call, pages->path);
    if (paging->limit != NULL && parameter_find(pages->path, paging->limit) == NULL) {
        buffer_format(out, "%c%s=%d", between, paging->limit, paging->most);
        between = '&';
    }
    if (pages->next.length > 0)
        buffer_format(out, "%c%s=%s", between, paging->parameter, buffer_string(&pages->next));
    buffer_text(out, " ");
}

/* The list in an answer: the family's member, the answer itself, or its only array. Borrowed.
 */
static json_t *list_find(json_t *root, const struct family *family)
{
    json_t *list = family->list != NULL ? json_object_get(root, family->list) : NULL, *value;
    const char *name;

    if (json_is_array(list) || json_is_array(root))
        return json_is_array(list) ? list : root;
    list = NULL;
    json_object_foreach (root, name, value) {
        if (!json_is_array(value))
            continue;
        if (list != NULL)
            return NULL;
        list = value;
    }
    return list;
}

/* The value at "object.member" as it is in the next page's query; nothing: there is none. */
static void take_next(struct buffer *out, json_t *root, const char *where)
{
    const char *dot = strchr(where, '.');
    const json_t *value;
    char name[32];

    snprintf(name, sizeof name, "%.*s", (int)(dot - where), where);
    value = json_object_get(json_object_get(root, name), dot + 1);
    if (json_is_string(value))
        api_encode(out, json_string_value(value));
    else if (json_is_integer(value))
        buffer_format(out, "%lld", (long long)json_integer_value(value));
}

/* Whether a counted list has come to its end. */
static bool is_last(const struct pages *pages, const json_t *list)
{
    size_t size = json_array_size(list);

    if (size == 0 || (pages->limit > 0 && size < (size_t)pages->limit))
        return true;
    if (pages->limit <= 0 && size < pages->first)
        return true;
    return pages->before != NULL && json_equal(pages->before, list);
}

/* Has `next` name the page after this one, or be empty at the end. */
static void page_advance(struct pages *pages, json_t *root, json_t *list)
{
    if (pages->count++ == 0)
        pages->first = json_array_size(list);
    pages->items += (int64_t)json_array_size(list);
    buffer_clear(&pages->next);
    if (pages->paging->next != NULL)
        take_next(&pages->next, root, pages->paging->next);
    else if (!is_last(pages, list))
        buffer_format(
            &pages->next, "%lld",
            (long long)(pages->paging->counts_items ? pages->items : pages->count + 1));
    json_decref(pages->before);
    pages->before = json_incref(list);
}

static enum status print_items(struct context *context, const json_t *list, bool is_first)
{
    struct buffer out = BUFFER(2 * PAGE_MAX);
    bool lines = context->options.lines, is_shown = isatty(STDOUT_FILENO) != 0;
    size_t layout = is_shown && !lines ? JSON_INDENT(2) : JSON_COMPACT;
    enum status status;
    json_t *item;
    size_t i;

    json_array_foreach (list, i, item) {
        if (!lines)
            buffer_text(&out, is_first && i == 0 ? "[\n" : ",\n");
        json_text(&out, item, layout);
        buffer_text(&out, lines ? "\n" : "");
    }
    status = buffer_status(&out);
    if (status == STATUS_OK)
        status =
            is_shown ? style_write(&out, STDOUT_FILENO) : buffer_write(&out, STDOUT_FILENO);
    buffer_clear(&out);
    if (status != STATUS_OK)
        fault_set(&context->fault, status, 0, "standard output", NULL);
    return status;
}

/* The answer as JSON to json_decref(); NULL with the fault set. */
static json_t *answer_load(struct context *context, const struct call *call,
                           const struct api_reply *reply)
{
    json_t *root = NULL;

    if (api_judge(context, call, reply) != STATUS_OK)
        return NULL;
    root = json_loadb(buffer_string(&reply->relay.kept), reply->relay.kept.length, 0, NULL);
    if (root == NULL)
        fault_set(&context->fault, STATUS_UNEXPECTED, 0, call->credential.host,
                  "it isn't JSON");
    return root;
}

/* Has the fault say on which page it was. */
static void fault_page(struct fault *fault, int64_t page)
{
    char subject[200];

    snprintf(subject, sizeof subject, "%.199s", fault->subject);
    snprintf(fault->subject, sizeof fault->subject, "%s, page %lld", subject, (long long)page);
}

/* Prints the items of an answer, and finds out which page is next. */
static enum status take_page(struct context *context, struct pages *pages, json_t *root)
{
    json_t *list = list_find(root, context->target.family);
    enum status status;

    if (list == NULL)
        return fault_set(&context->fault, STATUS_UNEXPECTED, 0, "api", "the answer is no list");
    status = print_items(context, list, pages->items == 0);
    page_advance(pages, root, list);
    return status;
}

/* One page. */
static enum status page_fetch(struct context *context, struct call *call, struct pages *pages)
{
    struct buffer urls = BUFFER(RECORD_MAX);
    struct api_reply reply = { .relay = { .to = -1, .kept = BUFFER(PAGE_MAX) },
                               .file = memfd_create("page", 0) };
    enum status status;
    json_t *root = NULL;

    url_of_page(&urls, context, call, pages);
    status = buffer_status(&urls) == STATUS_OK
                 ? api_curl(context, call, &urls, &reply)
                 : refuse_all(context, "takes a path that stays within its family");
    if (status == STATUS_OK) {
        root = answer_load(context, call, &reply);
        status = context->fault.status;
        if (status != STATUS_OK)
            fault_page(&context->fault, pages->count + 1);
    }
    if (root != NULL)
        status = take_page(context, pages, root);
    json_decref(root);
    buffer_clear(&urls);
    buffer_clear(&reply.relay.kept);
    close(reply.file);
    return status;
}

enum status api_pages(struct context *context, struct call *call)
{
    struct pages pages = { .next = BUFFER(RECORD_MAX) };
    enum status status = pages_begin(context, call, &pages);

    if (pages.paging == NULL || pages.path == NULL)
        return status;
    while (status == STATUS_OK && (pages.count == 0 || pages.next.length > 0)) {
        if (pages.count == API_PAGES_MAX)
            status = fault_set(&context->fault, STATUS_TOO_LONG, 0, "api",
                               "1000 pages have come, and there are more: narrow the query");
        else
            status = page_fetch(context, call, &pages);
    }
    if (status == STATUS_OK && !context->options.lines)
        buffer_text(&context->out, pages.items > 0 ? "\n]\n" : "[]\n");
    json_decref(pages.before);
    buffer_clear(&pages.next);
    return status;
}
