/* planning: the Planning API of a Workfront instance; described in workfront.h. */
#pragma once

#include "exchange.h"

/* rest is the path after /maestro/api/. */
void planning_answer(struct exchange *x, json_t *instance, const char *rest);

/* An error in the shape of the version in the path: v1 {"type", "title", "report"}, v2 like RFC
 * 7807 {"title", "status", "detail", "errorCode", "requestId", "errors"}. */
void planning_fail(struct exchange *x, unsigned status);
