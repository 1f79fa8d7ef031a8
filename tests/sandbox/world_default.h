/* world_default: the world the sandbox starts with, as JSON text. */
#ifndef SANDBOX_WORLD_DEFAULT_H
#define SANDBOX_WORLD_DEFAULT_H

extern const char world_default[];

#endif
