/* check_memory.c: memory runs out at each allocation in turn, and no answer is made up. Also
 * the wiping allocator itself. */
#include "tests/lib/adobe.h"

#include "helper/adobe/import.h"
#include "helper/adobe/ims.h"
#include "helper/adobe/workfront.h"
#include "helper/network/wiped.h"

enum { TRIES = 400 };

/* How many more allocations succeed; −1 = all. */
static int allocations_left = -1;

static bool allocation_fails(void)
{
    if (allocations_left < 0)
        return false;
    if (allocations_left == 0)
        return true;
    allocations_left--;
    return false;
}

void *__real_secret_alloc(size_t size);
void *__wrap_secret_alloc(size_t size);
void *__real_wiped_malloc(size_t size);
void *__wrap_wiped_malloc(size_t size);

void *__wrap_secret_alloc(size_t size)
{
    return allocation_fails() ? NULL : __real_secret_alloc(size);
}

void *__wrap_wiped_malloc(size_t size)
{
    return allocation_fails() ? NULL : __real_wiped_malloc(size);
}

/* Whether `text` is one of the statuses that an answer without memory may have. */
static bool is_no(enum status status)
{
    return status == STATUS_NO_MEMORY || status == STATUS_UNEXPECTED ||
           status == STATUS_INTERNAL || status == STATUS_MALFORMED;
}

START_TEST(a_token_is_whole_or_none)
{
    int i, whole = 0;

    for (i = 0; i < TRIES; i++) {
        struct response response =
            response_of(200, "{\"access_token\":\"a.eyJleHBpcmVzX2luIjoiNjAwMDAwIn0.b\","
                             "\"expires_in\":3600}");
        struct reply reply = { 0 };

        allocations_left = i;
        ims_judge(&response, &reply, ADOBE_NOW);
        allocations_left = -1;
        if (reply_status(&reply) == STATUS_OK)
            whole++;
        else
            ck_assert_msg(is_no(reply_status(&reply)), "%d: %s", i, reply.answer.status);
        ck_assert(reply_status(&reply) != STATUS_OK || reply.answer.access_token != NULL);
        reply_clear(&reply);
        response_clear(&response);
    }
    ck_assert_int_gt(whole, 0);
    ck_assert_int_lt(whole, TRIES - 2);
}
END_TEST

START_TEST(a_user_is_whole_or_none)
{
    int i, whole = 0;

    for (i = 0; i < TRIES; i++) {
        struct response response = response_of(
            200, "{\"data\":[{\"ID\":\"u\",\"name\":\"n\",\"emailAddr\":\"a@b\"}]}");
        struct reply reply = { 0 };
        size_t count;

        allocations_left = i;
        if (workfront_judge_users(&response, "a@b", &reply, ADOBE_NOW, &count)) {
            ck_assert_ptr_nonnull(reply.answer.user_id);
            ck_assert_ptr_nonnull(reply.answer.user_name);
            whole++;
        } else {
            ck_assert(is_no(reply_status(&reply)));
        }
        allocations_left = -1;
        reply_clear(&reply);
        response_clear(&response);
    }
    ck_assert_int_gt(whole, 0);
    ck_assert_int_lt(whole, TRIES - 2);
}
END_TEST

static void import_without_memory(const char *text)
{
    int i, whole = 0;

    document_init();
    for (i = 0; i < TRIES; i++) {
        struct job job = { .payload = text, .payload_length = strlen(text) };

        allocations_left = i;
        import_file(&job);
        allocations_left = -1;
        if (reply_status(&job.reply) == STATUS_OK) {
            ck_assert_str_eq(job.reply.answer.scope, "openid,x");
            ck_assert_str_eq(job.reply.answer.client_secret.item[1], "t");
            ck_assert_pstr_eq(job.reply.answer.technical_account_email, "a@b");
            whole++;
        } else {
            ck_assert_msg(is_no(reply_status(&job.reply)), "%d: %s", i,
                          job.reply.answer.status);
        }
        reply_clear(&job.reply);
    }
    ck_assert_int_gt(whole, 0);
    ck_assert_int_lt(whole, TRIES - 2);
}

START_TEST(an_import_is_whole_or_none)
{
    import_without_memory("{\"client_id\":\"c\",\"client_secrets\":[\"s\",\"t\"],"
                          "\"scopes\":[\"openid\",\"x\"],\"technical_account_email\":\"a@b\"}");
    import_without_memory("CLIENT_ID=c\nCLIENT_SECRETS=[\"s\",\"t\"]\nSCOPES=openid x\n"
                          "OAUTH_TECHNICAL_ACCOUNT_EMAIL=a@b\n");
    import_without_memory(
        "{\"ims\":{\"contexts\":{\"a\":{\"client_id\":\"c\",\"client_secrets\":"
        "[\"s\",\"t\"],\"scopes\":[\"openid\",\"x\"],"
        "\"technical_account_email\":\"a@b\"}}}}");
}
END_TEST

START_TEST(an_answer_without_memory_says_so_or_fails)
{
    struct reply reply = { 0 };
    struct buffer out = BUFFER(ADOBE_ANSWER_MAX);

    reply_end(&reply, STATUS_OK, NULL, NULL);
    allocations_left = 0;
    ck_assert_int_eq(reply_write(&out, &reply), STATUS_NO_MEMORY);
    allocations_left = -1;
    buffer_clear(&out);
}
END_TEST

START_TEST(blocks_behave_like_those_of_malloc)
{
    char *block = wiped_calloc(3, 5), *copy = wiped_strdup("text"), *grown;
    size_t i;

    ck_assert_ptr_nonnull(block);
    for (i = 0; i < 15; i++)
        ck_assert_int_eq(block[i], 0);
    memset(block, 'x', 15);
    grown = wiped_realloc(block, 4000);
    ck_assert_ptr_nonnull(grown);
    ck_assert_int_eq(memcmp(grown, "xxxxxxxxxxxxxxx", 15), 0);
    grown = wiped_realloc(grown, 2);
    ck_assert_int_eq(memcmp(grown, "xx", 2), 0);
    ck_assert_str_eq(copy, "text");
    wiped_free(grown);
    wiped_free(copy);
    wiped_free(NULL);
    block = wiped_realloc(NULL, 1);
    ck_assert_ptr_nonnull(block);
    wiped_free(block);
}
END_TEST

START_TEST(impossible_sizes_are_refused)
{
    ck_assert_ptr_null(wiped_malloc(SIZE_MAX));
    ck_assert_ptr_null(wiped_malloc(SIZE_MAX - 4));
    ck_assert_ptr_null(wiped_calloc(SIZE_MAX / 2, 3));
}
END_TEST

/* What free(3) is given must hold no byte of what the block held. */
static size_t freed_secrets;
void __real_free(void *block);
void __wrap_free(void *block);

void __wrap_free(void *block)
{
    if (block != NULL && freed_secrets > 0 && memcmp((char *)block + 16, "canary", 6) == 0)
        freed_secrets++;
    __real_free(block);
}

START_TEST(what_is_freed_is_wiped)
{
    char *block = wiped_strdup("canary-canary");

    freed_secrets = 1;
    block = wiped_realloc(block, 100);
    ck_assert_str_eq(block, "canary-canary");
    wiped_free(block);
    ck_assert_uint_eq(freed_secrets, 1);
    freed_secrets = 0;
}
END_TEST

int main(void)
{
    return suite_run("memory", SUITE(a_token_is_whole_or_none, a_user_is_whole_or_none,
                                     an_import_is_whole_or_none,
                                     an_answer_without_memory_says_so_or_fails,
                                     blocks_behave_like_those_of_malloc,
                                     impossible_sizes_are_refused, what_is_freed_is_wiped));
}
