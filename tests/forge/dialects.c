/* SPDX-License-Identifier: MIT */
/*
 * The dialects that the demo forge speaks, a line each.
 */
#include <stddef.h>

#include "forge.h"
#include "gitea.h"
#include "github.h"
#include "gitlab.h"

const struct dialect *const dialects[] = {
	&dialect_github,
	&dialect_gitlab,
	&dialect_gitea,
	NULL
};
