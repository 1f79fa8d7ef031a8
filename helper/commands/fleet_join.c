/* fleet_join.c: `fleet create` and `fleet join`: the engine is asked before anything is saved.
 */
#include <stdio.h>
#include <string.h>

#include "helper/commands/fleet.h"
#include "helper/say/say.h"
#include "helper/setup/credential_import.h"

/* What a command was given: lines of files, or of standard input, in the order key, password.
 */
struct given {
    struct buffer standard, key, password;
    const char *rest; /* of standard input */
};

#define GIVEN                                                                                  \
    {                                                                                          \
        .standard = BUFFER(65536), .key = BUFFER(65536), .password = BUFFER(65536)             \
    }

static void given_clear(struct given *given)
{
    buffer_clear(&given->standard);
    buffer_clear(&given->key);
    buffer_clear(&given->password);
}

/* Appends the first line of `text` that isn't empty, and returns what is after it. */
static const char *line_take(struct buffer *line, const char *text)
{
    size_t length;

    text += strspn(text, "\r\n \t");
    length = strcspn(text, "\r\n");
    buffer_append(line, text, length);
    return text + length;
}

static enum status file_line(struct given *given, const char *path, struct buffer *line,
                             struct fault *fault)
{
    bool is_standard = strcmp(path, "-") == 0;
    struct buffer file = BUFFER(65536);
    struct buffer *text = is_standard ? &given->standard : &file;
    enum status status = STATUS_OK;

    if (!is_standard || given->rest == NULL)
        status = import_read(path, text, fault);
    if (status == STATUS_OK && !is_standard)
        line_take(line, buffer_string(text));
    else if (status == STATUS_OK)
        given->rest = line_take(line, given->rest != NULL ? given->rest
                                                          : buffer_string(&given->standard));
    buffer_clear(&file);
    return status;
}

static enum status read_given(struct context *context, struct given *given)
{
    const struct options *options = &context->options;
    enum status status = STATUS_OK;

    if (options->key != NULL)
        status = file_line(given, options->key, &given->key, &context->fault);
    if (status == STATUS_OK && options->password != NULL)
        status = file_line(given, options->password, &given->password, &context->fault);
    if (status == STATUS_OK && options->password != NULL && given->password.length == 0)
        status = fault_set(&context->fault, STATUS_MALFORMED, 0, "--password", "holds nothing");
    return status;
}

/* A store that is in no fleet, and a configuration that names an engine. A member may join its
 * own fleet once more, for a later key. */
static enum status open_outside(struct context *context, struct fleet *fleet, bool creates)
{
    const struct settings_fleet *settings = &context->settings.fleet;
    enum status status = fleet_command_lock(context, creates);

    if (status != STATUS_OK)
        return status;
    if (settings->engine == SETTINGS_ENGINE_NO ||
        (settings->engine == SETTINGS_ENGINE_REDIS && settings->url.count == 0))
        return fault_because(&context->fault, STATUS_USAGE, CAUSE_FLEET_OFF, "fleet", NULL);
    status = fleet_open(fleet, context->store, settings, &context->fault);
    if (status == STATUS_NOT_FOUND) {
        fleet_clear(fleet);
        fleet->store = context->store;
        fleet_locate(fleet, settings);
        status = STATUS_OK;
    }
    fleet->is_asked_for = true;
    return status;
}

/* Nothing is saved that the engine doesn't take. */
static enum status engine_prove(struct context *context, struct fleet *fleet)
{
    struct fleet_note note = FLEET_NOTE;
    int64_t claimed = 0;
    enum status status = fleet_token_look(fleet, &note, &claimed, &context->fault);

    fleet_note_clear(&note);
    return status;
}

/* Gives the fleet what is recorded of it, but its keys. */
static void membership_fill(struct context *context, struct fleet *fleet,
                            const struct given *given, const char *node, const char *profile)
{
    struct fleet_membership *membership = &fleet->membership;

    if (given->password.length > 0)
        membership->password = buffer_string(&given->password);
    fleet->engine.password = membership->password;
    membership->node = membership->node != NULL ? membership->node : node;
    membership->profile = membership->profile != NULL ? membership->profile : profile;
    membership->joined_at = moment_now().wall;
    fleet->mints = fleet->key->mints && fleet->settings->role != SETTINGS_ROLE_READER;
    snprintf(context->audited.profile, sizeof context->audited.profile, "%s",
             membership->profile);
}

/* What is saved is read again, as every later command does. */
static enum status renew_as_saved(struct context *context, struct fleet *fleet)
{
    enum status status =
        fleet_open(fleet, context->store, &context->settings.fleet, &context->fault);

    fleet->is_asked_for = true;
    context->prints_always = true;
    return status == STATUS_OK ? fleet_command_renew(context, fleet) : status;
}

enum status fleet_command_create(struct context *context, struct fleet *fleet)
{
    struct given given = GIVEN;
    char node[FLEET_NODE], id[FLEET_ID_HEX];
    enum status status = read_given(context, &given);

    if (status == STATUS_OK)
        status = open_outside(context, fleet, false);
    if (status == STATUS_OK && fleet->key != NULL)
        status = fault_because(&context->fault, STATUS_USAGE, CAUSE_FLEET_IN, "fleet", NULL);
    if (status == STATUS_OK && fleet->settings->role == SETTINGS_ROLE_READER)
        status =
            fault_because(&context->fault, STATUS_UNSUITABLE, CAUSE_FLEET_READS, "fleet", NULL);
    if (status == STATUS_OK)
        status = context_find_profile(context, NULL);
    fleet_node_make(node);
    if (status == STATUS_OK && (fleet->key = fleet_key_make(NULL)) == NULL)
        status = fault_set(&context->fault, STATUS_NO_MEMORY, 0, "fleet", NULL);
    if (status == STATUS_OK && fleet->key != NULL) {
        membership_fill(context, fleet, &given, node, context->profile.name);
        status = engine_prove(context, fleet);
    }
    if (status == STATUS_OK)
        status = fleet_save(fleet, &context->fault);
    if (status == STATUS_OK) {
        fleet_key_id(id, fleet->key);
        buffer_format(&context->out, "fleet %s shares the tokens of profile %s\n", id,
                      context->profile.name);
        status = renew_as_saved(context, fleet);
    }
    if (status == STATUS_OK)
        say_hint("others join with what these print: workfront-credential fleet key --role "
                 "reader, and --role minter for those that have the secret; let fleet renew "
                 "run here every ten minutes");
    given_clear(&given);
    return status;
}

/* A machine that is to read gets no more than it needs. */
static enum status key_reduce(struct context *context, struct fleet_key **key)
{
    enum settings_role role = context->settings.fleet.role;
    struct buffer text = BUFFER(FLEET_KEY_MAX + 1);

    if (role == SETTINGS_ROLE_MINTER && !(*key)->mints)
        return fault_because(&context->fault, STATUS_UNSUITABLE, CAUSE_FLEET_READS, "fleet",
                             NULL);
    if (role != SETTINGS_ROLE_READER || !(*key)->mints)
        return STATUS_OK;
    fleet_key_write(&text, *key, false);
    fleet_key_free(*key);
    *key = fleet_key_parse(buffer_string(&text));
    buffer_clear(&text);
    return *key != NULL ? STATUS_OK
                        : fault_set(&context->fault, STATUS_NO_MEMORY, 0, "fleet", NULL);
}

/* Takes the key in place of the present one, which must be of the same fleet and earlier; it
 * stays good for minters' publishing. */
static enum status key_take(struct context *context, struct fleet *fleet,
                            const struct given *given)
{
    struct fleet_key *key = fleet_key_parse(buffer_string(&given->key));
    enum status status;

    if (key == NULL)
        return fault_because(&context->fault, STATUS_MALFORMED, CAUSE_FLEET_KEY,
                             context->options.key, NULL);
    status = key_reduce(context, &key);
    if (status == STATUS_OK && key != NULL && fleet->key != NULL &&
        (memcmp(fleet->key->id, key->id, sizeof key->id) != 0 ||
         key->epoch <= fleet->key->epoch))
        status = fault_because(&context->fault, STATUS_USAGE, CAUSE_FLEET_IN, "fleet", NULL);
    if (status != STATUS_OK) {
        fleet_key_free(key);
        return status;
    }
    fleet_key_free(fleet->former);
    fleet->former = fleet->key != NULL && key->mints && fleet->key->mints ? fleet->key : NULL;
    if (fleet->former == NULL)
        fleet_key_free(fleet->key);
    fleet->key = key;
    return STATUS_OK;
}

/* A minter shares a profile that it has; a reader has none of its own. */
static enum status profile_choose(struct context *context, const struct fleet *fleet,
                                  const char **name)
{
    struct profile *profile = &context->profile;
    const char *wanted = context->options.profile;
    enum status status;

    if (fleet->membership.profile != NULL)
        wanted = fleet->membership.profile;
    *name = wanted != NULL ? wanted : PROFILE_DEFAULT;
    if (fleet->key->mints && fleet->settings->role != SETTINGS_ROLE_READER) {
        status = profile_find(profile, context->store, NULL, wanted, NULL, &context->fault);
        *name = profile->name;
        return status;
    }
    status = profile_load(profile, context->store, *name, NULL);
    return status == STATUS_OK && !profile->fleet
               ? fault_because(&context->fault, STATUS_UNSUITABLE, CAUSE_FLEET_OWN, *name, NULL)
               : STATUS_OK;
}

static void say_joined(struct context *context, const struct fleet *fleet)
{
    char id[FLEET_ID_HEX];

    fleet_key_id(id, fleet->key);
    buffer_format(&context->out, "joined fleet %s as a %s, with the key of epoch %u\n", id,
                  fleet->mints ? "minter" : "reader", fleet->key->epoch);
}

enum status fleet_command_join(struct context *context, struct fleet *fleet)
{
    struct given given = GIVEN;
    char node[FLEET_NODE];
    const char *name = PROFILE_DEFAULT;
    enum status status = STATUS_OK;

    if (context->options.key == NULL)
        return fault_set(&context->fault, STATUS_USAGE, 0, "--key",
                         "is needed: a file with the key that a minter's fleet key printed, or "
                         "- for standard input");
    status = read_given(context, &given);
    if (status == STATUS_OK)
        status = open_outside(context, fleet, true);
    if (status == STATUS_OK)
        status = key_take(context, fleet, &given);
    if (status == STATUS_OK)
        status = profile_choose(context, fleet, &name);
    fleet_node_make(node);
    if (status == STATUS_OK) {
        membership_fill(context, fleet, &given, node, name);
        status = engine_prove(context, fleet);
    }
    if (status == STATUS_OK)
        status = fleet_save(fleet, &context->fault);
    if (status == STATUS_OK) {
        say_joined(context, fleet);
        status = renew_as_saved(context, fleet);
    }
    if (status == STATUS_UNREACHABLE && context->fault.cause == CAUSE_FLEET_EMPTY) {
        say_warning("the cache holds no token of this fleet yet; the first command that needs "
                    "one looks again");
        status = STATUS_OK;
    }
    given_clear(&given);
    return status;
}
