/* dialects.h: what dialects answer to the same request with the same credential. */
#pragma once

#include "tests/lib/suite.h"

#include <string.h>

#include "helper/commands.h"

static const struct request plain = { .protocol = "https", .host = "acme.my.workfront.com" };
static const struct request capable = {
    .protocol = "https",
    .host = "acme.my.workfront.com",
    .capability = { { "authtype", "state" }, 2 },
};
static const struct credential minted = {
    .token = "tok.en",
    .username = "id@techacct.adobe.com",
    .expires_at = 2000000000,
    .host = "acme.my.workfront.com",
    .client_id = "client",
    .org_id = "ORG@AdobeOrg",
    .oauth_refresh_token = "never",
};

static const struct format_options usual;
static const struct format_options all_headers = { .all_headers = true };

/* The dialect of that name among those of the commands and shells, or NULL. */
static inline const struct dialect *dialect_find(const char *name)
{
    const struct command *command;
    const struct shell *shell;

    for (command = commands; command->name != NULL; command++)
        if (strcmp(command->dialect->name, name) == 0)
            return command->dialect;
    for (shell = shells; shell->name != NULL; shell++)
        if (strcmp(shell->dialect->name, name) == 0)
            return shell->dialect;
    return NULL;
}

/* What a dialect answers, for one comparison; the buffer is the test's to clear. */
static inline const char *answer_in(const char *name, const struct format_options *format,
                                    const struct request *request,
                                    const struct credential *credential, struct buffer *out)
{
    const struct dialect *dialect = dialect_find(name);

    ck_assert_ptr_nonnull(dialect);
    ck_assert_str_eq(dialect->name, name);
    buffer_clear(out);
    dialect->answer(out, &(struct answer){ request, format, credential });
    ck_assert_int_eq(buffer_status(out), STATUS_OK);
    return buffer_string(out);
}

static inline const char *answer(const char *name, const struct request *request,
                                 const struct credential *credential, struct buffer *out)
{
    return answer_in(name, &usual, request, credential, out);
}

/* What a dialect makes of a request's text; the buffer is the test's to clear. */
static inline enum status ask(const struct dialect *dialect, const char *words,
                              struct buffer *text, struct request *request, struct fault *fault)
{
    *request = (struct request){ 0 };
    *fault = (struct fault){ 0 };
    buffer_clear(text);
    buffer_text(text, words);
    return dialect->read(request, text, fault);
}
