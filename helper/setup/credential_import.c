/* credential_import.c: read a credential file and have it understood. */
#include "helper/setup/credential_import.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "helper/say/messages.h"
#include "helper/say/prompt.h"
#include "helper/say/report.h"

enum { DEADLINE = 30000 /* milliseconds */ };

enum status import_read(const char *path, struct buffer *bytes, struct fault *fault)
{
    bool is_stdin = strcmp(path, "-") == 0;
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    enum status status;

    if (fd < 0)
        return fault_set(fault, STATUS_IO, errno, path, NULL);
    status = buffer_read(bytes, fd);
    if (status != STATUS_OK)
        buffer_fault(bytes, is_stdin ? "standard input" : path, fault);
    if (!is_stdin)
        close(fd);
    return status;
}

/* Lines made by hand often lack these, as no one names them beside the secret. */
static bool is_without_scopes(const struct adobe_answer *answer)
{
    return answer->field != NULL && strcmp(answer->field, "scope") == 0 &&
           answer->shape != NULL && strcmp(answer->shape, "lines") == 0;
}

/* What the importer says is about the file: name both. */
static enum status explain_answer(enum status status, const struct credential_import *import,
                                  const struct adobe_answer *answer, struct fault *fault)
{
    const char *field = answer->field != NULL ? answer->field : "";
    const char *words = message_for_import(answer->error);
    const char *place = answer->error_description != NULL ? answer->error_description : "";
    char subject[256], detail[sizeof fault->detail];

    snprintf(subject, sizeof subject, "%.180s%s%.60s", import->label,
             *field != '\0' ? ": " : "", field);
    snprintf(detail, sizeof detail, "%s", fault->detail);
    if (answer->error != NULL && strcmp(answer->error, "missing") == 0)
        return fault_because(fault, status,
                             is_without_scopes(answer) ? CAUSE_MISSING_SCOPES : CAUSE_MISSING,
                             subject, place);
    if (words != NULL)
        snprintf(detail, sizeof detail, "%s%s%s%s", words, *place != '\0' ? " (" : "", place,
                 *place != '\0' ? ")" : "");
    return fault_set(fault, status, 0, subject, detail);
}

/* Each under its beginning where `width` has no room for a whole one; 0 = never. */
static void list_choices(struct buffer *out, const struct string_list *choice, size_t width)
{
    char line[256];
    size_t i;

    for (i = 0; i < choice->count; i++) {
        fault_sanitise(line, sizeof line, choice->item[i]);
        buffer_format(out, "%3zu  ", i + 1);
        style_wrap(out, line, strlen("  1  "), width);
    }
}

/* The selector of a line "ID NAME CLIENT_ID": the Client ID, or else the id. */
static void write_selector(struct buffer *out, const char *line)
{
    const char *last = strrchr(line, ' ');

    if (last != NULL && strcmp(last, " -") != 0)
        buffer_text(out, last + 1);
    else
        buffer_append(out, line, strcspn(line, " "));
}

static bool is_small_number(const char *text)
{
    int64_t number;

    return record_number(text, &number) && number >= 1 && number <= RECORD_LIST_MAX;
}

/* The person's choice, as a selector in `chosen`. */
static enum status choose_credential(const struct credential_import *import,
                                     const struct string_list *choice, struct buffer *chosen,
                                     struct fault *fault)
{
    const struct prompt prompt = { .style = CONVERSATION_TEXT,
                                   .prompt = "Number of the credential: ",
                                   .right = "  One of the numbers above.\n",
                                   .is_right = is_small_number,
                                   .wants_back = import->wants_back };
    struct buffer text = BUFFER(ADOBE_ANSWER_MAX), answer = BUFFER(INQUIRY_MAX);
    size_t width = style_for(STDIN_FILENO).width;
    enum status status;
    int64_t number = 0;

    style_wrap(&text, "The file holds several credentials:", 0, width);
    buffer_text(&text, "\n");
    list_choices(&text, choice, width);
    buffer_text(&text, "\n");
    prompt_tell(import->conversation, buffer_string(&text));
    status = prompt_ask(import->conversation, &prompt, &answer, fault);
    if (status == STATUS_OK)
        record_number(buffer_string(&answer), &number);
    if (status == STATUS_OK && import->wants_back != NULL && *import->wants_back)
        status = STATUS_USAGE;
    else if (status == STATUS_OK && (size_t)number > choice->count)
        status =
            fault_set(fault, STATUS_USAGE, 0, buffer_string(&answer), "is none of the numbers");
    else if (status == STATUS_OK)
        write_selector(chosen, choice->item[number - 1]);
    buffer_clear(&answer);
    buffer_clear(&text);
    return status;
}

static enum status import_ask(const char *credential, const struct buffer *bytes,
                              struct network_reply *reply, struct fault *fault)
{
    struct adobe_call call = { .call = "import",
                               .deadline = DEADLINE,
                               .credential = credential };

    return network_ask(&call, bytes, reply, fault);
}

/* Rather than about the network program's jail. */
static bool is_about_file(enum status status, const struct adobe_answer *answer)
{
    if (answer->error != NULL && strcmp(answer->error, "jail") == 0)
        return false;
    return status == STATUS_MALFORMED || status == STATUS_UNSUITABLE ||
           status == STATUS_TOO_LONG || status == STATUS_NOT_FOUND;
}

static bool is_several(enum status status, const struct adobe_answer *answer)
{
    return status == STATUS_UNSUITABLE && answer->error != NULL &&
           strcmp(answer->error, "several") == 0 && answer->choice.count > 0;
}

static bool is_blank(const struct buffer *bytes)
{
    return strspn(buffer_string(bytes), " \t\r\n") == bytes->length;
}

enum status import_bytes(const struct credential_import *import, const struct buffer *bytes,
                         struct network_reply *reply, struct fault *fault)
{
    struct buffer chosen = BUFFER(INQUIRY_MAX);
    enum status status = import_ask(import->credential, bytes, reply, fault);

    if (is_several(status, &reply->answer) && import->conversation != NULL) {
        status = choose_credential(import, &reply->answer.choice, &chosen, fault);
        if (status == STATUS_OK)
            status = import_ask(buffer_string(&chosen), bytes, reply, fault);
    } else if (status == STATUS_UNSUITABLE && import->listing != NULL) {
        list_choices(import->listing, &reply->answer.choice, 0);
    }
    if (status == STATUS_MALFORMED && is_blank(bytes))
        status = fault_set(fault, status, 0, import->label,
                           "it is empty; if it comes from a job's secret, is that one set?");
    else if (is_about_file(status, &reply->answer))
        status = explain_answer(status, import, &reply->answer, fault);
    buffer_clear(&chosen);
    return status;
}
