/* spelling.h: which of several words is nearest to one that was misspelt. */
#pragma once

/* Begin with `word` alone; `nearest` is NULL until a word comes near enough. */
struct spelling {
    const char *word;    /* what was typed */
    const char *nearest; /* the first of the nearest that were tried, borrowed */
    unsigned distance;   /* from `word` to it */
};

/* Takes `candidate` if it's nearer to the word than what was tried before, and near at all: by
 * one slip where the word is short, by two where it has more than four characters. A slip is a
 * character too many, too few, another one, or two that changed places (the restricted
 * Damerau-Levenshtein distance). Words longer than 64 bytes are never near. */
void spelling_try(struct spelling *spelling, const char *candidate);
