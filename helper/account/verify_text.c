/* verify_text.c: what went wrong between a credential and Workfront, and what to do next. */
#include "helper/account/verify_text.h"

#include <stdio.h>
#include <string.h>

#include "helper/say/messages.h"

/* What {host} {other} {email} {org} {version} {scope} {count} {said} stand for. */
struct messages_for {
    const struct profile *profile;
    const char *host, *other, *said;
    const char *email;
    int64_t count;
};

enum { SAID_SIZE = 201 };

static void text_fill(char *out, size_t size, const char *template,
                      const struct messages_for *words)
{
    const struct profile *profile = words->profile;
    char version[24], count[24], said[SAID_SIZE];
    const struct filling fillings[] = {
        { "host", words->host },   { "other", words->other },  { "said", said },
        { "email", words->email }, { "org", profile->org_id }, { "scope", profile->scope },
        { "version", version },    { "count", count },
    };

    snprintf(version, sizeof version, "%lld", (long long)profile->api_version);
    snprintf(count, sizeof count, "%lld", (long long)words->count);
    snprintf(said, sizeof said, "%s", words->said != NULL ? words->said : "(none recorded)");
    template_fill(out, size, template, fillings, sizeof fillings / sizeof fillings[0]);
}

static void finding_tell(struct finding *finding, const char *text, const char *next,
                         const struct messages_for *words)
{
    char foreign[sizeof finding->next];

    text_fill(foreign, sizeof finding->text, text, words);
    fault_sanitise(finding->text, sizeof finding->text, foreign);
    text_fill(foreign, sizeof foreign, next != NULL ? next : "", words);
    fault_sanitise(finding->next, sizeof finding->next, foreign);
}

static const char
    next_ca[] =
        "name a file of certificates in PEM there, or unset the variable for the system's own",
    next_certificate[] = "if a proxy in between has a certificate authority of its own, "
                         "SSL_CERT_FILE must name the file with it (or CURL_CA_BUNDLE, which "
                         "counts alone where it is set); check the clock too",
    next_tls[] =
        "does a proxy in between let TLS through? workfront-credential doctor looks closer",
    next_failing[] = "the fault is on the other side: run this again later";

/* The first row that fits. CAUSE_NONE: whatever the cause; `holds` is part of what Adobe says.
 */
static const struct {
    enum status status;
    enum cause cause;
    const char *holds, *text, *next;
} token_rows[] = {
    { STATUS_REFUSED, CAUSE_CLIENT, "invalid client_id",
      "Adobe doesn't know the Client ID: {said}",
      "compare the Client ID with the credential's page in the Developer Console: was the "
      "credential deleted?" },
    { STATUS_REFUSED, CAUSE_CLIENT, "", "Adobe refused every client secret: {said}",
      "in the Developer Console open the credential and choose \"Retrieve client secret\" (or "
      "add a new one), then run setup again" },
    { STATUS_REFUSED, CAUSE_SCOPE, "",
      "scopes are missing: Adobe doesn't grant this credential {scope}: {said}",
      "in the Developer Console, check that the project has the API \"Adobe Workfront\", then "
      "download the credential's JSON again: it lists the scopes" },
    { STATUS_REFUSED, CAUSE_GRANT, "",
      "this credential may not ask for tokens this way: {said}",
      "it must be an OAuth Server-to-Server credential; add one to the project" },
    { STATUS_REFUSED, CAUSE_NONE, "", "Adobe refused the credential: {said}",
      "compare it with the credential's page in the Developer Console" },
    { STATUS_THROTTLED, CAUSE_NONE, "", "Adobe asks to wait: {said}", "run this again later" },
    { STATUS_UNREACHABLE, CAUSE_WEB_PAGE, "",
      "a web page came instead of Adobe's answer: {said}",
      "is there a login page or a proxy in between? Open https://www.adobe.com in a browser to "
      "see" },
    { STATUS_UNREACHABLE, CAUSE_PROXY_AUTH, "",
      "Adobe wasn't reached, as the proxy wants a user and password: {said}",
      MESSAGES_PROXY_LOGIN },
    { STATUS_UNREACHABLE, CAUSE_PROXY_URL, "",
      "Adobe wasn't asked, as what names a proxy holds no address of one: {said}",
      MESSAGES_PROXY_FORM },
    { STATUS_UNREACHABLE, CAUSE_TLS_CA, "", "the certificate authorities can't be read: {said}",
      next_ca },
    { STATUS_UNREACHABLE, CAUSE_TLS_CERTIFICATE, "",
      "Adobe's token service isn't trusted: {said}", next_certificate },
    { STATUS_UNREACHABLE, CAUSE_TLS, "",
      "no encrypted connection to Adobe's token service can be made: {said}", next_tls },
    { STATUS_UNREACHABLE, CAUSE_HTTP, "",
      "Adobe's token service answers, but with an error of its own: {said}", next_failing },
    { STATUS_UNREACHABLE, CAUSE_NONE, "", "Adobe's token service can't be reached: {said}",
      "check the network and https_proxy; workfront-credential doctor looks closer" },
};

bool verify_text_token(struct finding *finding, const struct profile *profile,
                       const struct fault *fault)
{
    struct messages_for words = { .profile = profile, .said = fault->detail };
    size_t i;

    for (i = 0; i < sizeof token_rows / sizeof token_rows[0]; i++)
        if (token_rows[i].status == fault->status &&
            (token_rows[i].cause == CAUSE_NONE || token_rows[i].cause == fault->cause) &&
            strstr(fault->detail, token_rows[i].holds) != NULL) {
            finding_tell(finding, token_rows[i].text, token_rows[i].next, &words);
            return true;
        }
    return false;
}

static bool is_moved(const struct account *account)
{
    return account->other[0] != '\0';
}

enum { ANSWERED = -1 /* any HTTP status */ };

/* What an account step can end with; the first row that fits, after the very first, which is
 * for a host that was moved. STATUS_OK, CAUSE_NONE, 0 and NULL: whatever it is; `holds` is part
 * of what Workfront says. */
static const struct {
    enum status status;
    enum cause cause;
    int http;
    const char *holds, *text, *next;
} session_rows[] = {
    { STATUS_OK, CAUSE_NONE, 0, NULL, "Workfront answers as {other} instead",
      "give that one as the host: --host {other}" },
    { STATUS_ACCOUNT, CAUSE_NONE, 0, "Org Id",
      "Workfront doesn't take the Organization ID {org} here: {said}",
      "compare it with the credential's page in the Developer Console, and check that {host} "
      "belongs to that organization" },
    { STATUS_ACCOUNT, CAUSE_NONE, 403, NULL,
      "Workfront doesn't let the technical account in: {said}",
      "ask the Workfront administrator to give it an access level and a license" },
    { STATUS_ACCOUNT, CAUSE_NONE, 0, NULL, "{host} has no user for this credential: {said}",
      "if it did before, the token was revoked, and the next command gets a new one. If not, "
      "the credential was made for another instance: in the Developer Console open the "
      "project, choose \"Adobe Workfront\", edit its product profiles and tick {host}. Or "
      "Workfront hasn't made the user yet: try again with --wait 600" },
    { STATUS_OK, CAUSE_NONE, 410, NULL,
      "Workfront no longer has version {version} of its API (HTTP 410)",
      "name a newer one: workfront-credential setup --api-version 22" },
    { STATUS_OK, CAUSE_NONE, 404, NULL,
      "there is no Workfront API of version {version} at {host} (HTTP 404)",
      "check the host (Workfront shows it under Setup > System > Customer Info) and "
      "--api-version" },
    { STATUS_THROTTLED, CAUSE_NONE, 0, NULL,
      "Workfront has too many requests of this customer at once (HTTP 429)",
      "run this again in a while" },
    { STATUS_OK, CAUSE_WEB_PAGE, 0, NULL,
      "{host} answers with a web page instead of its API: {said}",
      "is {host} a Workfront host, or is there a login page or a proxy in between?" },
    { STATUS_OK, CAUSE_PROXY_AUTH, 0, NULL,
      "{host} wasn't reached, as the proxy wants a user and password: {said}",
      MESSAGES_PROXY_LOGIN },
    { STATUS_OK, CAUSE_PROXY_URL, 0, NULL,
      "{host} wasn't asked, as what names a proxy holds no address of one: {said}",
      MESSAGES_PROXY_FORM },
    { STATUS_OK, CAUSE_TLS_CA, 0, NULL, "the certificate authorities can't be read: {said}",
      next_ca },
    { STATUS_OK, CAUSE_TLS_CERTIFICATE, 0, NULL, "{host} isn't trusted: {said}",
      next_certificate },
    { STATUS_OK, CAUSE_TLS, 0, NULL, "no encrypted connection to {host} can be made: {said}",
      next_tls },
    { STATUS_UNREACHABLE, CAUSE_NONE, ANSWERED, NULL,
      "{host} answers, but with an error of its own: {said}", next_failing },
    { STATUS_UNREACHABLE, CAUSE_NONE, 0, NULL, "{host} can't be reached: {said}",
      "check the host's spelling, the network and https_proxy" },
    { STATUS_IO, CAUSE_NONE, 0, NULL, "the program that asks Workfront can't be run: {said}",
      "workfront-credential doctor looks closer" },
    { STATUS_OK, CAUSE_NONE, 0, NULL, "an answer that can't be used: {said}",
      "is {host} a Workfront host?" },
};

static struct messages_for messages_for(const struct account *account)
{
    const char *email = account->profile->technical_account_email;

    return (struct messages_for){
        .profile = account->profile,
        .email = email != NULL ? email : account->user.answer.user_email,
        .host = account->host,
        .other = account->other,
        .said = account->fault.system_error != 0 ? strerror(account->fault.system_error)
                                                 : account->fault.detail,
        .count = account->user.answer.candidates,
    };
}

enum status session_status(const struct account *account)
{
    int64_t http = account->user.answer.http_status;

    if (is_moved(account) || http == 410 || http == 404)
        return STATUS_UNSUITABLE;
    return account->status != STATUS_OK ? account->status : STATUS_UNEXPECTED;
}

static bool row_fits(size_t row, const struct account *account)
{
    const struct adobe_answer *answer = &account->user.answer;
    const char *said = answer->error_description, *holds = session_rows[row].holds;
    int http = session_rows[row].http;

    return (session_rows[row].status == STATUS_OK ||
            session_rows[row].status == account->status) &&
           (session_rows[row].cause == CAUSE_NONE ||
            session_rows[row].cause == account->fault.cause) &&
           (http == 0 ||
            (http == ANSWERED ? answer->http_status != 0 : answer->http_status == http)) &&
           (holds == NULL || (said != NULL && strstr(said, holds) != NULL));
}

void verify_text_session(struct finding *finding, const struct account *account)
{
    struct messages_for words = messages_for(account);
    const char *of_system = message_for_errno(account->fault.system_error);
    size_t i = is_moved(account) ? 0 : 1;

    while (i > 0 && !row_fits(i, account))
        i++;
    finding_tell(finding, session_rows[i].text,
                 of_system != NULL ? of_system : session_rows[i].next, &words);
}

static const struct {
    const char *text, *next;
} user_rows[] = {
    [USER_ABSENT] = { "none of the {count} technical accounts in Workfront is {email}",
                      "right after the credential was made this can take some minutes: try "
                      "again with --wait 600. Else compare the Technical Account Email with "
                      "the credential's page" },
    [USER_ANOTHER] = { "the token acts as another user than {email}",
                       "the client and the Technical Account Email are of different "
                       "credentials: download the JSON again" },
    [USER_INACTIVE] = { "{email} is inactive in Workfront",
                        "in Workfront, under Users, search for \"techacct\", choose the "
                        "account and activate it" },
    [USER_UNKNOWN] = { "the users can't be searched: {said}",
                       "the account may see too little: give it a higher access level" },
};

void verify_text_user(struct finding *finding, const struct account *account,
                      enum user_trouble trouble)
{
    struct messages_for words = messages_for(account);

    if (trouble == USER_UNKNOWN &&
        (account->status == STATUS_UNREACHABLE || account->status == STATUS_THROTTLED))
        verify_text_session(finding, account);
    else
        finding_tell(finding, user_rows[trouble].text, user_rows[trouble].next, &words);
}

void verify_text_access(struct finding *finding, const struct account *account)
{
    struct messages_for words = messages_for(account);

    text_fill(finding->next, sizeof finding->next,
              "for more: in Workfront search the users for \"techacct\" and change the access "
              "level. For an administrator: Admin Console > Workfront > the product profile of "
              "{host} > Admins, and type the account's e-mail there, as it isn't in the list",
              &words);
}

static const struct {
    const char *family, *verdict, *text, *next;
} family_rows[] = {
    { NULL, "reachable", "reachable", NULL },
    { "workflow", "empty", "reachable, but it sees no project",
      "share projects with the technical account as with any user" },
    { "planning", "empty", "reachable, but it sees no workspace",
      "share Planning workspaces with the technical account as with any user" },
    { NULL, "empty", "reachable; there is nothing in it yet", NULL },
    { "approvals", "subdomain", "not there: it knows no customer by the first word of {host}",
      "is {host} the name that Workfront shows under Setup > System > Customer Info?" },
    { "mcp", "forbidden", "forbidden: its read tools are switched off",
      "a Workfront administrator switches them on in Workfront's Setup" },
    { "mcp", "missing", "not there: Adobe doesn't offer it for this instance yet", NULL },
    { "fusion", "forbidden", "forbidden for this account",
      "add the technical account to the Fusion organization, and the API to the project" },
    { "events", "forbidden", "forbidden: event subscriptions are for administrators", NULL },
    { "events", "refused", "refuses the token: Adobe documents it for sessions only", NULL },
    { NULL, "forbidden", "forbidden for this account",
      "its access level or license doesn't include it" },
    { NULL, "refused", "refuses the token",
      "is the Organization ID recorded, and the product bought?" },
    { NULL, "missing", "not there: this instance doesn't have it", NULL },
    { NULL, "gone", "this version of its API is gone", NULL },
    { NULL, "throttled", "not known: too many requests at once", NULL },
    { NULL, "failing", "not known: it answers with an error of its own", NULL },
    { NULL, "unreachable", "not known: it can't be reached", NULL },
    { NULL, "unexpected", "not known: its answer can't be read", NULL },
    { NULL, "fusion", "not asked: it isn't known which",
      "workfront-credential setup --fusion REGION/ORGANIZATION, as or2/2245" },
    { NULL, "lane", "not asked: Adobe documents it for my. and preview. hosts only", NULL },
    { NULL, "scope", "not asked: the credential lacks the scope workfront.comment-stream",
      NULL },
};

bool verify_text_family(struct finding *finding, const struct account *account,
                        const char *verdict)
{
    struct messages_for words = messages_for(account);
    bool known = family_find(finding->name, strlen(finding->name)) != NULL;
    size_t i;

    for (i = 0; known && i < sizeof family_rows / sizeof family_rows[0]; i++) {
        const char *family = family_rows[i].family;

        if (strcmp(family_rows[i].verdict, verdict) != 0 ||
            (family != NULL && strcmp(family, finding->name) != 0))
            continue;
        finding_tell(finding, family_rows[i].text, family_rows[i].next, &words);
        return true;
    }
    return false;
}
