/* cause.h: why an operation failed, where its status says too little.
 *
 * A cause is what program code compares and what helper/say/messages.c has words for; the
 * status that it goes with decides the exit status. Most go with one status, which stands
 * beside them. {detail} is what the fault's detail then holds: the words of somebody else, such
 * as a line of the configuration, or a number.
 */
#pragma once

enum cause {
    CAUSE_NONE, /* the status says it all, or `detail` or errno does */

    /* STATUS_UNSAFE: a file or folder, `subject` */
    CAUSE_TYPE,           /* a link, or not the kind of file that belongs there */
    CAUSE_OWNER,          /* another user's */
    CAUSE_ABOVE,          /* a folder on the way is another user's */
    CAUSE_MODE,           /* others may read or change it */
    CAUSE_WRITABLE,       /* others may change it */
    CAUSE_LINKS_MANY,     /* CAUSE_LINKS of more than one: {detail} mends all */
    CAUSE_NOT_OURS,       /* CAUSE_OWNER or CAUSE_MODE of more than one: {detail} mends all */
    CAUSE_LINKS,          /* it has another name, a hard link */
    CAUSE_NOT_EXECUTABLE, /* a program that can't be started */

    /* STATUS_DAMAGED */
    CAUSE_FILE,            /* a file or folder of the store, by its path */
    CAUSE_RECORDS_GONE,    /* the folder of records that the key slots name isn't there */
    CAUSE_PROFILE_DAMAGED, /* a profile, or a list of them */
    CAUSE_FIELD,           /* a profile's value, {detail}, that nothing may be answered with */
    CAUSE_LOG_NUMBER,      /* a file of the audit log has a number that none can have */
    CAUSE_NOT_A_SECRET,    /* neither 32 bytes nor these in an encoding */

    /* STATUS_IO */
    CAUSE_NO_PLACE, /* nothing can be made at that path; errno says why */

    /* STATUS_LOCKED: why one line, or the whole stack, opens nothing */
    CAUSE_KEY,               /* a secret was had, and it opens no slot */
    CAUSE_PASSPHRASE,        /* the same, of a person's answer */
    CAUSE_NOBODY,            /* there is nobody to ask */
    CAUSE_NO_ANSWER,         /* a person was asked, and gave none */
    CAUSE_NO_SLOT,           /* the store has no slot for the line */
    CAUSE_NO_LINE,           /* the stack has no line for the slot */
    CAUSE_POLICY,            /* the stack requires other modules than the store */
    CAUSE_SEALED,            /* the configuration is weaker than `subject`, which is sealed */
    CAUSE_SLOTS_CLOSED,      /* slots that were to stay can't be opened: `subject` lists them */
    CAUSE_STACK_UNUSABLE,    /* no line can be used here and now */
    CAUSE_NO_BUS,            /* no session bus to ask a keyring on */
    CAUSE_NO_CREDENTIALS,    /* CREDENTIALS_DIRECTORY isn't set */
    CAUSE_NOT_INSTALLED,     /* the module's program isn't there */
    CAUSE_ANSWER_UNREADABLE, /* what the module's program answers isn't a record */
    CAUSE_ANSWER_UNUSABLE,   /* it is one, and what it holds can't be right */
    CAUSE_NO_REASON,         /* the module's program says no, and not why */
    CAUSE_FOREIGN_SECRET,    /* what is kept for us isn't what we gave */
    CAUSE_PRINTED_NO_SECRET, /* a program's output isn't a secret */

    /* A program that was run; under the status that its caller gives that */
    CAUSE_EXITED,   /* its exit status, {detail}, says that it failed */
    CAUSE_KILLED,   /* signal {detail} ended it */
    CAUSE_TIMEOUT,  /* it didn't answer in time */
    CAUSE_TOO_MUCH, /* it answered more than is allowed */

    /* STATUS_BUSY */
    CAUSE_SLOTS_CHANGED, /* another process has changed the key slots */

    /* STATUS_MALFORMED: a line of the stack; {detail} is the word that is wrong */
    CAUSE_NOT_UNLOCK,
    CAUSE_NOT_A_CONTROL,
    CAUSE_NOT_A_MODULE,
    CAUSE_WITHOUT_LIBSECRET, /* a module that this build can't have */
    CAUSE_WITHOUT_TPM2,
    CAUSE_ONLY_OPTIONAL, /* a cache in another place than as an optional line */
    CAUSE_ARGUMENTS_MANY,
    CAUSE_NOT_AN_ARGUMENT,
    CAUSE_ARGUMENT_VALUE,
    CAUSE_LINES_MANY,

    /* STATUS_TOO_LONG */
    CAUSE_BYTES,         /* {detail} bytes are the most */
    CAUSE_PROFILES_FULL, /* a host, or the store, has as many as there can be */

    /* STATUS_USAGE and STATUS_TOO_LONG: a change of key slots */
    CAUSE_SLOT_NUMBER,  /* no slot has that number */
    CAUSE_LAST_SLOT,    /* nothing would open the store */
    CAUSE_SLOTS_FULL,   /* as many as there can be */
    CAUSE_NO_LINE_FOR,  /* no sufficient line for the module that is to have a slot */
    CAUSE_NO_LINE_LEFT, /* no line whose module has no slot yet */
    CAUSE_POLICY_OPENS_NOTHING,

    /* STATUS_NOT_FOUND and STATUS_NO_STORE: where something was to be removed */
    CAUSE_NOT_RECORDED,
    CAUSE_NOTHING_RECORDED,

    /* STATUS_NOT_FOUND: `subject` isn't recorded, but {detail} is */
    CAUSE_NAME_UNKNOWN,
    CAUSE_PROFILE_UNKNOWN,
    CAUSE_HOST_UNKNOWN, /* a Workfront host */

    /* STATUS_NOT_FOUND: a token for a family of the API; {detail} is a header's name */
    CAUSE_GATEWAY,           /* a host for all customers, and no family is named */
    CAUSE_FAMILY_NOT_CHOSEN, /* none of those that the profile was set up for */
    CAUSE_FAMILY_CLOSED,     /* one that verification hasn't found open */
    CAUSE_FAMILY_UNKNOWN,    /* a header's value isn't known */
    CAUSE_FAMILY_FUSION,     /* the same, of Fusion's */

    /* STATUS_MALFORMED: a credential file lacks the field `subject` */
    CAUSE_MISSING,
    CAUSE_MISSING_SCOPES,
    CAUSE_MISSING_EMAIL,

    /* STATUS_MALFORMED and STATUS_NOT_FOUND: a caller's request; `subject` is the field */
    CAUSE_NOT_AN_OBJECT,
    CAUSE_NOT_A_STRING,
    CAUSE_NOT_A_MEMBER, /* one that nobody reads; {detail} lists those that are read */
    CAUSE_VERSION,
    CAUSE_NOT_A_URL,
    CAUSE_NO_HOST,

    CAUSE_PROFILE_CHANGED, /* STATUS_BUSY: by another command, since this one read it */

    CAUSE_NAME_TAKEN,   /* STATUS_USAGE: `subject` is another profile */
    CAUSE_OTHER_CLIENT, /* STATUS_USAGE: `subject` is a profile with the Client ID {detail} */

    /* STATUS_USAGE: a word of the command line; {detail} is what may have been meant */
    CAUSE_NOT_A_COMMAND,
    CAUSE_NOT_AN_OPTION,
    CAUSE_STRAY_WORD,

    CAUSE_PROFILE_NEEDED, /* STATUS_USAGE: the option is missing; recorded are {detail} */

    CAUSE_NO_HOME, /* STATUS_USAGE: no folder is named, nor does the user have one */

    CAUSE_WORDS, /* STATUS_USAGE: the command `subject` takes {detail}, as `help` has it */

    /* STATUS_USAGE: a new name of a variable */
    CAUSE_VARIABLE_PAIR,
    CAUSE_VARIABLE_NAME,
    CAUSE_VARIABLE_DANGEROUS,
    CAUSE_VARIABLE_TAKEN,

    /* STATUS_UNREACHABLE: how far the network program came; {detail} is what it says */
    CAUSE_HTTP,            /* the server failed */
    CAUSE_WEB_PAGE,        /* a web page or a redirect in place of an answer */
    CAUSE_PROXY_AUTH,      /* the proxy wants a user and password (407) */
    CAUSE_PROXY_URL,       /* a variable, {detail}, that holds no proxy's address */
    CAUSE_TLS,             /* no encrypted connection */
    CAUSE_TLS_CA,          /* there are no certificate authorities */
    CAUSE_TLS_CERTIFICATE, /* the server isn't trusted */

    /* STATUS_REFUSED: what Adobe IMS means */
    CAUSE_CLIENT, /* Client ID or secret */
    CAUSE_SCOPE,
    CAUSE_GRANT,

    /* STATUS_MALFORMED: a line of the broker's policy; {detail} is the word that is wrong */
    CAUSE_RULE_VERB,
    CAUSE_RULE_WHO,
    CAUSE_RULE_NAME, /* there is no such user or group */
    CAUSE_RULE_WORD,
    CAUSE_RULE_VALUE,
    CAUSE_RULE_PROFILE,   /* it doesn't say what it gives */
    CAUSE_RULE_EVERYBODY, /* a number that may be anybody's in a container */
    CAUSE_RULE_EXEC,
    CAUSE_RULE_ORDER, /* an account line after a rule */

    /* The broker */
    CAUSE_BROKER_SAYS,      /* any status, as it states; {detail} is what it says */
    CAUSE_BROKER_GONE,      /* STATUS_UNREACHABLE: nobody listens at its socket */
    CAUSE_BROKER_INSTEAD,   /* STATUS_NO_STORE, and a broker is asked: DETAIL */
    CAUSE_BROKER_IMPOSTOR,  /* STATUS_UNSAFE: another than the socket's owner does */
    CAUSE_BROKER_OPERATION, /* STATUS_DENIED: what no caller of it may do */

    /* A fleet's cache, {detail} is what it, or the program that asks it, says */
    CAUSE_ENGINE_GONE,       /* STATUS_UNREACHABLE: it can't be reached, or takes no changes */
    CAUSE_ENGINE_LOGIN,      /* STATUS_UNEXPECTED: it doesn't take user and password */
    CAUSE_ENGINE_PERMISSION, /* STATUS_UNEXPECTED: it doesn't let this user do that */
    CAUSE_ENGINE_TLS,        /* STATUS_UNEXPECTED: it isn't trusted */
    CAUSE_ENGINE_ANSWER,     /* STATUS_UNEXPECTED: it failed, or answered what can't be */

    /* A change of client secrets: rotate */
    CAUSE_ROTATION_BUSY,    /* STATUS_BUSY: by another process */
    CAUSE_ROTATION_CHANGED, /* STATUS_BUSY: the profile was changed by another command */
    CAUSE_ROTATION_IDS,     /* STATUS_USAGE: the Console's ids aren't known */
    CAUSE_ROTATION_ACCESS,  /* STATUS_ACCOUNT: Adobe doesn't let it manage its secrets */
    CAUSE_ROTATION_CHOICE,  /* STATUS_UNSUITABLE: two secrets, one of them not ours */
    CAUSE_ROTATION_OURS,    /* STATUS_UNSUITABLE: the one to drop is, or may be, in use here */
    CAUSE_ROTATION_LATE,    /* STATUS_UNSUITABLE: to abort */
    CAUSE_ROTATION_PERSON,  /* STATUS_UNSUITABLE: the value of a new secret isn't given */
    CAUSE_ROTATION_CLIENT, /* STATUS_UNSUITABLE: a file of another credential than {detail}'s */
    CAUSE_ROTATION_PENDING,  /* STATUS_UNSUITABLE: another new secret waits to be taken */
    CAUSE_ROTATION_OUTDATED, /* STATUS_UNSUITABLE: a file whose secret Adobe refuses */
    CAUSE_ROTATION_STRANGE,  /* STATUS_UNEXPECTED: what the Console lists can't be */
    CAUSE_ROTATION_GONE,     /* STATUS_UNEXPECTED: the new secret was deleted */
    CAUSE_ROTATION_LOST,     /* any: the new secret may have been made, and couldn't be kept */
    CAUSE_ROTATION_HOST,     /* STATUS_ACCOUNT: {subject} doesn't take the new secret's token */
    CAUSE_ROTATION_UNTAKEN,  /* STATUS_UNREACHABLE: IMS doesn't take the new secret yet */
    CAUSE_ROTATION_AWAITS,   /* STATUS_UNREACHABLE: minters without the new one: {detail} */
    CAUSE_ROTATION_IN_USE,   /* STATUS_UNREACHABLE: the old one, still, last at {detail} */

    CAUSE_REMEMBERED, /* of what status remembers; {detail} says all of it, and when */

    CAUSE_EXPORT_LOCKED, /* STATUS_LOCKED: a sealed file, `subject`, under another passphrase */

    /* What the API answers `api`, from {subject}, a host; {detail} is what it says */
    CAUSE_API_TOKEN,   /* STATUS_ACCOUNT: 401 */
    CAUSE_API_ACCESS,  /* STATUS_ACCOUNT: 403 */
    CAUSE_API_PATH,    /* STATUS_NOT_FOUND: 404 */
    CAUSE_API_REQUEST, /* STATUS_MALFORMED: another 4xx */
    CAUSE_API_LATER,   /* STATUS_THROTTLED: 429 */

    /* A fleet */
    CAUSE_FLEET_OUT,   /* STATUS_NOT_FOUND: the store belongs to none */
    CAUSE_FLEET_OFF,   /* STATUS_USAGE: the configuration names no engine */
    CAUSE_FLEET_IN,    /* STATUS_USAGE: it belongs to one already */
    CAUSE_FLEET_KEY,   /* STATUS_MALFORMED: no key of a fleet */
    CAUSE_FLEET_READS, /* STATUS_UNSUITABLE: what only minters can do */
    CAUSE_FLEET_MOVED, /* STATUS_UNSUITABLE: the password was given for another engine */
    CAUSE_FLEET_OWN, /* STATUS_UNSUITABLE: a reader's profile would replace one with a secret */
    CAUSE_FLEET_SECRET, /* STATUS_UNSUITABLE: a reader's profile has none */
    CAUSE_FLEET_EMPTY,  /* STATUS_UNREACHABLE: its cache holds no token that can be used */
    CAUSE_FLEET_BUSY,   /* STATUS_UNREACHABLE: another machine asks Adobe for too long */

    CAUSE_COUNT
};
