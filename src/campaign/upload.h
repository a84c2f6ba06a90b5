/* SPDX-License-Identifier: MIT */
/*
 * What a commit that the forge is to make consists of (--api-commit): read
 * from the one that git made here, and kept until the forge has it.
 */
#ifndef CAMPAIGN_UPLOAD_H
#define CAMPAIGN_UPLOAD_H

#include "base/strbuf.h"
#include "forges/forge.h"

struct upload {
	char *message;
	struct commit_file *files;	/* their data is in blobs */
	size_t nr, alloc;
	struct strbuf blobs;
};

struct upload *upload_new(void);
void upload_free(struct upload *upload);	/* NULL is fine */

#endif
