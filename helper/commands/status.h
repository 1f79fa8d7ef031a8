/*
 * status.h: `status` at a glance: a line for each profile and host (status_glance.c), out of
 * what is remembered (helper/account/health.h); and what is the same for all (status_store.c).
 */
#pragma once

#include <jansson.h>

#include "helper/command.h"
#include "helper/say/report.h"

enum { STATUS_FORMAT = 1 };

struct glance {
    struct context *context;
    struct style style;
    int name_width, host_width; /* columns */
    json_t *json;               /* an array of objects instead of lines, or NULL */
    struct fault wrong;         /* the first line that is */
};

/* Makes room for the names of these profiles and their hosts. */
void glance_measure(struct glance *glance, const struct string_list *names);

/* Appends a line for each host of the profile at hand, and what people should know of it, or
 * for each host {"host","ok","token","text"}; asks Adobe and Workfront before, if --check says
 * so. Statuses of the store. */
enum status glance_profile(struct glance *glance);

/* Appends a line about what isn't a host of the profile at hand. */
void glance_line(struct glance *glance, enum verdict verdict, const char *name,
                 const char *text);

/* Appends the store, what unlocks it and the jail: as lines in front of the profiles', or as an
 * object around `profiles`, which is stolen. `kept` credentials are kept for other hosts. */
void status_print_store(struct context *context, size_t kept, json_t *profiles);
