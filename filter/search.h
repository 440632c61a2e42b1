/* SPDX-License-Identifier: GPL-2.0-or-later */
/* search.h - what the commands that search have in common */
#ifndef SP_FILTER_SEARCH_H
#define SP_FILTER_SEARCH_H

/* Say, on standard error, which words were not looked for: else two words find
 * what only one of them stands in, and nobody knows why. */
void search_tell_left_out(char *const *query);

#endif
