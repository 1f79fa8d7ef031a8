/* guide.c: screens and questions. */
#include "helper/setup/guide.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper/say/conversation.h"
#include "helper/token/instance.h"
#include "protocol/identifiers.h"
#include "protocol/redact.h"

static const char *const screens[] = {
    "\n"
    "Workfront credential: from Adobe's Developer Console to a token, in four steps.\n"
    "Nothing is saved before it is proved. Ctrl-C leaves at any point.\n"
    "\n"
    "1. Who can do it\n"
    "\n"
    "   A system administrator of the whole Adobe organization (IMS Org). Being a\n"
    "   Workfront administrator is not enough, and Workfront doesn't support the\n"
    "   Admin Console's \"Developer\" role.\n"
    "\n"
    "   Aren't you one? Ask one for the credential's JSON file and come back with\n"
    "   it, or ask to be made one: only another system administrator can do that,\n"
    "   in the Admin Console under Users > Administrators.\n"
    "\n",
    "\n"
    "2. Make the credential\n"
    "\n"
    "   Open   https://developer.adobe.com/console   and choose the organization.\n"
    "\n"
    "   - Create a project, or open one.\n"
    "   - Add API. Under \"Experience Cloud\" choose \"Adobe Workfront\": it covers\n"
    "     Workflow, Planning, Review & Approvals, and the rest.\n"
    "   - Choose \"Server-to-Server\" authentication.\n"
    "   - If it asks for instances, tick the one (or those) that the token is for,\n"
    "     such as \"Workfront (https://acme.my.workfront.com) - All Users\".\n"
    "   - Save.\n"
    "\n",
    "\n"
    "3. Bring it here\n"
    "\n"
    "   On the project's page choose \"OAuth Server-to-Server\", then \"Download JSON\".\n"
    "   Give the path of that file below. Afterwards you can delete it: this program\n"
    "   keeps what is in it, sealed.\n"
    "\n"
    "   If you can't download it, press Enter and copy the values from that page.\n"
    "\n",
};

enum status guide_show(const struct conversation *conversation, struct fault *fault)
{
    static const struct prompt enter = { .style = CONVERSATION_TEXT,
                                         .prompt = "Press Enter to go on: ",
                                         .right = "",
                                         .is_optional = true };
    const size_t count = sizeof screens / sizeof screens[0];
    struct buffer answer = BUFFER(INQUIRY_MAX);
    enum status status = STATUS_OK;
    size_t i;

    for (i = 0; status == STATUS_OK && i < count; i++) {
        prompt_tell(conversation, screens[i]);
        if (i + 1 < count)
            status = prompt_ask(conversation, &enter, &answer, fault);
    }
    buffer_clear(&answer);
    return status;
}

/* What a person copies is as the Console shows it, which also tells the fields from each other:
 * a secret in a wrong one would be seen.
 */
static bool is_client_id(const char *text)
{
    return identifier_is_valid(IDENTIFIER_CLIENT_ID, text) && strlen(text) == 32 &&
           strspn(text, "0123456789abcdefABCDEF") == 32;
}

static bool is_secret(const char *text)
{
    return identifier_is_valid(IDENTIFIER_SECRET, text) && strlen(text) >= 8 &&
           strchr(text, '@') == NULL;
}

static bool is_of_account(const char *text)
{
    const char *at = strchr(text, '@');

    return identifier_is_valid(IDENTIFIER_ADDRESS, text) &&
           strcmp(at, "@techacct.adobe.com") == 0;
}

static bool is_account_id(const char *text)
{
    return is_of_account(text) && strspn(text, "0123456789abcdefABCDEF") == 24 &&
           text[24] == '@';
}

static bool is_account_email(const char *text)
{
    return is_of_account(text) && strcspn(text, "-") < strcspn(text, "@");
}

static bool is_org(const char *text)
{
    return identifier_is_valid(IDENTIFIER_ORG, text);
}

/* "openid, AdobeID, profile" as the Console copies them. */
static bool is_scopes(const char *text)
{
    for (; *text != '\0'; text++)
        if (*text != ' ' && (*text < ' ' || *text > '~' || strchr("\"'\\@", *text) != NULL))
            return false;
    return true;
}

/* The values of the credential's page, in its order, under keys that the importer knows. */
static const struct {
    const char *key;
    struct prompt inquiry;
} values[] = {
    { "CLIENT_ID",
      { CONVERSATION_TEXT,
        "Client ID: ", "  It is 32 letters a-f and digits: 0123456789abcdef0123456789abcdef\n",
        is_client_id, false } },
    { "CLIENT_SECRET",
      { CONVERSATION_SECRET,
        "Client secret (\"Retrieve client secret\"; it isn't shown here): ",
        "  It is one word, and begins with p8e- mostly. Copy it once more.\n", is_secret,
        false } },
    { "TECHNICAL_ACCOUNT_ID",
      { CONVERSATION_TEXT, "Technical Account ID: ",
        "  It is 24 letters and digits, then @techacct.adobe.com:\n"
        "  0123456789ABCDEF01234567@techacct.adobe.com\n",
        is_account_id, false } },
    { "TECHNICAL_ACCOUNT_EMAIL",
      { CONVERSATION_TEXT, "Technical Account Email: ",
        "  It has hyphens, and ends in @techacct.adobe.com:\n"
        "  01234567-89ab-cdef-0123-456789abcdef@techacct.adobe.com\n",
        is_account_email, false } },
    { "ORG_ID",
      { CONVERSATION_TEXT, "Organization ID: ",
        "  It ends in @AdobeOrg: 0123456789ABCDEF01234567@AdobeOrg\n", is_org, false } },
    { "SCOPES",
      { CONVERSATION_TEXT, "Scopes: ",
        "  Words with commas between: openid, AdobeID, additional_info.roles, profile\n",
        is_scopes, false } },
};

/* KEY="value" as lines.c of the importer reads it; no value can hold what ends a line. */
static void put_line(struct buffer *bytes, const char *key, const char *value)
{
    buffer_text(bytes, key);
    buffer_text(bytes, "=\"");
    for (; *value != '\0'; value++) {
        if (*value == '"' || *value == '\\')
            buffer_text(bytes, "\\");
        buffer_append(bytes, value, 1);
    }
    buffer_text(bytes, "\"\n");
}

static enum status ask_values(const struct conversation *conversation, struct buffer *bytes,
                              struct fault *fault)
{
    struct buffer answer = BUFFER(INQUIRY_MAX);
    enum status status = STATUS_OK;
    size_t i;

    prompt_tell(conversation, "\nCopy each value from the credential's page.\n\n");
    for (i = 0; status == STATUS_OK && i < sizeof values / sizeof values[0]; i++) {
        status = prompt_ask(conversation, &values[i].inquiry, &answer, fault);
        if (values[i].inquiry.style == CONVERSATION_SECRET)
            redact_know(buffer_string(&answer));
        if (status == STATUS_OK)
            put_line(bytes, values[i].key, buffer_string(&answer));
    }
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
    prompt_tell(conversation, text);
}

/* Someone pasted what is in the file, not where it is; that must not be repeated. */
static bool is_path(const char *text)
{
    return text[0] != '{' && strncmp(text, "curl ", 5) != 0 && strstr(text, "p8e-") == NULL;
}

enum status guide_credential(const struct conversation *conversation, struct buffer *bytes,
                             char *label, size_t size, struct fault *fault)
{
    static const struct prompt inquiry = {
        .style = CONVERSATION_TEXT,
        .prompt = "Path of the JSON file (Enter: type the values): ",
        .right = "  The path of the file, not what is in it: ~/Downloads/credential.json\n",
        .is_right = is_path,
        .is_optional = true,
    };
    struct buffer answer = BUFFER(INQUIRY_MAX);
    enum status status;

    for (;;) {
        buffer_clear(bytes);
        status = prompt_ask(conversation, &inquiry, &answer, fault);
        if (status != STATUS_OK)
            break;
        snprintf(label, size, "%s", GUIDE_TYPED);
        if (answer.length == 0) {
            status = ask_values(conversation, bytes, fault);
            break;
        }
        path_from(label, size, buffer_string(&answer));
        if (import_read(label, bytes, fault) == STATUS_OK)
            break;
        tell_unreadable(conversation, fault);
    }
    buffer_clear(&answer);
    return status;
}

static bool is_instance(const char *text)
{
    char host[HOST_SIZE];

    return instance_host(host, text);
}

static const char host_screen[] =
    "\n"
    "4. Where it is for\n"
    "\n"
    "   The Workfront instance: its domain (acme), its host\n"
    "   (acme.my.workfront.com), or any address copied from the browser while\n"
    "   Workfront is open. Workfront shows the domain under Setup > System >\n"
    "   Customer Info.\n"
    "\n";

enum status guide_host(const struct conversation *conversation, char host[HOST_SIZE],
                       bool again, struct fault *fault)
{
    static const struct prompt inquiry = {
        .style = CONVERSATION_TEXT,
        .prompt = "Workfront host: ",
        .right = "  acme, acme.my.workfront.com, or an address copied from the browser\n",
        .is_right = is_instance,
    };
    struct buffer answer = BUFFER(INQUIRY_MAX);
    enum status status;

    prompt_tell(conversation, again ? "\n" : host_screen);
    status = prompt_ask(conversation, &inquiry, &answer, fault);
    if (status == STATUS_OK)
        instance_host(host, buffer_string(&answer));
    buffer_clear(&answer);
    return status;
}
