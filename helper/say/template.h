/* template.h: sentences with {names} in them. */
#ifndef HELPER_TEMPLATE_H
#define HELPER_TEMPLATE_H

#include <stddef.h>

struct filling {
    const char *name, *value; /* without a value it reads "(none recorded)" */
};

/* Writes `template` into `out` (`size` bytes; cut to fit and always terminated), each {name} in
 * it replaced by its value. Every name stands among the fillings. */
void template_fill(char *out, size_t size, const char *template, const struct filling *fillings,
                   size_t count);

#endif
