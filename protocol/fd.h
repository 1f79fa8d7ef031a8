/* fd.h: descriptors that are −1 when closed. */
#pragma once

#include <unistd.h>

/* Closes the descriptor, unless it is closed. */
static inline void fd_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}
