/* check_foreign.c: what --any-host keeps, matches and erases, with a clock of the test's own
 * (the link wraps moment_now). */
#include "tests/lib/scratch.h"

#include "helper/token/foreign.h"
#include "helper/token/token.h"

struct moment __wrap_moment_now(void);

static struct moment now = { 1000000, 5000 };
static struct store *store;
static bool changed;
static struct fault fault;

struct moment __wrap_moment_now(void)
{
    return now;
}

static void setup(void)
{
    struct store_options options = { .create = true };

    scratch_setup();
    options.directory = scratch_path("data/store");
    options.key_file = scratch_path("config/key");
    ck_assert_int_eq(store_open(&store, &options, &fault), STATUS_OK);
}

static void teardown(void)
{
    store_close(store);
    scratch_teardown();
}

#define HOST "h.example"

/* The requests below are literals: { .username = "u", … } */
#define REQUEST(...) (&(struct request){ __VA_ARGS__ })
#define CAPABLE      .capability = { { "authtype" }, 1 }

static enum status put_for(const struct request *request, int64_t lifetime)
{
    struct foreign kept;
    enum status status = foreign_from_request(&kept, request, lifetime, &fault);

    return status == STATUS_OK ? foreign_put(&kept, store, HOST, &changed, &fault) : status;
}

static void put(const struct request *request)
{
    ck_assert_int_eq(put_for(request, 0), STATUS_OK);
}

static void erase(const struct request *request)
{
    ck_assert_int_eq(foreign_erase(store, HOST, request, &changed, &fault), STATUS_OK);
}

/* What `member` of the answer is; "(absent)", or "(miss)" when nothing matches. */
static const char *found(const struct request *request, size_t member)
{
    static char value[100];
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    struct foreign kept;
    enum status status = foreign_find(&kept, &text, store, HOST, request, &fault);
    const char *string = "(miss)";

    if (status == STATUS_OK)
        memcpy(&string, (const char *)&kept + member, sizeof string);
    else
        ck_assert_int_eq(status, STATUS_NOT_FOUND);
    snprintf(value, sizeof value, "%s", string != NULL ? string : "(absent)");
    buffer_clear(&text);
    return value;
}

#define expect_password(request, expected)                                                     \
    ck_assert_str_eq(found(request, offsetof(struct foreign, password)), expected)
#define expect_credential(request, expected)                                                   \
    ck_assert_str_eq(found(request, offsetof(struct foreign, credential)), expected)
#define expect_grant(request, expected)                                                        \
    ck_assert_str_eq(found(request, offsetof(struct foreign, oauth_refresh_token)), expected)

/* The record as it is on the disk, or "" when there is none. */
static const char *record(void)
{
    static char text[2000];
    struct buffer buffer = BUFFER(STORE_RECORD_MAX);

    store_get(store, STORE_ENTRY, HOST, &buffer, NULL, NULL);
    snprintf(text, sizeof text, "%s", buffer_string(&buffer));
    buffer_clear(&buffer);
    return text;
}

START_TEST(only_whole_credentials_are_kept)
{
    static const struct {
        struct request request;
        enum status status;
        const char *subject;
    } offers[] = {
        { { .username = "u", .password = "p" }, STATUS_OK, NULL },
        { { .username = "", .password = "" }, STATUS_OK, NULL },
        { { .authtype = "Bearer", .credential = "t" }, STATUS_OK, NULL },
        { { .username = "u" }, STATUS_NOT_FOUND, NULL },
        { { .password = "p" }, STATUS_NOT_FOUND, NULL },
        { { .authtype = "Bearer" }, STATUS_NOT_FOUND, NULL },
        { { .credential = "t" }, STATUS_NOT_FOUND, NULL },
        { { .username = "u", .oauth_refresh_token = "r" }, STATUS_NOT_FOUND, NULL },
        { { .path = "a" }, STATUS_NOT_FOUND, NULL },
        { { .username = NULL }, STATUS_NOT_FOUND, NULL },
        { { .username = "u", .password = "p", .ephemeral = true }, STATUS_NOT_FOUND, NULL },
        { { .authtype = "Bearer", .credential = "t", .ephemeral = true },
          STATUS_NOT_FOUND,
          NULL },
        { { .username = "u", .password = "p", .password_expiry_utc = "999999" },
          STATUS_NOT_FOUND,
          NULL },
        { { .username = "u", .password = "p", .password_expiry_utc = "soon" },
          STATUS_NOT_FOUND,
          NULL },
        { { .username = "u", .password = "p", .password_expiry_utc = "1000000" },
          STATUS_OK,
          NULL },
        { { .authtype = "Bearer\tX", .credential = "t" }, STATUS_MALFORMED, "authtype" },
        { { .authtype = "Bearer X", .credential = "t" }, STATUS_MALFORMED, "authtype" },
        { { .authtype = "", .credential = "t" }, STATUS_MALFORMED, "authtype" },
        { { .authtype = "Bearer", .credential = "tok en" }, STATUS_MALFORMED, "credential" },
        { { .authtype = "Bearer", .credential = "" }, STATUS_MALFORMED, "credential" },
        { { .authtype = "Bearer", .credential = "t\x1b" }, STATUS_MALFORMED, "credential" },
    };
    struct foreign kept;
    size_t i;

    for (i = 0; i < COUNT(offers); i++) {
        ck_assert_msg(foreign_from_request(&kept, &offers[i].request, 0, &fault) ==
                          offers[i].status,
                      "offer %zu", i);
        if (offers[i].subject != NULL)
            ck_assert_str_eq(fault.subject, offers[i].subject);
    }
}
END_TEST

START_TEST(a_pre_encoded_credential_has_a_greatest_length)
{
    char *token = malloc(TOKEN_MAX + 2);
    struct request request = { .authtype = "Bearer", .credential = token };
    struct foreign kept;

    memset(token, 't', TOKEN_MAX + 1);
    token[TOKEN_MAX] = '\0';
    ck_assert_int_eq(foreign_from_request(&kept, &request, 0, &fault), STATUS_OK);
    token[TOKEN_MAX] = 't';
    token[TOKEN_MAX + 1] = '\0';
    ck_assert_int_eq(foreign_from_request(&kept, &request, 0, &fault), STATUS_MALFORMED);
    free(token);
}
END_TEST

START_TEST(what_is_kept_is_found)
{
    expect_password(REQUEST(.username = NULL), "(miss)");
    put(REQUEST(.username = "u", .password = "p = q", .path = "a/b", .oauth_refresh_token = "r",
                .password_expiry_utc = "9999999999"));
    ck_assert_str_eq(record(),
                     "path=a/b\nusername=u\npassword=p = q\noauth_refresh_token=r\n"
                     "expires_at=9999999999\nstored_at=1000000\nstored_boot=5000\n\n");
    expect_password(REQUEST(.username = NULL), "p = q");
    expect_grant(REQUEST(.username = "u"), "r");
}
END_TEST

START_TEST(what_a_request_names_must_be_there_and_equal)
{
    put(REQUEST(.username = "u", .password = "p"));
    expect_password(REQUEST(.username = "U"), "(miss)");
    expect_password(REQUEST(.username = ""), "(miss)");
    expect_password(REQUEST(.username = "u", .path = "a"), "(miss)");
    expect_password(REQUEST(.path = ""), "(miss)");
    put(REQUEST(.authtype = "Bearer", .credential = "t"));
    expect_credential(REQUEST(CAPABLE, .username = "v"), "(miss)");
    expect_credential(REQUEST(CAPABLE), "t");
    put(REQUEST(.username = "u", .password = "q", .path = "a"));
    expect_password(REQUEST(.username = "u", .path = "a"), "q");
    expect_password(REQUEST(.username = "u", .path = "b"), "(miss)");
    expect_password(REQUEST(.username = "u"), "q");
}
END_TEST

START_TEST(an_empty_user_name_is_a_user_name)
{
    put(REQUEST(.username = "", .password = ""));
    expect_password(REQUEST(.username = NULL), "");
    expect_password(REQUEST(.username = ""), "");
    expect_password(REQUEST(.username = "u"), "(miss)");
}
END_TEST

START_TEST(the_newest_comes_first)
{
    put(REQUEST(.username = "a", .password = "1"));
    put(REQUEST(.username = "b", .password = "2"));
    expect_password(REQUEST(.username = NULL), "2");
    put(REQUEST(.username = "a", .password = "1"));
    expect_password(REQUEST(.username = NULL), "1");
    expect_password(REQUEST(.username = "b"), "2");
}
END_TEST

START_TEST(one_user_has_one_credential_a_path)
{
    put(REQUEST(.username = "u", .password = "1"));
    put(REQUEST(.username = "u", .password = "2", .path = "a"));
    put(REQUEST(.username = "u", .password = "3"));
    expect_password(REQUEST(.username = "u"), "3");
    expect_password(REQUEST(.username = "u", .path = "a"), "2");
    put(REQUEST(.username = "u", .authtype = "Bearer", .credential = "t"));
    expect_password(REQUEST(.username = "u"), "2");
    expect_credential(REQUEST(CAPABLE, .username = "u"), "t");
}
END_TEST

START_TEST(a_pre_encoded_credential_is_for_those_who_can_take_it)
{
    put(REQUEST(.username = "old", .password = "p"));
    put(REQUEST(.authtype = "Bearer", .credential = "t", .oauth_refresh_token = "r"));
    expect_credential(REQUEST(CAPABLE), "t");
    expect_password(REQUEST(.username = NULL), "p");
    expect_grant(REQUEST(.username = NULL), "(absent)");
    erase(REQUEST(.username = "old"));
    expect_password(REQUEST(.username = NULL), "(miss)");
}
END_TEST

START_TEST(another_authtype_is_another_credential)
{
    put(REQUEST(.authtype = "Bearer", .credential = "t"));
    put(REQUEST(.authtype = "Token", .credential = "t"));
    ck_assert_str_eq(found(REQUEST(CAPABLE), offsetof(struct foreign, authtype)), "Token");
}
END_TEST

START_TEST(both_forms_serve_both_callers)
{
    put(REQUEST(.username = "u", .password = "p", .authtype = "Basic", .credential = "dTpw"));
    expect_password(REQUEST(.username = NULL), "p");
    expect_credential(REQUEST(CAPABLE), "dTpw");
}
END_TEST

START_TEST(the_same_again_changes_nothing)
{
    const struct request *request = REQUEST(.username = "u", .password = "p");
    char before[2000];

    ck_assert_int_eq(put_for(request, 60), STATUS_OK);
    snprintf(before, sizeof before, "%s", record());
    now.wall += 30;
    now.boot += 30;
    ck_assert_int_eq(put_for(request, 60), STATUS_OK);
    ck_assert_str_eq(record(), before);
    put(REQUEST(.username = "v", .password = "p"));
    ck_assert_int_eq(put_for(request, 60), STATUS_OK);
    expect_password(REQUEST(.username = NULL), "p");
    ck_assert_ptr_nonnull(
        strstr(record(), "stored_at=1000000\n")); /* in front, as old as ever */
    ck_assert_int_eq(put_for(request, 90), STATUS_OK);
    ck_assert_ptr_null(strstr(record(), "stored_at=1000000\n"));
}
END_TEST

START_TEST(a_lifetime_ends)
{
    ck_assert_int_eq(
        put_for(REQUEST(.username = "u", .password = "p", .oauth_refresh_token = "r"), 60),
        STATUS_OK);
    now.wall += 59;
    now.boot += 59;
    expect_password(REQUEST(.username = NULL), "p");
    now.wall += 1;
    expect_password(REQUEST(.username = NULL), "(miss)");
    expect_grant(REQUEST(.username = NULL), "(miss)");
}
END_TEST

START_TEST(a_clock_set_back_prolongs_no_lifetime)
{
    ck_assert_int_eq(put_for(REQUEST(.username = "u", .password = "p"), 60), STATUS_OK);
    now.wall -= 3600;
    now.boot += 60;
    expect_password(REQUEST(.username = NULL), "(miss)");
    now.boot = 1; /* restarted as well: nobody knows */
    expect_password(REQUEST(.username = NULL), "(miss)");
}
END_TEST

START_TEST(expired_credentials_are_dropped)
{
    put(REQUEST(.username = "u", .password = "p", .password_expiry_utc = "1000010"));
    put(REQUEST(.username = "v", .password = "q"));
    now.wall += 10;
    expect_password(REQUEST(.username = "u"), "p");
    now.wall += 1;
    expect_password(REQUEST(.username = "u"), "(miss)");
    ck_assert_ptr_nonnull(strstr(record(), "username=u\n"));
    put(REQUEST(.username = "v", .password = "q"));
    ck_assert_ptr_null(strstr(record(), "username=u\n"));
    expect_password(REQUEST(.username = "v"), "q");
}
END_TEST

START_TEST(an_expired_credential_may_leave_its_refresh_token)
{
    put(REQUEST(.username = "old", .password = "1"));
    put(REQUEST(.username = "u", .password = "p", .password_expiry_utc = "1000010",
                .oauth_refresh_token = "r"));
    now.wall += 11;
    expect_password(REQUEST(.username = "u"), "(absent)");
    expect_grant(REQUEST(.username = "u"), "r");
    expect_password(REQUEST(.username = NULL), "1"); /* one with a secret is better */
    put(REQUEST(.username = "v", .password = "q"));
    ck_assert_ptr_null(strstr(record(), "password=p\n"));
    expect_grant(REQUEST(.username = "u"), "r");
}
END_TEST

START_TEST(a_new_expiry_replaces_the_old_one)
{
    put(REQUEST(.username = "u", .password = "1", .password_expiry_utc = "9999999998"));
    put(REQUEST(.username = "u", .password = "2", .password_expiry_utc = "9999999999"));
    ck_assert_ptr_nonnull(strstr(record(), "expires_at=9999999999\n"));
    ck_assert_ptr_null(strstr(record(), "expires_at=9999999998\n"));
    put(REQUEST(.username = "u", .password = "2", .password_expiry_utc = "9999999990"));
    ck_assert_ptr_nonnull(strstr(record(), "expires_at=9999999990\n"));
    erase(REQUEST(.username = "u", .password = "2"));
    ck_assert_str_eq(record(), "");
}
END_TEST

START_TEST(erasing_takes_all_that_match)
{
    put(REQUEST(.username = "a", .password = "1"));
    put(REQUEST(.username = "b", .password = "2"));
    put(REQUEST(.username = "b", .password = "3", .path = "p"));
    put(REQUEST(.authtype = "Bearer", .credential = "t"));
    erase(REQUEST(.username = "c"));
    erase(REQUEST(.path = "q"));
    expect_password(REQUEST(.username = "a"), "1");
    expect_password(REQUEST(.username = "b", .path = "p"), "3");
    erase(REQUEST(.path = "p"));
    expect_password(REQUEST(.username = "b"), "2");
    erase(REQUEST(.username = "b"));
    expect_password(REQUEST(.username = "b"), "(miss)");
    expect_password(REQUEST(.username = "a"), "1");
    erase(REQUEST(.username = NULL));
    ck_assert_str_eq(record(), "");
    erase(REQUEST(.username = NULL));
}
END_TEST

START_TEST(erasing_compares_the_secret)
{
    put(REQUEST(.username = "u", .password = "new"));
    put(REQUEST(.authtype = "Bearer", .credential = "tok"));
    erase(REQUEST(.username = "u", .password = "old"));
    erase(REQUEST(.username = "u", .password = "ne"));
    erase(REQUEST(.username = "u", .password = "newer"));
    erase(REQUEST(.password = ""));
    erase(REQUEST(.authtype = "Bearer", .credential = "other"));
    erase(REQUEST(.password = "tok"));
    erase(REQUEST(.credential = "new"));
    erase(REQUEST(.password = "new", .credential = "tok"));
    expect_password(REQUEST(.username = "u"), "new");
    expect_credential(REQUEST(CAPABLE), "tok");
    erase(REQUEST(.authtype = "Bearer", .credential = "tok"));
    expect_password(REQUEST(CAPABLE), "new");
    erase(REQUEST(.password = "new"));
    ck_assert_str_eq(record(), "");
}
END_TEST

START_TEST(hosts_are_records_of_their_own)
{
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    struct foreign kept;

    put(REQUEST(.username = "u", .password = "p"));
    ck_assert_int_eq(
        foreign_find(&kept, &text, store, "h.example:8443", REQUEST(.path = NULL), &fault),
        STATUS_NOT_FOUND);
    ck_assert_int_eq(
        foreign_erase(store, "h.example:8443", REQUEST(.path = NULL), &changed, &fault),
        STATUS_OK);
    expect_password(REQUEST(.username = "u"), "p");
    buffer_clear(&text);
}
END_TEST

static bool is_found(const char *user)
{
    return strcmp(found(REQUEST(.username = user), offsetof(struct foreign, username)),
                  "(miss)") != 0;
}

START_TEST(in_a_full_record_the_longest_unused_makes_room)
{
    char *password = malloc(60001), user[20];
    int fit = 1024 * 1024 / 60100, i;

    memset(password, 'p', 60000);
    password[60000] = '\0';
    for (i = 0; i < fit + 3; i++) {
        snprintf(user, sizeof user, "user%d", i);
        ck_assert_int_eq(put_for(REQUEST(.username = user, .password = password), 0),
                         STATUS_OK);
        if (i == fit - 1) /* it worked again */
            put_for(REQUEST(.username = "user0", .password = password), 0);
    }
    ck_assert(is_found("user0"));
    ck_assert(!is_found("user1"));
    ck_assert(!is_found("user3"));
    for (i = 4; i < fit + 3; i++) {
        snprintf(user, sizeof user, "user%d", i);
        ck_assert_msg(is_found(user), "%s", user);
    }
    free(password);
}
END_TEST

START_TEST(what_is_longer_than_a_record_is_not_kept)
{
    size_t length = STORE_RECORD_MAX;
    char *password = malloc(length + 1);

    memset(password, 'p', length);
    password[length] = '\0';
    put(REQUEST(.username = "user", .password = "p"));
    ck_assert_int_eq(put_for(REQUEST(.username = "other", .password = password), 0),
                     STATUS_TOO_LONG);
    ck_assert_str_eq(fault.subject, HOST);
    ck_assert(is_found("user"));
    free(password);
}
END_TEST

START_TEST(a_record_of_something_else_is_damaged)
{
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    struct foreign kept;

    buffer_text(&text, "username=u\nusername=v\npassword=p\n\n");
    ck_assert_int_eq(store_put(store, STORE_ENTRY, HOST, &text, &fault), STATUS_OK);
    buffer_clear(&text);
    ck_assert_int_eq(foreign_find(&kept, &text, store, HOST, REQUEST(.path = NULL), &fault),
                     STATUS_DAMAGED);
    ck_assert_int_eq(put_for(REQUEST(.username = "u", .password = "p"), 0), STATUS_DAMAGED);
    ck_assert_int_eq(foreign_erase(store, HOST, REQUEST(.username = "u"), &changed, &fault),
                     STATUS_DAMAGED);
    ck_assert_ptr_nonnull(strstr(record(), "username=v\n"));
    buffer_clear(&text);
}
END_TEST

START_TEST(forgetting_a_host_needs_no_reading)
{
    struct buffer text = BUFFER(STORE_RECORD_MAX);

    buffer_text(&text, "nonsense\n");
    ck_assert_int_eq(store_put(store, STORE_ENTRY, HOST, &text, &fault), STATUS_OK);
    buffer_clear(&text);
    erase(REQUEST(.username = NULL));
    ck_assert_str_eq(record(), "");
    put(REQUEST(.username = "u", .password = "p"));
    expect_password(REQUEST(.username = NULL), "p");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("foreign");

    suite_add_tests(
        suite, "kept", setup, teardown,
        SUITE(only_whole_credentials_are_kept, a_pre_encoded_credential_has_a_greatest_length,
              what_is_kept_is_found, what_a_request_names_must_be_there_and_equal,
              an_empty_user_name_is_a_user_name, the_newest_comes_first,
              one_user_has_one_credential_a_path,
              a_pre_encoded_credential_is_for_those_who_can_take_it,
              another_authtype_is_another_credential, both_forms_serve_both_callers,
              the_same_again_changes_nothing, a_lifetime_ends,
              a_clock_set_back_prolongs_no_lifetime, expired_credentials_are_dropped,
              an_expired_credential_may_leave_its_refresh_token,
              a_new_expiry_replaces_the_old_one, erasing_takes_all_that_match,
              erasing_compares_the_secret, hosts_are_records_of_their_own,
              in_a_full_record_the_longest_unused_makes_room,
              what_is_longer_than_a_record_is_not_kept, a_record_of_something_else_is_damaged,
              forgetting_a_host_needs_no_reading));
    return scratch_run_all(suite);
}
