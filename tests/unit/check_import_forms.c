/* check_import_forms.c: lines as people write them, forms of other tools, one credential that
 * is told in several places, and where in a file its secrets stand. */
#include "tests/lib/imports.h"

#include "helper/adobe/text.h"

/* What becomes of a text: its client, secrets, scopes and organization, or the error. */
static const char *outcome_of(const char *text, const char *wanted)
{
    static char outcome[1024];
    struct reply reply = imported(text, wanted);
    const struct adobe_answer *answer = &reply.answer;
    const struct string_list *secrets = &answer->client_secret;

    if (strcmp(answer->status, "ok") != 0)
        snprintf(outcome, sizeof outcome, "%s %s %s", answer->error,
                 answer->field != NULL ? answer->field : "-",
                 answer->error_description != NULL ? answer->error_description : "-");
    else
        snprintf(outcome, sizeof outcome, "%s %s%s%s %s %s", answer->client_id,
                 secrets->item[0], secrets->count > 1 ? "+" : "",
                 secrets->count > 1 ? secrets->item[1] : "", answer->scope,
                 answer->org_id != NULL ? answer->org_id : "-");
    reply_clear(&reply);
    return outcome;
}

static void becomes_of(const char *text, const char *wanted, const char *expected)
{
    const char *outcome = outcome_of(text, wanted);

    ck_assert_msg(strcmp(outcome, expected) == 0, "%s: %s, not %s", text, outcome, expected);
}

static void becomes(const char *text, const char *expected)
{
    becomes_of(text, NULL, expected);
}

#define REST   "CLIENT_SECRET=s\nSCOPES=x\n"
#define OTHERS "CLIENT_ID=c\nSCOPES=x\n"

START_TEST(values_are_read_as_people_write_them)
{
    becomes("CLIENT_ID=c\t# tab\n" REST, "c s x -");
    becomes("CLIENT_ID= c # blank\r\n" REST, "c s x -");
    becomes("CLIENT_SECRET=c#d\n" OTHERS, "c c#d x -");
    becomes("CLIENT_SECRET=#d\n" OTHERS, "c #d x -");
    becomes("CLIENT_ID= # later\n" REST, "missing client_id -");
    becomes("CLIENT_ID='c d'\n" REST, "wrong-value client_id -");
    becomes("CLIENT_ID=\"c\"# close\n" REST, "c s x -");
    becomes("export\tCLIENT_ID=\"c\";\n" REST, "c s x -");
    becomes("CLIENT_SECRET=\"a\\\"b\"\n" OTHERS, "c a\"b x -");
    becomes("CLIENT_SECRET='a\\'\n" OTHERS, "c a\\ x -");
    becomes("CLIENT_ID=c\nCLIENT_SECRET=s\nSCOPES=\"x,\n  y\"\nORG_ID=0@AdobeOrg",
            "c s x,y 0@AdobeOrg");
    becomes("CLIENT_ID=c\nCLIENT_ID=d\n" REST, "d s x -");
}
END_TEST

START_TEST(names_are_known_with_dots_and_words_in_front)
{
    static const char *const names[] = {
        "client.id",
        "oauth.client-id",
        "adobe.ims.clientId",
        "WF_CLIENT_ID",
        "FUSION_API_KEY",
        "WORKFRONT_OAUTH_S2S_CLIENT_ID",
        "imsclientid",
        "AIO_COMMERCE_AUTH_IMS_CLIENT_ID",
        "AIO_ims_contexts_a_client__id",
    };
    char text[256];
    size_t i;

    for (i = 0; i < COUNT(names); i++) {
        snprintf(text, sizeof text, "%s=c\n" REST, names[i]);
        becomes(text, "c s x -");
    }
    becomes("GITHUB_CLIENT_ID=c\nAUTH_SECRET=s\n", "unknown-names - -");
    becomes("OAUTHORITY=c\n", "unknown-names - -");
}
END_TEST

START_TEST(lists_are_read_in_any_quotes)
{
    static const char *const lists[] = {
        "['s']", "[\"s\"]", "[s]", "[ 's' , ]", "'[\"s\"]'", "\"['s']\"", "[\n's'\n]",
    };
    char text[256];
    size_t i;

    for (i = 0; i < COUNT(lists) - 1; i++) {
        snprintf(text, sizeof text, "CLIENT_ID=c\nCLIENT_SECRETS=%s\nSCOPES=[x, 'y' \"z\"]\n",
                 lists[i]);
        becomes(text, "c s x,y,z -");
    }
    becomes("CLIENT_ID=c\nCLIENT_SECRETS=['s', 't']\nSCOPES=x\n", "c s+t x -");
    becomes("CLIENT_ID=c\nCLIENT_SECRETS=[\n's'\n]\nSCOPES=x\n",
            "bad-list CLIENT_SECRETS line 2");
    becomes("CLIENT_ID=c\nCLIENT_SECRETS=['s]\nSCOPES=x\n", "bad-list CLIENT_SECRETS line 2");
    becomes("CLIENT_ID=c\nCLIENT_SECRETS=[s] t\nSCOPES=x\n", "bad-list CLIENT_SECRETS line 2");
}
END_TEST

START_TEST(a_bad_line_is_its_own_fault)
{
    becomes("CLIENT_ID=\"c\n" REST, "open-quote CLIENT_ID line 1");
    becomes("CLIENT_ID='c", "open-quote CLIENT_ID line 1");
    becomes("\n\nCLIENT_ID='c'd\n" REST, "after-quote CLIENT_ID line 3");
    becomes("SCOPES='x\n\n'\nCLIENT_ID=$ID\nCLIENT_SECRET=s\n", "reference CLIENT_ID line 4");
    becomes("CLIENT_ID=a${ID}b\n" REST, "reference CLIENT_ID line 1");
    becomes("CLIENT_ID=\"$(cat id)\"\n" REST, "reference CLIENT_ID line 1");
    becomes("CLIENT_SECRET='${ID}'\n" OTHERS, "c ${ID} x -");
    becomes("CLIENT_SECRET=a$b\n" OTHERS, "c a$b x -");
    becomes("NOTE=\"it's open\n"
            "CLIENT_ID=c\nREF=${x}\n" REST,
            "c s x -");
    becomes("IMS_CLIENT_ID=c\nIMS_CLIENT_SECRET=s\nIMS_SCOPES=x\n"
            "OAUTH_CLIENT_ID=d\nOAUTH_CLIENT_SECRET='\n",
            "several - -");
    becomes_of("IMS_CLIENT_ID=c\nIMS_CLIENT_SECRET=s\nIMS_SCOPES=x\n"
               "OAUTH_CLIENT_ID=d\nOAUTH_CLIENT_SECRET='\n",
               "IMS", "c s x -");
    becomes_of("IMS_CLIENT_ID=c\nIMS_CLIENT_SECRET=s\nIMS_SCOPES=x\n"
               "OAUTH_CLIENT_ID=d\nOAUTH_CLIENT_SECRET='\n",
               "d", "open-quote OAUTH_CLIENT_SECRET line 5");
    becomes("curl -d client_id=$ID -d client_secret=s -d scope=x", "reference client_id -");
}
END_TEST

START_TEST(what_is_missing_is_told_with_the_shape)
{
    struct reply reply = imported("CLIENT_ID=c\nCLIENT_SECRET=s\n", NULL);

    expect(&reply, "malformed", "missing", "scope");
    ck_assert_str_eq(reply.answer.shape, "lines");
    reply_clear(&reply);
    becomes("CLIENT_SECRET=s\nSCOPES=x\n", "missing client_id -");
    becomes("{\"contexts\":{\"a\":{\"scopes\":\"x\"}}}", "no-credential - -");
}
END_TEST

START_TEST(a_key_of_workfronts_own_is_told)
{
    becomes("API_KEY=c\n", "api-key - -");
    becomes("WORKFRONT_API_KEY=c\nHOST=acme\n", "api-key - -");
    becomes("{\"apiKey\":\"c\"}", "api-key - -");
    becomes("curl 'https://acme.my.workfront.com/attask/api/v19.0/user?apiKey=c'",
            "api-key - -");
    becomes("WORKFRONT_API_KEY=k\nIMS_CLIENT_ID=c\nIMS_CLIENT_SECRET=s\nIMS_SCOPES=x\n",
            "c s x -");
    becomes("API_KEY=c\n" REST, "c s x -");
}
END_TEST

#define VARIABLE(key, value) "{\"key\":\"" key "\",\"value\":\"" value "\"}"

START_TEST(forms_of_other_tools_are_read)
{
    becomes(
        "{\"values\":[" VARIABLE("CLIENT_SECRET", "s") "," VARIABLE(
            "API_KEY",
            "c") "," VARIABLE("SCOPES",
                              "[\\\"x\\\",\\\"y\\\"]") "," VARIABLE("IMS_ORG",
                                                                    "0@AdobeOrg") ","
                                                                                  "{\"key\":"
                                                                                  "\"API_KEY\","
                                                                                  "\"value\":"
                                                                                  "\"d\","
                                                                                  "\"enabled\":"
                                                                                  "false},5,{"
                                                                                  "\"key\":"
                                                                                  "\"x\"}]}",
        "c s x,y 0@AdobeOrg");
    becomes("{\"values\":[" VARIABLE("client_id", "{{id}}") "]}", "reference client_id -");
    becomes("{\"values\":[]}", "no-credential - -");
    becomes("{\"__ims_oauth_s2s\":{\"client_id\":\"c\",\"client_secret\":\"s\",\"org_id\":"
            "\"0@AdobeOrg\",\"scopes\":[\"x\"]},\"__ims_env\":\"prod\"}",
            "c s x 0@AdobeOrg");
    becomes("{\"params\":{\"__ims_oauth_s2s\":{\"clientId\":\"c\",\"clientSecret\":\"s\","
            "\"scopes\":[\"x\"]}}}",
            "c s x -");
}
END_TEST

START_TEST(one_client_is_one_credential)
{
    becomes("OAUTH_CLIENT_ID=c\nOAUTH_CLIENT_SECRET=s\nOAUTH_SCOPES=x\n"
            "AIO_ims_contexts_a_client__id=c\nAIO_ims_contexts_a_client__secrets=[\"t\"]\n"
            "AIO_ims_contexts_a_scopes=[\"y\"]\nAIO_ims_contexts_a_ims__org__id=0@AdobeOrg\n",
            "c s+t x,y 0@AdobeOrg");
    becomes("CLIENT_ID=c\nCLIENT_SECRET=s\nSCOPES=x\nIMS_CLIENT_ID=c\n", "c s x -");
    becomes(PROJECT(S2S("1", "a", "c") "," S2S("2", "b", "c")),
            "c p8e-c openid,AdobeID 0123@AdobeOrg");
    becomes_of(PROJECT(S2S("1", "a", "c") "," S2S("2", "b", "c") "," S2S("3", "d", "e")), "b",
               "c p8e-c openid,AdobeID 0123@AdobeOrg");
    becomes("CLIENT_ID=c\nCLIENT_SECRET=s\nSCOPES=x\nORG_ID=0@AdobeOrg\n"
            "IMS_CLIENT_ID=c\nIMS_ORG_ID=1@AdobeOrg\n",
            "conflict org_id -");
    becomes("{\"contexts\":{\"a\":{\"client_id\":\"c\",\"client_secret\":\"s\"},"
            "\"b\":{\"client_id\":\"c\",\"scopes\":\"x\"}}}",
            "c s x -");
}
END_TEST

START_TEST(what_belongs_to_nobody_fills_what_is_missing)
{
    becomes("OAUTH_CLIENT_ID=c\nOAUTH_CLIENT_SECRET=s\nCLIENT_SECRET=another\nSCOPES=x\n",
            "c s x -");
    becomes("OAUTH_CLIENT_ID=c\nCLIENT_SECRETS=['s','t']\nSCOPE=x\nSCOPES=y\nIMS_SCOPES=z\n",
            "c s+t x,y -");
    becomes_of("OAUTH_CLIENT_ID=c\nOAUTH_CLIENT_SECRET=s\nCLIENT_ID=d\nIMS_SCOPES=x\n", "OAUTH",
               "missing scope -");
    becomes_of("OAUTH_CLIENT_ID=c\n" REST "CLIENT_ID=d\n", "-", "d s x -");
}
END_TEST

START_TEST(utf16_is_read)
{
    static const struct {
        const char *bytes;
        size_t length;
        bool is_big;
        const char *utf8;
    } cases[] = {
        { "A\0\xE4\0\xAC\x20", 6, false, "A\xC3\xA4\xE2\x82\xAC" },
        { "\0A\0\xE4\x20\xAC", 6, true, "A\xC3\xA4\xE2\x82\xAC" },
        { "\x3D\xD8\x00\xDE!\0", 6, false, "\xF0\x9F\x98\x80!" },
        { "\x3D\xD8!\0", 4, false, "\xEF\xBF\xBD!" },
        { "\x00\xDE!\0", 4, false, "\xEF\xBF\xBD!" },
        { "\x3D\xD8", 2, false, "\xEF\xBF\xBD" },
        { "A\0B", 3, false, "A" },
        { "", 0, false, "" },
    };
    struct reply reply;
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        struct buffer out = BUFFER(64);

        text_from_utf16(&out, cases[i].bytes, cases[i].length, cases[i].is_big);
        ck_assert_str_eq(buffer_string(&out), cases[i].utf8);
        buffer_clear(&out);
    }
    reply = imported_bytes("\xFF\xFE{\0}\0", 6, NULL);
    expect(&reply, "unsuitable", "unknown-shape", NULL);
    reply_clear(&reply);
    reply = imported_bytes("\0[\0]", 4, NULL);
    expect(&reply, "unsuitable", "unknown-shape", NULL);
    reply_clear(&reply);
}
END_TEST

static void places(const char *text, const char *expected)
{
    struct reply reply = imported(text, NULL);
    struct buffer joined = BUFFER(65536);
    size_t i;

    expect(&reply, "ok", NULL, NULL);
    for (i = 0; i < reply.answer.secret_place.count; i++)
        buffer_format(&joined, "%s ", reply.answer.secret_place.item[i]);
    ck_assert_msg(strcmp(buffer_string(&joined), expected) == 0, "%s: %s, not %s", text,
                  buffer_string(&joined), expected);
    buffer_clear(&joined);
    reply_clear(&reply);
}

#define GOOD "CLIENT_ID=c\nCLIENT_SECRET=p8e-secret\nSCOPES=x\n"
#define CONTEXT(more)                                                                          \
    "{\"client_id\":\"c\",\"client_secrets\":[\"p8e-secret\"],\"scopes\":\"x\"" more "}"

START_TEST(the_whole_file_is_searched_for_the_secret)
{
    places(GOOD, "CLIENT_SECRET ");
    places("# p8e-secret, since May\n" GOOD "OTHER=\"is p8e-secret\"\nand p8e-secret",
           "1 CLIENT_SECRET OTHER 6 ");
    places(GOOD "B=\"\np8e-secret\n\"\nB=p8e-secret\nB=p8e-secret\n", "CLIENT_SECRET 5 B ");
    places("CLIENT_ID=c\nCLIENT_SECRET=short\nSCOPES=x\nOTHER=short\n", "CLIENT_SECRET ");
    places("{\"ims\":{\"contexts\":{\"a\":" CONTEXT(
               ",\"access_token\":{\"token\":\"t\"}") ",\"b\":" CONTEXT("") "}},\"x\":{\"y\":[["
                                                                            "\"Basic "
                                                                            "p8e-secret\"]],"
                                                                            "\"z\":\"\"}}",
           "ims.contexts.a.client_secrets ims.contexts.a.access_token "
           "ims.contexts.b.client_secrets x.y ");
    places("{\"contexts\":{\"a\":" CONTEXT("") "}}", "ims.contexts.a.client_secrets ");
    places("{\"contexts\":{\"a b\":" CONTEXT("") ",\"c\":" CONTEXT("") "}}", "");
}
END_TEST

START_TEST(too_many_places_are_none)
{
    struct buffer text = BUFFER(65536);
    size_t i;

    buffer_text(&text, GOOD);
    for (i = 0; i < RECORD_LIST_MAX; i++)
        buffer_text(&text, "# p8e-secret\n");
    places(buffer_string(&text), "");
    buffer_clear(&text);
}
END_TEST

/* Whatever a megabyte is made of, it is read in one pass: no second of a test is used up. */
START_TEST(a_megabyte_stays_fast)
{
    static const char *const pieces[] = {
        "CLIENT_ID=\"",
        "CLIENT_ID=\"\n",
        "CLIENT_ID='\\\n",
        "\n",
        "A=",
        "\"\n",
        "IMS_",
        "SCOPES=[a,",
        "curl -d client_id=c ",
        "client_id: ",
        "SCOPES=a\n",
        "A_CLIENT_ID=c\n",
        "{\n",
        "IMS_ID\n",
    };
    size_t i;

    for (i = 0; i < COUNT(pieces); i++) {
        size_t length = strlen(pieces[i]), at;
        char *text = many(' ', ADOBE_PAYLOAD_MAX);
        struct reply reply;

        for (at = 0; at + length <= ADOBE_PAYLOAD_MAX; at += length)
            memcpy(text + at, pieces[i], length);
        reply = imported_bytes(text, ADOBE_PAYLOAD_MAX, NULL);
        ck_assert_str_ne(reply.answer.status, "ok");
        reply_clear(&reply);
        free(text);
    }
}
END_TEST

int main(void)
{
    return suite_run(
        "import-forms",
        SUITE(values_are_read_as_people_write_them,
              names_are_known_with_dots_and_words_in_front, lists_are_read_in_any_quotes,
              a_bad_line_is_its_own_fault, what_is_missing_is_told_with_the_shape,
              a_key_of_workfronts_own_is_told, forms_of_other_tools_are_read,
              one_client_is_one_credential, what_belongs_to_nobody_fills_what_is_missing,
              utf16_is_read, the_whole_file_is_searched_for_the_secret,
              too_many_places_are_none, a_megabyte_stays_fast));
}
