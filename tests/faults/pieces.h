/* pieces.h: which pieces of memory were given out and not taken back. */
#pragma once

/* Of the first 65,536 at a time; those beyond are only counted. It allocates nothing. */
void pieces_add(const void *piece);

/* Nothing happens for one that was never added. */
void pieces_remove(const void *piece);

int pieces_count(void);
