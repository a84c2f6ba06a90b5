/* SPDX-License-Identifier: MIT */
/*
 * Gitea: which server and version this is, and how it is set up.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "gitea.h"

const char *gitea_version(const struct forge *forge)
{
	const char *set = settings_get(&forge->config, "gitea-version");

	return set ? set : "1.23.1";
}

/* Its versions name the Gitea that it is compatible with. */
bool gitea_is_forgejo(const struct forge *forge)
{
	return strstr(gitea_version(forge), "+gitea-") != NULL;
}

bool gitea_since(const struct forge *forge, long minor)
{
	const char *version = gitea_version(forge);

	return !gitea_is_forgejo(forge) && starts_with(version, "1.") &&
	       strtol(version + 2, NULL, 10) >= minor;
}

void gitea_get_version(struct call *call)
{
	struct json_writer w = gitea_json(call, 200);

	json_begin_object(&w, NULL);
	json_put(&w, "version", gitea_version(call->forge));
	json_end_object(&w);
}

void gitea_get_settings(struct call *call)
{
	struct json_writer w = gitea_json(call, 200);

	json_begin_object(&w, NULL);
	json_put_int(&w, "max_response_items", (long long)
		     settings_number(&call->forge->config, "gitea-page-max",
				     50));
	json_put_int(&w, "default_paging_num", 30);
	json_put_int(&w, "default_git_trees_per_page", 1000);
	json_put_int(&w, "default_max_blob_size", 10485760);
	if (gitea_since(call->forge, 23))
		json_put_int(&w, "default_max_response_size", 104857600);
	json_end_object(&w);
}
