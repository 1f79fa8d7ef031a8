/* guide_values.c: the values of a credential, one by one. */
#include <string.h>

#include "helper/say/prompt.h"
#include "helper/setup/guide.h"
#include "protocol/identifiers.h"
#include "protocol/redact.h"

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

    return identifier_is_valid(IDENTIFIER_ADDRESS, text) && at != NULL &&
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
    enum conversation_style style;
    bool is_lower; /* capitals are meant as small letters */
    const char *label, *right;
    bool (*is_right)(const char *text);
} values[GUIDE_VALUES] = {
    { "CLIENT_ID", CONVERSATION_TEXT, true, "Client ID",
      "  It is 32 letters a-f and digits: 0123456789abcdef0123456789abcdef", is_client_id },
    { "CLIENT_SECRET", CONVERSATION_HIDDEN, false,
      "Client secret (\"Retrieve client secret\"; it isn't shown here)",
      "  It is one word, and usually begins with p8e-. Copy it once more.", is_secret },
    { "TECHNICAL_ACCOUNT_ID", CONVERSATION_TEXT, false, "Technical Account ID",
      "  It is 24 letters and digits, then @techacct.adobe.com: "
      "0123456789ABCDEF01234567@techacct.adobe.com",
      is_account_id },
    { "TECHNICAL_ACCOUNT_EMAIL", CONVERSATION_TEXT, false, "Technical Account Email",
      "  It has hyphens, and ends in @techacct.adobe.com: "
      "01234567-89ab-cdef-0123-456789abcdef@techacct.adobe.com",
      is_account_email },
    { "ORG_ID", CONVERSATION_TEXT, false, "Organization ID",
      "  It ends in @AdobeOrg: 0123456789ABCDEF01234567@AdobeOrg", is_org },
    { "SCOPES", CONVERSATION_TEXT, false, "Scopes",
      "  Words with commas between: openid, AdobeID, additional_info.roles, profile",
      is_scopes },
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

static void lower_text(struct buffer *text)
{
    size_t i;

    for (i = 0; i < text->length; i++)
        if (text->data[i] >= 'A' && text->data[i] <= 'Z')
            text->data[i] = (char)(text->data[i] - 'A' + 'a');
}

/* One value; Enter keeps the one that was typed before. Who pastes all of a file there gives
 * them all, into `bytes`. */
static enum status ask_value(struct guide *guide, size_t i, struct buffer *bytes)
{
    struct buffer answer = BUFFER(INQUIRY_MAX), text = BUFFER(2 * INQUIRY_MAX);
    struct buffer *value = &guide->value[i];
    bool is_known = value->length > 0;
    enum status status;

    buffer_text(&text, values[i].label);
    if (is_known)
        buffer_format(&text, " [%s]",
                      values[i].style == CONVERSATION_HIDDEN ? "Enter: as before"
                                                             : buffer_string(value));
    buffer_text(&text, ":");
    status = guide_ask(guide,
                       (struct prompt){ .style = values[i].style,
                                        .prompt = buffer_string(&text),
                                        .right = values[i].right,
                                        .is_right = values[i].is_right,
                                        .is_optional = is_known,
                                        .pasted = bytes },
                       &answer);
    if (status == STATUS_OK && !guide->wants_back && answer.length > 0) {
        buffer_clear(value);
        buffer_append(value, answer.data, answer.length);
        if (values[i].is_lower)
            lower_text(value);
        if (values[i].style == CONVERSATION_HIDDEN)
            redact_know(buffer_string(value));
    }
    buffer_clear(&answer);
    buffer_clear(&text);
    return status;
}

enum status guide_ask_values(struct guide *guide, struct buffer *bytes, bool *is_pasted)
{
    enum status status = STATUS_OK;
    size_t i = 0;

    prompt_explain(guide->conversation, "\nCopy each value from the credential's page.\n\n");
    while (status == STATUS_OK && i < GUIDE_VALUES) {
        status = ask_value(guide, i, bytes);
        *is_pasted = bytes->length > 0;
        if (status == STATUS_OK && (*is_pasted || (guide->wants_back && i == 0)))
            return status;
        i += guide->wants_back ? (size_t)-1 : 1;
    }
    for (i = 0; status == STATUS_OK && i < GUIDE_VALUES; i++)
        put_line(bytes, values[i].key, buffer_string(&guide->value[i]));
    return status;
}
