/* prompt.c: questions and what comes back. */
#include "helper/say/prompt.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "helper/say/conversation.h"
#include "helper/say/paste.h"
#include "helper/say/report.h"
#include "protocol/adobe.h"
#include "protocol/secret.h"

enum { TRIES = 5, TEXT_MAX = 8192 };

static const char blanks[] = " \t\r\n";

void prompt_tell(const struct conversation *conversation, const char *text)
{
    conversation->ask(conversation->context, CONVERSATION_TELL, text, NULL);
}

/* Appends the lines of `text`, each broken at `width`, the last without a line end if it has
 * none. */
static void wrap_lines(struct buffer *out, const char *text, size_t width)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n"), indent = strspn(text, " ");
        struct buffer line = BUFFER(TEXT_MAX);

        buffer_append(&line, text, length);
        indent = indent < length ? indent : length;
        buffer_append(out, text, indent);
        style_wrap(out, buffer_string(&line) + indent,
                   text[indent] == '-' ? indent + 2 : indent, width);
        buffer_clear(&line);
        text += length + (text[length] == '\n');
    }
}

void prompt_explain(const struct conversation *conversation, const char *text)
{
    struct buffer out = BUFFER(TEXT_MAX);

    wrap_lines(&out, text, style_for(STDIN_FILENO).width);
    prompt_tell(conversation, buffer_string(&out));
    buffer_clear(&out);
}

/* Without a line end: the answer stands after the question. */
static enum status ask_once(const struct conversation *conversation,
                            const struct prompt *prompt, struct buffer *answer)
{
    struct buffer question = BUFFER(TEXT_MAX);
    enum status status;

    wrap_lines(&question, prompt->prompt, style_for(STDIN_FILENO).width);
    if (question.length > 0)
        question.data[question.length - 1] = ' ';
    buffer_clear(answer);
    status = conversation->ask(conversation->context, prompt->style, buffer_string(&question),
                               answer);
    buffer_clear(&question);
    return status;
}

/* How many bytes at `text` are a key that moves the cursor, or another control character. */
static size_t unwanted_length(const char *text)
{
    size_t length;

    if ((unsigned char)*text >= ' ' && *text != '\x7f')
        return 0;
    if (*text == '\n')
        return 0;
    if (*text != '\x1b' || (text[1] != '[' && text[1] != 'O'))
        return 1;
    length = 2 + strspn(text + 2, "0123456789;?");
    return text[length] != '\0' ? length + 1 : length;
}

/* Blanks around a pasted answer don't count, nor do keys that the terminal didn't know. Wiped
 * where they, or the answer, stood before. */
static void answer_trim(struct buffer *answer)
{
    const char *from = buffer_string(answer) + strspn(buffer_string(answer), blanks);
    const char *end = buffer_string(answer) + answer->length;
    char *to = answer->data;

    while (from < end) {
        size_t skipped = unwanted_length(from);

        from += skipped;
        if (skipped == 0)
            *to++ = *from++;
    }
    while (to > answer->data && strchr(blanks, to[-1]) != NULL)
        to--;
    if (answer->data != NULL)
        secret_wipe(to, (size_t)(end - to));
    answer->length = (size_t)(to - answer->data);
}

static bool is_right(const struct prompt *prompt, const struct buffer *answer)
{
    if (answer->length == 0)
        return prompt->is_optional;
    if (strlen(buffer_string(answer)) != answer->length)
        return false;
    return prompt->is_right == NULL || prompt->is_right(buffer_string(answer));
}

static enum status prompt_fault(const struct prompt *prompt, enum status status,
                                struct fault *fault)
{
    if (status == STATUS_LOCKED && prompt->option != NULL)
        return fault_set(fault, STATUS_USAGE, 0, prompt->option,
                         "is needed, as there is no terminal to ask on");
    if (status == STATUS_LOCKED)
        return fault_set(fault, STATUS_USAGE, 0, "--from FILE and --host HOST",
                         "are needed, as there is no terminal to ask on");
    if (status == STATUS_BUSY)
        return fault_set(fault, STATUS_IO, 0, "left; nothing was saved", NULL);
    return fault_set(fault, status, status == STATUS_IO ? errno : 0, "the terminal", NULL);
}

/* What the answer asks for, instead of answering: nothing, or an explanation or the way back.
 */
static bool is_help(const struct prompt *prompt, const struct buffer *answer)
{
    return strcmp(buffer_string(answer), "?") == 0 &&
           (prompt->help != NULL || prompt->right != NULL);
}

static bool takes_back(const struct prompt *prompt, const struct buffer *answer)
{
    return prompt->wants_back != NULL && strcasecmp(buffer_string(answer), "back") == 0;
}

/* What is said of an answer that isn't taken. */
static const char *hint_for(const struct prompt *prompt, const struct buffer *answer)
{
    const char *wrong = NULL;

    if (is_help(prompt, answer) && prompt->help != NULL)
        return prompt->help;
    if (prompt->wrong != NULL)
        wrong = prompt->wrong(buffer_string(answer));
    if (wrong == NULL && paste_is_file(buffer_string(answer)))
        return "  That is what a credential's file holds: nothing of it was shown or kept. It "
               "is taken where the path of the JSON file is asked for.";
    return wrong != NULL ? wrong : prompt->right;
}

/* Whether what was typed is what is wanted; then it is where it belongs. */
static bool take_typed(const struct prompt *prompt, const struct buffer *typed,
                       struct buffer *answer)
{
    struct buffer *out = answer;

    if (takes_back(prompt, typed)) {
        *prompt->wants_back = true;
        return true;
    }
    if (paste_is_file(buffer_string(typed)))
        out = prompt->pasted;
    else if (is_help(prompt, typed) || typed->length > answer->maximum ||
             !is_right(prompt, typed))
        out = NULL;
    if (out != NULL)
        buffer_append(out, typed->data, typed->length);
    return out != NULL;
}

static enum status ask_until_right(const struct conversation *conversation,
                                   const struct prompt *prompt, struct buffer *typed,
                                   struct buffer *answer, struct fault *fault)
{
    int i;

    for (i = 0; i < TRIES || conversation_is_seen(); i++) {
        enum status status = ask_once(conversation, prompt, typed);

        if (status == STATUS_BUSY)
            prompt_tell(conversation, "\n");
        if (status != STATUS_OK && status != STATUS_TOO_LONG)
            return prompt_fault(prompt, status, fault);
        answer_trim(typed);
        if (status == STATUS_OK && take_typed(prompt, typed, answer))
            return STATUS_OK;
        prompt_explain(conversation, hint_for(prompt, typed));
    }
    return fault_set(fault, STATUS_USAGE, 0, "none of five answers",
                     "can be used; nothing was saved");
}

enum status prompt_ask(const struct conversation *conversation, const struct prompt *prompt,
                       struct buffer *answer, struct fault *fault)
{
    struct buffer typed = BUFFER(ADOBE_PAYLOAD_MAX);
    enum status status;

    buffer_clear(answer);
    status = ask_until_right(conversation, prompt, &typed, answer, fault);
    buffer_clear(&typed);
    return status;
}

static bool is_yes_or_no(const char *text)
{
    return strcasecmp(text, "y") == 0 || strcasecmp(text, "yes") == 0 ||
           strcasecmp(text, "n") == 0 || strcasecmp(text, "no") == 0;
}

static const char *no_way_back(const char *text)
{
    return strcasecmp(text, "back") == 0
               ? "  What was asked before is done: there is no way back. Answer y or n."
               : NULL;
}

enum status prompt_confirm(const struct conversation *conversation,
                           const struct confirmation *confirmation, bool *yes,
                           struct fault *fault)
{
    struct buffer answer = BUFFER(INQUIRY_MAX), text = BUFFER(INQUIRY_MAX);
    bool wants_back = false;
    enum status status;

    buffer_format(&text, "%s [%s]", confirmation->question,
                  confirmation->otherwise ? "Y/n" : "y/N");
    status = prompt_ask(
        conversation,
        &(struct prompt){ .style = CONVERSATION_TEXT,
                          .prompt = buffer_string(&text),
                          .right = "  Answer y or n.",
                          .is_right = is_yes_or_no,
                          .wrong = no_way_back,
                          .is_optional = true,
                          .wants_back = confirmation->wants_back != NULL ? &wants_back : NULL,
                          .help = confirmation->help },
        &answer, fault);
    *yes = !wants_back && (answer.length == 0 ? confirmation->otherwise
                                              : strchr("yY", answer.data[0]) != NULL);
    if (confirmation->wants_back != NULL)
        *confirmation->wants_back = wants_back;
    buffer_clear(&text);
    buffer_clear(&answer);
    return status;
}
