/* SPDX-License-Identifier: MIT */
/*
 * A commit on its way to a forge that makes it.
 */
#include "campaign/upload.h"

#include <stdlib.h>

#include "base/alloc.h"

struct upload *upload_new(void)
{
	struct upload *upload = xcalloc(1, sizeof(*upload));

	strbuf_init(&upload->blobs);
	return upload;
}

void upload_free(struct upload *upload)
{
	size_t i;

	if (!upload)
		return;
	for (i = 0; i < upload->nr; i++)
		free(upload->files[i].path);
	free(upload->files);
	free(upload->message);
	strbuf_release(&upload->blobs);
	free(upload);
}
