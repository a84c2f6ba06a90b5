/* SPDX-License-Identifier: MIT */
/*
 * Nothing that a review left undecided is sent.
 */
#include "commands/reviewed.h"

#include <stdlib.h>

#include "base/report.h"
#include "campaign/decide.h"

void reviewed_check(const struct campaign *c)
{
	size_t left = decide_left(c);

	if (!left)
		return;
	error("campaign '%s': the review has not decided on %zu repositor%s",
	      c->name, left, left == 1 ? "y" : "ies");
	hint("multiReview", "go on with it: 'git multi diff --interactive "
	     "%s'\nor take them out: 'git multi drop %s REPO'", c->name,
	     c->name);
	exit(EXIT_FATAL);
}
