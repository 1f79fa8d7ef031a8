/* check_import.c: credential files in the Console's shapes, what could be taken for one, and
 * what is said of the secrets in them. */
#include "tests/lib/imports.h"

START_TEST(the_credentials_own_download)
{
    struct reply reply = imported(flat, NULL);

    expect(&reply, "ok", NULL, NULL);
    ck_assert_str_eq(reply.answer.client_id, "0123456789abcdef0123456789abcdef");
    ck_assert_uint_eq(reply.answer.client_secret.count, 2);
    ck_assert_str_eq(reply.answer.client_secret.item[0], "p8e-FAKE-SECRET-ONE");
    ck_assert_str_eq(reply.answer.client_secret.item[1], "p8e-FAKE-SECRET-TWO");
    ck_assert_str_eq(reply.answer.scope, "openid,AdobeID,additional_info.roles");
    ck_assert_str_eq(reply.answer.org_id, "0123456789ABCDEF01234567@AdobeOrg");
    ck_assert_str_eq(reply.answer.technical_account_id,
                     "ABCDEF0123456789ABCDEF01@techacct.adobe.com");
    ck_assert_str_eq(reply.answer.technical_account_email, EMAIL);
    ck_assert_ptr_null(reply.answer.name);
    reply_clear(&reply);
}
END_TEST

START_TEST(the_projects_download)
{
    struct reply reply =
        imported(PROJECT(API_KEY "," S2S("\"436084\"", "Workfront S2S", "c1") "," JWT), NULL);

    expect(&reply, "ok", NULL, NULL);
    ck_assert_str_eq(reply.answer.name, "Workfront S2S");
    ck_assert_str_eq(reply.answer.client_id, "c1");
    ck_assert_uint_eq(reply.answer.client_secret.count, 1);
    ck_assert_str_eq(reply.answer.client_secret.item[0], "p8e-c1");
    ck_assert_str_eq(reply.answer.org_id, "0123@AdobeOrg");
    ck_assert_str_eq(reply.answer.scope, "openid,AdobeID");
    ck_assert_uint_eq(reply.answer.choice.count, 0);
    reply_clear(&reply);
}
END_TEST

START_TEST(a_project_without_its_organization)
{
    struct reply reply =
        imported("{\"project\":{\"workspace\":{\"details\":{\"credentials\":[" S2S(
                     "5", "n", "c1") "]}}}}",
                 NULL);

    expect(&reply, "ok", NULL, NULL);
    ck_assert_ptr_null(reply.answer.org_id);
    reply_clear(&reply);
}
END_TEST

START_TEST(a_migrated_credential_is_used_by_its_new_half)
{
    struct reply reply = imported(
        PROJECT(
            "{\"id\":\"9\",\"name\":\"M\",\"integration_type\":\"oauth_server_to_server_"
            "migrate\","
            "\"jwt\":{\"client_id\":\"j\",\"client_secret\":\"s8e-OLD\",\"meta_scopes\":[]},"
            "\"oauth_server_to_server\":{\"client_id\":\"c9\",\"client_secrets\":[\"p8e-NEW\"],"
            "\"technical_account_email\":\"" EMAIL "\",\"scopes\":[\"openid\"]}}"),
        NULL);

    expect(&reply, "ok", NULL, NULL);
    ck_assert_str_eq(reply.answer.client_id, "c9");
    ck_assert_str_eq(reply.answer.client_secret.item[0], "p8e-NEW");
    reply_clear(&reply);
}
END_TEST

#define THREE                                                                                  \
    PROJECT(S2S("\"11\"", "First", "c1") "," S2S(                                              \
        "12", "Second \\u001b[1m\\u00e4", "c2") "," JWT "," S2S("\"13\"", "First", "c3"))

START_TEST(of_several_one_must_be_chosen)
{
    struct reply reply = imported(THREE, NULL);

    expect(&reply, "unsuitable", "several", NULL);
    ck_assert_uint_eq(reply.answer.choice.count, 3);
    ck_assert_str_eq(reply.answer.choice.item[0], "11 First c1");
    ck_assert_str_eq(reply.answer.choice.item[1], "12 Second ?[1m?? c2");
    ck_assert_str_eq(reply.answer.choice.item[2], "13 First c3");
    ck_assert_ptr_null(reply.answer.client_id);
    ck_assert_uint_eq(reply.answer.client_secret.count, 0);
    reply_clear(&reply);
}
END_TEST

START_TEST(one_is_chosen_by_id_name_or_client_id)
{
    static const struct {
        const char *wanted, *client_id;
    } cases[] = {
        { "11", "c1" }, { "12", "c2" }, { "13", "c3" },
        { "c1", "c1" }, { "c3", "c3" }, { "Second \x1b[1m\xc3\xa4", "c2" },
    };
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        struct reply reply = imported(THREE, cases[i].wanted);

        expect(&reply, "ok", NULL, NULL);
        ck_assert_str_eq(reply.answer.client_id, cases[i].client_id);
        ck_assert_uint_eq(reply.answer.choice.count, 0);
        reply_clear(&reply);
    }
    expect_of(THREE, "", "unsuitable", "several", NULL);
    expect_of(THREE, "First", "unsuitable", "several", NULL);
    expect_of(THREE, "first", "unsuitable", "no-match", NULL);
    expect_of(THREE, "1", "unsuitable", "no-match", NULL);
    expect_of(PROJECT(S2S("5", "n", "c1")), "c2", "unsuitable", "no-match", NULL);
    expect_of(flat, "0123456789abcdef0123456789abcdef", "ok", NULL, NULL);
    expect_of(flat, "another", "unsuitable", "no-match", NULL);
}
END_TEST

START_TEST(a_choice_can_always_be_read_back)
{
    struct reply reply =
        imported(PROJECT("{\"name\":\"\",\"oauth_server_to_server\":{}},"
                         "{\"id\":\"a b\",\"oauth_server_to_server\":{\"client_id\":5}}"),
                 NULL);

    expect(&reply, "unsuitable", "several", NULL);
    ck_assert_str_eq(reply.answer.choice.item[0], "- - -");
    ck_assert_str_eq(reply.answer.choice.item[1], "- - -");
    reply_clear(&reply);
}
END_TEST

START_TEST(a_choice_has_an_end)
{
    struct buffer text = BUFFER(1024u * 1024u);
    struct reply reply;
    int i;

    buffer_text(&text, "{\"project\":{\"workspace\":{\"details\":{\"credentials\":[");
    for (i = 0; i < 100; i++)
        buffer_format(&text, "%s{\"id\":%d,\"oauth_server_to_server\":{}}", i > 0 ? "," : "",
                      i);
    buffer_text(&text, "]}}}}");
    reply = imported(buffer_string(&text), NULL);
    expect(&reply, "unsuitable", "several", NULL);
    ck_assert_uint_eq(reply.answer.choice.count, RECORD_LIST_MAX);
    reply_clear(&reply);
    buffer_clear(&text);
}
END_TEST

START_TEST(the_retired_kind_is_told)
{
    static const char *const files[] = {
        "{\"CLIENT_SECRET\":\"s8e-FAKE\",\"ORG_ID\":\"0@AdobeOrg\",\"API_KEY\":\"0123\","
        "\"TECHNICAL_ACCOUNT_ID\":\"T@techacct.adobe.com\",\"TECHNICAL_ACCOUNT_EMAIL\":\"" EMAIL
        "\",\"PUBLIC_KEYS_WITH_EXPIRY\":{}}",
        "{\"CLIENT_SECRET\":\"s8e-FAKE\",\"API_KEY\":\"0123\"}",
        "{\"client_id\":\"a\",\"client_secret\":\"b\",\"private_key\":\"-----\","
        "\"meta_scopes\":[\"x\"]}",
        "{\"ok\":true,\"integration\":{\"imsEndpoint\":\"x\",\"privateKey\":\"-----\"}}",
        PROJECT(JWT),
        PROJECT(API_KEY "," JWT),
    };
    size_t i;

    for (i = 0; i < COUNT(files); i++)
        expect_of(files[i], NULL, "unsuitable", "jwt", NULL);
}
END_TEST

START_TEST(what_is_no_credential_file_is_told)
{
    expect_of(PROJECT(""), NULL, "unsuitable", "no-credential", NULL);
    expect_of(PROJECT(API_KEY), NULL, "unsuitable", "no-credential", NULL);
    expect_of("{\"project\":{}}", NULL, "unsuitable", "no-credential", NULL);
    expect_of("{\"project\":{\"workspace\":[]}}", NULL, "unsuitable", "no-credential", NULL);
    expect_of(PROJECT("1,null,\"x\",[]"), NULL, "unsuitable", "no-credential", NULL);
    expect_of(PROJECT("{\"oauth_server_to_server\":[]}"), NULL, "unsuitable", "no-credential",
              NULL);
    expect_of("{}", NULL, "unsuitable", "unknown-shape", NULL);
    expect_of("{\"a\":1}", NULL, "unsuitable", "unknown-shape", NULL);
    expect_of("[]", NULL, "unsuitable", "unknown-shape", NULL);
    expect_of("{\"project\":\"x\"}", NULL, "unsuitable", "unknown-shape", NULL);
}
END_TEST

START_TEST(what_is_no_json_is_told_by_its_place)
{
    static const struct {
        const char *text, *place;
    } cases[] = {
        { "", "line 1, column " },
        { "CLIENT_ID canary: secret\n", "line 1, column " },
        { "{\"CLIENT_ID\":\n\"a\",\ncanary-secret}", "line 3, column " },
        { "{\"a\":\"canary-secret\n\"}", "line 1, column " },
        { "{} canary-secret", "line 1, column " },
    };
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        struct reply reply = imported(cases[i].text, NULL);

        expect(&reply, "malformed", "not-json", NULL);
        ck_assert_int_eq(
            strncmp(reply.answer.error_description, cases[i].place, strlen(cases[i].place)), 0);
        ck_assert_ptr_null(strstr(reply.answer.error_description, "canary"));
        reply_clear(&reply);
    }
    expect_of("5", NULL, "malformed", "not-json", NULL);
    expect_of("{\"CLIENT_ID\":\"a\",\"CLIENT_ID\":\"b\"}", NULL, "malformed", "not-json", NULL);
    expect_of("{\"CLIENT_ID\":\"\\ud800\"}", NULL, "malformed", "not-json", NULL);
    expect_of("\xff\xfe{\0}\0", NULL, "malformed", "not-json", NULL);
}
END_TEST

START_TEST(what_aio_keeps_in_its_own_form_is_told)
{
    static const char *const files[] = {
        "{client_id: c, client_secret: canary\n}",
        "{\n  ims: {\n    contexts: {\n      wf: {\n        client_id: \"c\"}}}}",
        "{ims: {contexts: {wf: {client_id: c\n}}}}",
        "ims:\n  contexts:\n    wf:\n      client_secrets:\n        - canary\n",
        "- client-id: c\n",
        "{\"name\": \"x\",\nclientSecret: canary\n}",
    };
    size_t i;

    for (i = 0; i < COUNT(files); i++)
        expect_of(files[i], NULL, "malformed", "hjson-yaml", NULL);
    expect_of("{\"client_id\": \"c\",,}", NULL, "malformed", "not-json", NULL);
    expect_of("name: x\n", NULL, "malformed", "not-json", NULL);
    expect_of("the client_id: x\n", NULL, "malformed", "not-json", NULL);
    expect_of("client_id:", NULL, "malformed", "hjson-yaml", NULL);
    expect_of("client_id", NULL, "malformed", "not-json", NULL);
}
END_TEST

static void expect_places(const char *text, const char *wanted, const char *shape,
                          const char *names)
{
    struct reply reply = imported(text, wanted);
    struct buffer joined = BUFFER(4096);
    size_t i;

    expect(&reply, "ok", NULL, NULL);
    ck_assert_str_eq(reply.answer.shape, shape);
    for (i = 0; i < reply.answer.secret_place.count; i++)
        buffer_format(&joined, "%s ", reply.answer.secret_place.item[i]);
    ck_assert_msg(strcmp(buffer_string(&joined), names) == 0, "%s: %s, not %s", text,
                  buffer_string(&joined), names);
    buffer_clear(&joined);
    reply_clear(&reply);
}

#define FLAT(id) "\"client_id\":\"" id "\",\"client_secret\":\"s\",\"scope\":\"openid\""

START_TEST(what_holds_secrets_is_told_by_name)
{
    expect_places(flat, NULL, "credential", "");
    expect_places(PROJECT(S2S("5", "n", "c1")), NULL, "project", "");
    expect_places("curl -d client_id=c -d client_secret=s -d scope=openid", NULL, "curl", "");
    expect_places(
        "{\"ims\":{\"contexts\":{\"wf\":{" FLAT("c") ",\"access_token\":{\"token\":\"t\"}}}}}",
        NULL, "contexts", "ims.contexts.wf.client_secret ims.contexts.wf.access_token ");
    expect_places("{\"contexts\":{\"a\":{" FLAT("c") "},\"b\":{" FLAT("d") "}}}", "b",
                  "contexts", "ims.contexts.b.client_secret ");
    expect_places("{\"ims\":{\"contexts\":{\"$(evil) x\":{" FLAT("c") "}}}}", NULL, "contexts",
                  "");
    expect_places("{\"project\":{},\"ims\":{\"contexts\":{\"wf\":{" FLAT("c") "}}}}", NULL,
                  "contexts", "ims.contexts.wf.client_secret ");
}
END_TEST

START_TEST(which_lines_hold_secrets_is_told_by_name)
{
    expect_places("export CLIENT_ID=c\nCLIENT_SECRET=s\nSCOPES=openid\nACCESS_TOKEN=t\n"
                  "DATABASE_SECRET=x\nGITHUB_ACCESS_TOKEN=y\n",
                  NULL, "lines", "CLIENT_SECRET ACCESS_TOKEN ");
    expect_places("IMS_CLIENT_ID=c\nIMS_CLIENT_SECRET=s\nIMS_SCOPES=openid\n"
                  "OAUTH_CLIENT_ID=d\nOAUTH_CLIENT_SECRET=t\nOAUTH_SCOPES=openid\n",
                  "IMS", "lines", "IMS_CLIENT_SECRET ");
    expect_places("WORKFRONT_CLIENT_ID=c\nWORKFRONT_CLIENT_SECRET=s\nSCOPES=openid\n"
                  "WORKFRONT_ACCESS_TOKEN=t\nIMS_REFRESH_TOKEN=u\n",
                  NULL, "lines",
                  "WORKFRONT_CLIENT_SECRET WORKFRONT_ACCESS_TOKEN IMS_REFRESH_TOKEN ");
    expect_places("AIO_ims_contexts_my__wf_client__id=c\n"
                  "AIO_ims_contexts_my__wf_client__secrets=[\"s\"]\n"
                  "AIO_ims_contexts_my__wf_scopes=[\"openid\"]\n"
                  "AIO_ims_contexts_old_client__id=d\n"
                  "AIO_ims_contexts_old_client__secret=t\n"
                  "AIO_ims_contexts_old_meta__scopes=[\"x\"]\n",
                  NULL, "lines", "AIO_ims_contexts_my__wf_client__secrets ");
}
END_TEST

/* Nothing of a file but the answer's own values is repeated. */
START_TEST(no_other_byte_of_a_file_is_repeated)
{
    static const char *const files[] = {
        PROJECT(S2S("5", "n", "c1")),
        PROJECT("{\"id\":5,\"oauth_server_to_server\":{\"client_id\":\"c\",\"client_secrets\":"
                "[\"canary\",\"canary2\",\"canary3\"]}}"),
        "{\"client_secret\":\"canary canary\"}",
        "{\"client_secret\":\"canary\",\"client_id\":\"canary\\u0001\"}",
        "{\"client_secret\":\"canary\",}",
        "{client_secret: canary\n, client_secret: canary\n}",
        "client_secret: canary\nclient_secret: canary\n",
        "client_secret: &canary canary\n",
    };
    size_t i;

    for (i = 0; i < COUNT(files); i++) {
        struct reply reply = imported(files[i], NULL);
        struct buffer out = BUFFER(ADOBE_ANSWER_MAX);

        ck_assert_int_eq(reply_write(&out, &reply), STATUS_OK);
        ck_assert_msg(strstr(buffer_string(&out), "canary") == NULL, "%s", buffer_string(&out));
        buffer_clear(&out);
        reply_clear(&reply);
    }
}
END_TEST

int main(void)
{
    return suite_run(
        "import",
        SUITE(the_credentials_own_download, the_projects_download,
              a_project_without_its_organization, a_migrated_credential_is_used_by_its_new_half,
              of_several_one_must_be_chosen, one_is_chosen_by_id_name_or_client_id,
              a_choice_can_always_be_read_back, a_choice_has_an_end, the_retired_kind_is_told,
              what_is_no_credential_file_is_told, what_is_no_json_is_told_by_its_place,
              what_aio_keeps_in_its_own_form_is_told, what_holds_secrets_is_told_by_name,
              which_lines_hold_secrets_is_told_by_name, no_other_byte_of_a_file_is_repeated));
}
