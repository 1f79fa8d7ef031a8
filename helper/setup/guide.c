/* guide.c: screens and questions. */
#include "helper/setup/guide.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper/say/conversation.h"
#include "helper/say/fields.h"
#include "helper/say/paste.h"
#include "helper/say/times.h"
#include "helper/token/instance.h"
#include "helper/token/moment.h"

void guide_clear(struct guide *guide)
{
    size_t i;

    for (i = 0; i < GUIDE_VALUES; i++)
        buffer_clear(&guide->value[i]);
}

static const char *const screens[] = {
    [GUIDE_WHO] = "\n"
                  "Workfront credential: from Adobe's Developer Console to a token, in four "
                  "steps. Nothing is saved before it is proved. Ctrl-C leaves at any point; "
                  "\"back\" goes back to the question before, and ? explains one.\n"
                  "\n"
                  "1. Who can do it\n"
                  "\n"
                  "   A system administrator of the whole Adobe organization (IMS Org). Being "
                  "a Workfront administrator is not enough, and Workfront doesn't support the "
                  "Admin Console's \"Developer\" role.\n"
                  "\n"
                  "   Aren't you one? Ask one for the credential's JSON file and come back "
                  "with it, or ask to be made one: only another system administrator can do "
                  "that, in the Admin Console under Users > Administrators.\n"
                  "\n",
    [GUIDE_MAKE] = "\n"
                   "2. Make the credential\n"
                   "\n"
                   "   Open https://developer.adobe.com/console and choose the organization.\n"
                   "\n"
                   "   - Create a project, or open one.\n"
                   "   - Add API. Under \"Experience Cloud\" choose \"Adobe Workfront\": it "
                   "covers Workflow, Planning, Review & Approvals, and the rest.\n"
                   "   - Choose \"Server-to-Server\" authentication.\n"
                   "   - If it asks for instances, tick the one (or those) that the token is "
                   "for, such as \"Workfront (https://acme.my.workfront.com) - All Users\".\n"
                   "   - Save.\n"
                   "\n",
};

static const char bring_screen[] =
    "\n"
    "3. Bring it here\n"
    "\n"
    "   On the project's page choose \"OAuth Server-to-Server\", then \"Download JSON\". Give "
    "the path of that file below. Afterwards you can delete it: this program keeps what is in "
    "it, sealed.\n"
    "\n"
    "   If you can't download it, paste what it holds, which isn't shown, or press Enter and "
    "copy the values from that page.\n"
    "\n";

static const char rotation_screen[] =
    "\n"
    "rotate can replace the client secret, at Adobe and here, before it gets old. It finds the "
    "credential by its ids in the Developer Console.\n";

static const char host_screen[] =
    "\n"
    "4. Where it is for\n"
    "\n"
    "   The Workfront instance: its domain (acme), its host (acme.my.workfront.com), or any "
    "address copied from the browser while Workfront is open. Workfront shows the domain under "
    "Setup > System > Customer Info.\n"
    "\n";

enum status guide_ask(struct guide *guide, struct prompt prompt, struct buffer *answer)
{
    guide->wants_back = false;
    prompt.wants_back = &guide->wants_back;
    return prompt_ask(guide->conversation, &prompt, answer, guide->fault);
}

enum status guide_confirm(struct guide *guide, struct confirmation confirmation, bool *yes)
{
    confirmation.wants_back = &guide->wants_back;
    return prompt_confirm(guide->conversation, &confirmation, yes, guide->fault);
}

enum status guide_show(struct guide *guide, enum guide_screen screen)
{
    struct buffer answer = BUFFER(INQUIRY_MAX);
    enum status status;

    prompt_explain(guide->conversation, screens[screen]);
    status = guide_ask(guide,
                       (struct prompt){ .style = CONVERSATION_TEXT,
                                        .prompt = "Press Enter to go on:",
                                        .right = "",
                                        .is_optional = true },
                       &answer);
    buffer_clear(&answer);
    return status;
}

/* What people choose from, in the order of the numbers. */
static const struct {
    enum guide_plan plan;
    const char *words;
} plans[] = {
    { GUIDE_RENEW, "a new secret for it" },
    { GUIDE_ADD_HOST, "one more instance for it" },
    { GUIDE_ADD_PROFILE, "another credential beside it" },
    { GUIDE_REPLACE, "another credential in its place" },
};

enum { PLANS = sizeof plans / sizeof plans[0] };

static bool is_plan(const char *text)
{
    return text[0] >= '1' && text[0] < '1' + PLANS && text[1] == '\0';
}

static void tell_recorded(const struct guide *guide, const struct profile *profile)
{
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    char since[FORMAT_TIME_SIZE];
    size_t i;

    format_time_relative(since, profile->secret_at, moment_now().wall);
    buffer_format(&text, "\nRecorded already: %s, for ", profile->name);
    fields_words(&text, &profile->host);
    buffer_format(&text, "\n   technical account %s; secret recorded %s\n\n",
                  profile->technical_account_email, since);
    for (i = 0; i < PLANS; i++)
        buffer_format(&text, "   %zu. %s\n", i + 1, plans[i].words);
    buffer_text(&text, "\n");
    prompt_explain(guide->conversation, buffer_string(&text));
    buffer_clear(&text);
}

enum status guide_choose_plan(struct guide *guide, const struct profile *profile,
                              enum guide_plan *plan)
{
    struct buffer answer = BUFFER(INQUIRY_MAX);
    enum status status;

    tell_recorded(guide, profile);
    status = guide_ask(guide,
                       (struct prompt){ .style = CONVERSATION_TEXT,
                                        .prompt = "Choose (Ctrl-C leaves):",
                                        .right = "  One of the numbers above.",
                                        .is_right = is_plan },
                       &answer);
    if (status == STATUS_OK && !guide->wants_back)
        *plan = plans[answer.data[0] - '1'].plan;
    buffer_clear(&answer);
    return status;
}

enum status guide_name_profile(struct guide *guide, char name[PROFILE_NAME_MAX + 1])
{
    struct buffer answer = BUFFER(INQUIRY_MAX);
    enum status status =
        guide_ask(guide,
                  (struct prompt){ .style = CONVERSATION_TEXT,
                                   .prompt = "Name of the new profile, such as preview:",
                                   .right = "  Letters, digits, dots, hyphens and underscores, "
                                            "64 at most. --profile takes it then.",
                                   .is_right = profile_name_is_valid },
                  &answer);

    if (status == STATUS_OK && !guide->wants_back)
        snprintf(name, PROFILE_NAME_MAX + 1, "%s", buffer_string(&answer));
    buffer_clear(&answer);
    return status;
}

/* What terminals make of a file that is dropped on them: quotes around it, backslashes in it.
 * "~/" is the home folder. */
static void path_from(char *out, size_t size, const char *text)
{
    const char *home = getenv("HOME");
    size_t length = strlen(text), at = 0;
    char quote = *text;

    if ((quote == '\'' || quote == '"') && length > 1 && text[length - 1] == quote) {
        text++;
        length -= 2;
    }
    if (length > 1 && text[0] == '~' && text[1] == '/' && home != NULL) {
        at = (size_t)snprintf(out, size, "%s", home);
        text++;
        length--;
    }
    for (; length > 0 && at + 1 < size; text++, length--)
        if (*text != '\\' || quote == '\'')
            out[at++] = *text;
    out[at < size ? at : size - 1] = '\0';
}

static void tell_unreadable(const struct conversation *conversation, const struct fault *fault)
{
    char text[700];

    snprintf(text, sizeof text, "  %.300s: %.300s\n", fault->subject,
             fault->system_error != 0 ? strerror(fault->system_error) : "too large");
    prompt_explain(conversation, text);
}

/* The answer's kind; `wants_back` stays set when the person left the values at the first. */
static enum status take_answer(struct guide *guide, const struct buffer *answer,
                               struct buffer *bytes, char *label, size_t size)
{
    bool is_pasted = bytes->length > 0;
    enum status status = STATUS_OK;

    if (!is_pasted && answer->length == 0)
        status = guide_ask_values(guide, bytes, &is_pasted);
    if (is_pasted || answer->length == 0) {
        snprintf(label, size, "%s", is_pasted ? GUIDE_PASTED : GUIDE_TYPED);
        return status;
    }
    if (paste_is_secret(buffer_string(answer))) {
        snprintf(label, size, "%s", GUIDE_PASTED);
        buffer_append(bytes, answer->data, answer->length);
        return STATUS_OK;
    }
    path_from(label, size, buffer_string(answer));
    status = import_read(label, bytes, guide->fault);
    if (status == STATUS_OK || !conversation_is_seen())
        return status;
    tell_unreadable(guide->conversation, guide->fault);
    guide->wants_back = true;
    return STATUS_OK;
}

enum status guide_credential(struct guide *guide, bool again, struct buffer *bytes, char *label,
                             size_t size)
{
    const struct prompt prompt = {
        .style = CONVERSATION_TEXT,
        .prompt = "Path of the JSON file (Enter: type the values):",
        .right = "  The path of the file, as ~/Downloads/credential.json, or what it holds; "
                 "lines of NAME=value end with an empty one.",
        .is_optional = true,
        .pasted = bytes,
    };
    struct buffer answer = BUFFER(INQUIRY_MAX);
    bool is_left = false;
    enum status status;

    prompt_explain(guide->conversation, again ? "\n" : bring_screen);
    do {
        buffer_clear(bytes);
        status = guide_ask(guide, prompt, &answer);
        is_left = guide->wants_back;
        if (status == STATUS_OK && !is_left)
            status = take_answer(guide, &answer, bytes, label, size);
    } while (status == STATUS_OK && !is_left && guide->wants_back);
    buffer_clear(&answer);
    return status;
}

static bool is_console_page(const char *text)
{
    char org[ROTATION_ID_SIZE], credential[ROTATION_ID_SIZE];

    return rotation_ids_from_page(org, credential, text);
}

enum status guide_confirm_ids(struct guide *guide, bool *records)
{
    prompt_explain(guide->conversation, rotation_screen);
    return guide_confirm(
        guide,
        (struct confirmation){ .question = "Record those of this one?",
                               .otherwise = true,
                               .help = "  They are no secret. n leaves them out; rotate takes "
                                       "them later, by --console-url." },
        records);
}

enum status guide_ids(struct guide *guide, char org[ROTATION_ID_SIZE],
                      char credential[ROTATION_ID_SIZE])
{
    static const struct prompt prompt = {
        .style = CONVERSATION_TEXT,
        .prompt = "Address of the credential's page there (Enter: not now):",
        .right = "  https://developer.adobe.com/console/projects/…/credentials/…, copied from "
                 "the browser",
        .is_right = is_console_page,
        .is_optional = true,
    };
    struct buffer answer = BUFFER(INQUIRY_MAX);
    enum status status;

    org[0] = credential[0] = '\0';
    prompt_explain(guide->conversation, rotation_screen);
    status = guide_ask(guide, prompt, &answer);
    if (status == STATUS_OK && !guide->wants_back && answer.length > 0)
        rotation_ids_from_page(org, credential, buffer_string(&answer));
    buffer_clear(&answer);
    return status;
}

static bool is_instance(const char *text)
{
    char host[HOST_SIZE];

    return instance_host(host, text);
}

static const char *of_instance(const char *text)
{
    return instance_is_shell(text)
               ? "  That address doesn't name the instance. Workfront shows its domain under "
                 "Setup > System > Customer Info."
               : NULL;
}

/* What was only a domain may have been meant for something else. Back from here is back to the
 * host. */
static enum status confirm_host(struct guide *guide, const char *typed, const char *host,
                                bool *is_right)
{
    char question[HOST_SIZE + 40];
    enum status status;

    *is_right = true;
    if (strchr(typed, '.') != NULL)
        return STATUS_OK;
    snprintf(question, sizeof question, "This will be %s. Right?", host);
    status = guide_confirm(
        guide,
        (struct confirmation){ .question = question,
                               .otherwise = true,
                               .help = "  Tokens are given for that host and for no other. n "
                                       "asks for the host again." },
        is_right);
    guide->wants_back = false;
    return status;
}

enum status guide_host(struct guide *guide, const char *present, bool again,
                       char host[HOST_SIZE])
{
    struct buffer answer = BUFFER(INQUIRY_MAX);
    char question[HOST_SIZE + 40];
    enum status status;
    bool is_right = false;

    prompt_explain(guide->conversation, again ? "\n" : host_screen);
    snprintf(question, sizeof question, "Workfront host%s%s%s:", present != NULL ? " [" : "",
             present != NULL ? present : "", present != NULL ? "]" : "");
    do {
        status = guide_ask(
            guide,
            (struct prompt){
                .style = CONVERSATION_TEXT,
                .prompt = question,
                .right = "  acme, acme.my.workfront.com, or an address copied from the browser",
                .is_right = is_instance,
                .wrong = of_instance,
                .is_optional = present != NULL,
                .help = host_screen },
            &answer);
        if (status != STATUS_OK || guide->wants_back)
            break;
        instance_host(host, answer.length > 0 ? buffer_string(&answer) : present);
        status = confirm_host(guide, answer.length > 0 ? buffer_string(&answer) : host, host,
                              &is_right);
    } while (status == STATUS_OK && !is_right);
    buffer_clear(&answer);
    return status;
}
