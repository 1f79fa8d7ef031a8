/* api_version.h: until when Workfront serves a version of its core API.
 *
 * Source: Adobe, "API version support schedule" (Workfront documentation): each version is
 * served for about three years; the month is the one that is named there, from its first day.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Days before the end from which people are told. */
#define API_VERSION_WARN 180

/* Writes "version 18 of the API ends on 2027-04-01 (in 121 d 4 h)" or "… ended on …" when that
 * is so at `now`, in Unix seconds, or less than API_VERSION_WARN days off. False when there is
 * nothing to tell, as of versions that are newer than this table. */
#define API_VERSION_NOTICE_SIZE 160
bool api_version_notice(char out[API_VERSION_NOTICE_SIZE], int64_t version, int64_t now);
