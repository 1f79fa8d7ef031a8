/* guided_git.c: the end of setup's conversation: git, which asks us for the new hosts if the
 * person likes. */

#include "helper/git_config.h"
#include "helper/say/conversation.h"
#include "helper/say/fields.h"
#include "helper/say/git_commands.h"
#include "helper/say/say.h"
#include "helper/setup/setup.h"

static enum status set_up(const struct string_list *hosts, struct fault *fault)
{
    enum status status = STATUS_OK;
    size_t i;

    for (i = 0; status == STATUS_OK && i < hosts->count; i++)
        status = git_config_set_up(hosts->item[i], fault);
    return status;
}

/* Whether git's settings are now as the person wished. */
static bool is_accepted(const struct conversation *conversation,
                        const struct string_list *hosts)
{
    struct buffer question = BUFFER(INQUIRY_MAX / 2);
    struct fault fault = { 0 };
    char sentence[1024];
    bool sets = false;

    buffer_text(&question, "Set git up for ");
    fields_words(&question, hosts);
    buffer_text(&question, " now? It asks nobody else for them then.");
    if (buffer_status(&question) == STATUS_OK)
        prompt_confirm(conversation,
                       &(struct confirmation){
                           .question = buffer_string(&question),
                           .help = "  y writes this program into git's own settings, as the "
                                   "credential helper for these hosts; n shows the commands "
                                   "that do so." },
                       &sets, NULL);
    buffer_clear(&question);
    if (!sets)
        return false;
    if (set_up(hosts, &fault) == STATUS_OK)
        return true;
    say_sentence(sentence, sizeof sentence, &fault);
    prompt_explain(conversation, sentence);
    prompt_tell(conversation, "\n");
    return false;
}

/* The hosts that git doesn't ask us for yet. */
static void hosts_find(struct string_list *hosts, const struct string_list *all)
{
    struct buffer entries = BUFFER(GIT_CONFIG_MAX);
    size_t i;

    hosts->count = 0;
    git_config_read(&entries);
    for (i = 0; i < all->count; i++)
        if (!git_helpers_of(&entries, all->item[i]).is_by_host)
            hosts->item[hosts->count++] = all->item[i];
    buffer_clear(&entries);
}

void setup_guide_git(const struct setup *setup)
{
    const struct conversation *conversation = &setup->context->conversation;
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    struct string_list hosts;
    size_t i;

    hosts_find(&hosts, &setup->profile->host);
    if (hosts.count == 0 || !git_is_installed())
        return;
    if (conversation_is_seen() && is_accepted(conversation, &hosts)) {
        prompt_tell(conversation, "git asks here for them now.\n");
        return;
    }
    buffer_text(&text, "For git, at any time:\n");
    for (i = 0; i < hosts.count; i++)
        git_commands_lines(&text, hosts.item[i], setup->report.style.width);
    prompt_tell(conversation, buffer_string(&text));
    buffer_clear(&text);
}
