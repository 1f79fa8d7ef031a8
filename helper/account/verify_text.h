/* verify_text.h: the words for every way in which the account step fails, and the next step
 * for each. Tables only; verify_rules.c decides which row applies to what.
 *
 * Each function fills finding->text and finding->next.
 */
#pragma once

#include "helper/account/account.h"
#include "helper/say/report.h"

enum user_trouble {
    USER_FINE,
    USER_ABSENT,   /* none of the technical accounts is the one */
    USER_ANOTHER,  /* the token acts as another user */
    USER_INACTIVE, /* switched off in Workfront */
    USER_UNKNOWN,  /* the users couldn't be searched */
};

/* False for what the store, the system or the network program say: they have words elsewhere.
 */
bool verify_text_token(struct finding *finding, const struct profile *profile,
                       const struct fault *fault);
void verify_text_session(struct finding *finding, const struct account *account);

/* What a session that wasn't had counts as, never STATUS_OK: STATUS_ACCOUNT too when Workfront
 * isn't at this host, or lacks this version of its API; STATUS_UNEXPECTED when nobody said what
 * was wrong. */
enum status session_status(const struct account *account);

void verify_text_user(struct finding *finding, const struct account *account,
                      enum user_trouble trouble);

/* An account that isn't an administrator: how to give it more, and how to make it one. */
void verify_text_access(struct finding *finding, const struct account *account);

/* finding->name is the family, `verdict` a word of helper/adobe/families.h. False when either
 * isn't known. */
bool verify_text_family(struct finding *finding, const struct account *account,
                        const char *verdict);
