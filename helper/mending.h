/* mending.h: one command that gives back the owners and modes of all that belongs to a store: a
 * restored backup has others throughout, and file by file that would be a command for each.
 * Nothing is changed here: whether who else had access is to be trusted, people decide.
 *
 * Looked at are the store's folder with everything in it, the folder of the key file, the key
 * file and the configuration beside it.
 */
#pragma once

#include "helper/paths.h"
#include "protocol/status.h"

/* Completes a fault that is about the owner or mode of one of these, or that access to it was
 * denied. If that holds of more of them its cause becomes CAUSE_NOT_OURS, with the command in
 * `detail`; if only of one, that is the subject. A fault about a hard link becomes
 * CAUSE_LINKS_MANY where more of the store's files have one, as after `cp -al`. Any other fault
 * stays as it is, and so does one whose command would be too long or not in printable ASCII. */
void mending_suggest(const struct paths *paths, struct fault *fault);

/* STATUS_UNSAFE, completed in the same way, when something in the store has another owner or a
 * looser mode. What isn't there is fine. */
enum status mending_judge_store(const struct paths *paths, struct fault *fault);
