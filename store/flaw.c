/* flaw.c: types, owners and modes. */
#include "store/flaw.h"

#include <unistd.h>

enum cause flaw_of(const struct stat *found, mode_t type, bool root_will_do, mode_t forbidden)
{
    if ((found->st_mode & S_IFMT) != type)
        return CAUSE_TYPE;
    if (found->st_uid != geteuid() && !(root_will_do && found->st_uid == 0))
        return CAUSE_OWNER;
    if ((found->st_mode & forbidden) == 0)
        return CAUSE_NONE;
    return (forbidden & ~(mode_t)FLAW_OTHERS_WRITE) == 0 ? CAUSE_WRITABLE : CAUSE_MODE;
}
