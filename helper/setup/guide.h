/* guide.h: the conversation that leads an admin through Adobe's page "Creating API
 * Credentials", screen by screen, and takes what comes out of it.
 *
 * Every screen fits a terminal of 30 columns, and one of 80 in 24 lines. What was typed goes to
 * the importer, as a file would. Each function asks until the answer is right, and sets
 * `wants_back` when the person wants the question before; their statuses are prompt_ask()'s.
 */
#pragma once

#include "helper/say/prompt.h"
#include "helper/setup/credential_import.h"
#include "helper/token/profile.h"
#include "helper/token/rotation/rotation.h"
#include "protocol/host.h"

enum { GUIDE_VALUES = 6 };

/* Begin with GUIDE, the conversation and the fault, both borrowed. */
struct guide {
    const struct conversation *conversation;
    struct fault *fault; /* what goes wrong is told here */
    bool wants_back;
    struct buffer value[GUIDE_VALUES]; /* the values that were typed, which Enter keeps */
};

#define GUIDE(conversation_, fault_)                                                           \
    {                                                                                          \
        .conversation = (conversation_), .fault = (fault_),                                    \
        .value = {                                                                             \
            BUFFER(INQUIRY_MAX), BUFFER(INQUIRY_MAX), BUFFER(INQUIRY_MAX),                     \
            BUFFER(INQUIRY_MAX), BUFFER(INQUIRY_MAX), BUFFER(INQUIRY_MAX),                     \
        },                                                                                     \
    }

/* Wipes what was typed. */
void guide_clear(struct guide *guide);

/* What to do where a credential is recorded already. */
enum guide_plan { GUIDE_RECORD, GUIDE_RENEW, GUIDE_ADD_HOST, GUIDE_ADD_PROFILE, GUIDE_REPLACE };

/* Shows what the profile holds and asks which of the plans but the first it shall be. */
enum status guide_choose_plan(struct guide *guide, const struct profile *profile,
                              enum guide_plan *plan);

/* Asks for the name of a new profile. */
enum status guide_name_profile(struct guide *guide, char name[PROFILE_NAME_MAX + 1]);

/* Shows who can make a credential, or how it's made, until Enter. */
enum guide_screen { GUIDE_WHO, GUIDE_MAKE };
enum status guide_show(struct guide *guide, enum guide_screen screen);

#define GUIDE_TYPED  "what was typed"
#define GUIDE_PASTED "what was pasted"

/* Asks for the credential, explaining first how it's had unless `again`: the path of the
 * downloaded JSON, what is in it, or its values one by one; `label` (of `size` bytes) becomes
 * what to call it, its path, GUIDE_PASTED or GUIDE_TYPED. Its bytes are appended to `bytes` (a
 * maximum of ADOBE_PAYLOAD_MAX). A file that can't be read is asked for again. */
enum status guide_credential(struct guide *guide, bool again, struct buffer *bytes, char *label,
                             size_t size);

/* Says what rotation is and needs, and asks whether the ids that came with the credential are
 * to be recorded for it; or for the address of its page in the Console, which has them: "" when
 * the person gives none. */
enum status guide_confirm_ids(struct guide *guide, bool *records);
enum status guide_ids(struct guide *guide, char org[ROTATION_ID_SIZE],
                      char credential[ROTATION_ID_SIZE]);

/* Asks for the Workfront host, as instance.h takes it; explains first what it is, unless
 * `again`. Enter keeps `present`, unless NULL; a domain alone is confirmed. */
enum status guide_host(struct guide *guide, const char *present, bool again,
                       char host[HOST_SIZE]);

/* Parts of these: one question, and one for yes or no; and the values, as lines that the
 * importer reads, with back from the first of them, or what was pasted in place of one. */
enum status guide_ask(struct guide *guide, struct prompt prompt, struct buffer *answer);
enum status guide_confirm(struct guide *guide, struct confirmation confirmation, bool *yes);
enum status guide_ask_values(struct guide *guide, struct buffer *bytes, bool *is_pasted);
