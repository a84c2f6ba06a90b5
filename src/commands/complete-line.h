/* SPDX-License-Identifier: MIT */
/*
 * What may stand at the end of a command line that is being typed.
 */
#ifndef COMMANDS_COMPLETE_LINE_H
#define COMMANDS_COMPLETE_LINE_H

#include <stddef.h>

/*
 * words: what stands behind "git multi", the last being the one that is
 * typed ("" where none is begun). Prints a line for each value that begins
 * so: VALUE, tab, what it is (which may be empty); a value that ends in '='
 * is no whole word yet. The lines ":file", ":directory" and ":command" say
 * that such names fit, too, for what stands behind a '=' where there is one.
 */
void complete_line(size_t nr, const char *const *words);

#endif
