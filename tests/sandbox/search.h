/*
 * search: the query language of Workfront's core API, as far as the project and its examples
 * use it, over any list of objects.
 *
 *   NAME=value, NAME_Mod=MODIFIER   conditions, all of which must hold. NAME may reach into a
 *                 reference ("accessLevel:name"). Modifiers: eq (the default), ne, cieq, cine,
 *                 contains, cicontains, isnull, notnull
 *   filters       the same conditions as a JSON object
 *   fields        comma-separated names; "*" for all plain ones, "accessLevel:*" for all of a
 *                 reference. ID, name and objCode are always answered
 *   $$LIMIT       1 to 2000, 100 if not given; $$FIRST  how many to pass over
 *
 * The value $$USER.ID stands for the caller. Names are case-sensitive; one that no object has
 * is refused with 422, as are unknown modifiers and limits out of range. Which class names
 * Workfront gives those errors isn't documented, so nothing should depend on them.
 */
#pragma once

#include "exchange.h"

#include <jansson.h>

/* The objects that match the request's query, all of them and in full, as a new array. NULL if
 * the query is refused; the answer is then made. */
json_t *search_find(struct exchange *x, const json_t *objects, const char *caller_id);

/* The requested page of found (which it takes over), reduced to the requested fields. NULL if
 * the query is refused; the answer is then made. */
json_t *search_page(struct exchange *x, json_t *found);

/* One object reduced to the requested fields, as a new object, or NULL as above. */
json_t *search_reduce(struct exchange *x, const json_t *object);
