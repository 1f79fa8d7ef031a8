/* world_default: the world the sandbox starts with, as JSON text. */
#pragma once

extern const char world_default[];
