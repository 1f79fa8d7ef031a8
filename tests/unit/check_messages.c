/* check_messages.c: every status and every cause has words, in every pair. */
#include <errno.h>

#include "tests/lib/suite.h"

#include "helper/account/verify_text.h"
#include "helper/say/messages.h"
#include "helper/say/protection.h"
#include "helper/say/say.h"

static struct fault fault;

static void expect_filled(const char *text, size_t size)
{
    ck_assert_msg(text[0] != '\0' && text[0] != ' ' && text[0] != ':', "%d: %s", fault.cause,
                  text);
    ck_assert_msg(strpbrk(text, "{}") == NULL, "%d: %s", fault.cause, text);
    ck_assert_msg(strstr(text, "(none recorded)") == NULL, "%d: %s", fault.cause, text);
    ck_assert_msg(strlen(text) + 1 < size, "%d: %s", fault.cause, text);
}

static void expect_words(void)
{
    char sentence[1024], hint[1024], reason[SAY_REASON_SIZE];

    say_sentence(sentence, sizeof sentence, &fault);
    expect_filled(sentence, sizeof sentence);
    say_reason(reason, &fault);
    expect_filled(reason, sizeof reason);
    say_hint_of(hint, sizeof hint, &fault, "work");
    if (hint[0] != '\0')
        expect_filled(hint, sizeof hint);
}

START_TEST(every_pair_of_status_and_cause_is_told)
{
    int status, cause;

    say_called("get", "/store");
    for (status = STATUS_OK + 1; status < STATUS_COUNT; status++)
        for (cause = CAUSE_NONE; cause < CAUSE_COUNT; cause++) {
            fault_because(&fault, (enum status)status, (enum cause)cause, "/a/path", "what");
            expect_words();
            fault_because(&fault, (enum status)status, (enum cause)cause, "/a/path", NULL);
            fault.system_error = ENOSPC;
            expect_words();
        }
}
END_TEST

static void expect_ends_in_a_word(const char *text)
{
    size_t length = strlen(text);

    ck_assert_msg(length == 0 || strchr(" :;,(", text[length - 1]) == NULL, "%d, %d: %s",
                  fault.status, fault.cause, text);
    ck_assert_msg(strstr(text, "  ") == NULL && strstr(text, " )") == NULL &&
                      strstr(text, ": :") == NULL && strstr(text, "()") == NULL,
                  "%d, %d: %s", fault.status, fault.cause, text);
}

START_TEST(nothing_is_told_of_a_detail_that_is_empty)
{
    const struct profile profile = { .org_id = "org", .scope = "openid" };
    char text[1024], reason[SAY_REASON_SIZE];
    struct finding finding;
    int status, cause;

    for (status = STATUS_OK + 1; status < STATUS_COUNT; status++)
        for (cause = CAUSE_NONE; cause < CAUSE_COUNT; cause++) {
            fault_because(&fault, (enum status)status, (enum cause)cause, "/a/path", NULL);
            say_sentence(text, sizeof text, &fault);
            expect_ends_in_a_word(text);
            say_reason(reason, &fault);
            expect_ends_in_a_word(reason);
            say_hint_of(text, sizeof text, &fault, "work");
            expect_ends_in_a_word(text);
            if (verify_text_token(&finding, &profile, &fault))
                expect_ends_in_a_word(finding.text);
        }
}
END_TEST

START_TEST(a_detail_that_is_empty_takes_its_colon_along)
{
    char sentence[1024];

    fault_because(&fault, STATUS_UNREACHABLE, CAUSE_ENGINE_GONE, "rediss://a", NULL);
    say_sentence(sentence, sizeof sentence, &fault);
    ck_assert_str_eq(sentence, "rediss://a: the fleet's cache can't be reached");
    fault_because(&fault, STATUS_LOCKED, CAUSE_EXITED, "/a", NULL);
    say_sentence(sentence, sizeof sentence, &fault);
    ck_assert_str_eq(sentence, "/a: the store is locked; nothing here yields its key");
    fault_because(&fault, STATUS_UNREACHABLE, CAUSE_ROTATION_IN_USE, "work", NULL);
    say_sentence(sentence, sizeof sentence, &fault);
    ck_assert_str_eq(sentence, "work: Adobe can't be reached");
}
END_TEST

START_TEST(every_cause_has_a_row_of_its_own)
{
    int cause, other;

    for (cause = CAUSE_NONE; cause < CAUSE_COUNT; cause++)
        for (other = CAUSE_NONE; other < cause; other++)
            ck_assert_msg(message_for_cause((enum cause)cause) !=
                              message_for_cause((enum cause)other),
                          "%d and %d", cause, other);
}
END_TEST

static void expect_ends(const struct message *words)
{
    ck_assert_uint_lt(strnlen(words->sentence, sizeof words->sentence), sizeof words->sentence);
    ck_assert_uint_lt(strnlen(words->reason, sizeof words->reason), sizeof words->reason);
    ck_assert_uint_lt(strnlen(words->hint, sizeof words->hint), sizeof words->hint);
}

START_TEST(every_text_ends_in_its_place)
{
    int i;

    for (i = 0; i < STATUS_COUNT; i++)
        expect_ends(message_for_status((enum status)i));
    for (i = 0; i < CAUSE_COUNT; i++)
        expect_ends(message_for_cause((enum cause)i));
}
END_TEST

/* What a cause says stands once in the sentence, whoever ran the program that failed. */
START_TEST(a_cause_is_told_with_whatever_status_it_has)
{
    static const struct {
        enum status status;
        enum cause cause;
        const char *sentence, *reason;
    } cases[] = {
        { STATUS_UNEXPECTED, CAUSE_EXITED,
          "/a: an answer that can't be trusted was dropped: it ended with status 3",
          "/a: an answer that can't be trusted was dropped: it ended with status 3" },
        { STATUS_LOCKED, CAUSE_EXITED,
          "/a: the store is locked; nothing here yields its key: it ended with status 3",
          "/a: it ended with status 3" },
        { STATUS_LOCKED, CAUSE_TIMEOUT,
          "/a: the store is locked; nothing here yields its key: no answer in time",
          "/a: no answer in time" },
        { STATUS_UNREACHABLE, CAUSE_TIMEOUT, "/a: Adobe can't be reached: no answer in time",
          "/a: Adobe can't be reached: no answer in time" },
        { STATUS_LOCKED, CAUSE_KEY,
          "/a: the store is locked; the key from it isn't this store's",
          "the key from it opens nothing" },
        { STATUS_LOCKED, CAUSE_NO_SLOT, "/a: the store is locked, and has no key slot for it",
          "it has no slot" },
        { STATUS_USAGE, CAUSE_VARIABLE_TAKEN, "/a can't use one name twice",
          "/a can't use one name twice" },
        { STATUS_MALFORMED, CAUSE_NOT_UNLOCK, "/a: not valid: 3 isn't unlock",
          "/a: not valid: 3 isn't unlock" },
    };
    char sentence[1024], reason[SAY_REASON_SIZE];
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        fault_because(&fault, cases[i].status, cases[i].cause, "/a", "3");
        say_sentence(sentence, sizeof sentence, &fault);
        ck_assert_str_eq(sentence, cases[i].sentence);
        say_reason(reason, &fault);
        ck_assert_str_eq(reason, cases[i].reason);
    }
}
END_TEST

START_TEST(every_module_is_told_against_whom_it_protects)
{
    const struct unlock_module *module;
    size_t i;

    for (i = 0; (module = unlock_module_at(i)) != NULL; i++)
        ck_assert_msg(strcmp(protection_of(module), protection_of(NULL)) != 0, "%s",
                      module->name);
    ck_assert_uint_gt(i, 0);
}
END_TEST

/* The network program's words and Adobe's, which are remembered by name. */
START_TEST(causes_that_travel_come_back)
{
    int status, cause, found = 0;

    for (cause = CAUSE_NONE; cause < CAUSE_COUNT; cause++) {
        const char *name = cause_name((enum cause)cause);
        int times = 0;

        for (status = STATUS_OK; name != NULL && status < STATUS_COUNT; status++) {
            enum cause back = cause_from_name((enum status)status, name);

            ck_assert(back == CAUSE_NONE || back == (enum cause)cause);
            times += back != CAUSE_NONE;
        }
        ck_assert_int_eq(times, name != NULL);
        found += times;
    }
    ck_assert_int_gt(found, 0);
    ck_assert_int_eq(cause_from_name(STATUS_UNREACHABLE, NULL), CAUSE_NONE);
    ck_assert_int_eq(cause_from_name(STATUS_UNREACHABLE, "tls-"), CAUSE_NONE);
    ck_assert_int_eq(cause_from_name(STATUS_REFUSED, "tls"), CAUSE_NONE);
}
END_TEST

int main(void)
{
    return suite_run(
        "messages",
        SUITE(every_pair_of_status_and_cause_is_told, nothing_is_told_of_a_detail_that_is_empty,
              a_detail_that_is_empty_takes_its_colon_along, every_cause_has_a_row_of_its_own,
              every_text_ends_in_its_place, a_cause_is_told_with_whatever_status_it_has,
              every_module_is_told_against_whom_it_protects, causes_that_travel_come_back));
}
