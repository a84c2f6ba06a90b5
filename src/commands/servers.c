/* SPDX-License-Identifier: MIT */
/*
 * The servers that this machine knows of.
 */
#include "commands/servers.h"

#include <dirent.h>
#include <string.h>

#include "campaign/account.h"
#include "campaign/campaign.h"
#include "git/config.h"
#include "git/remote.h"

void servers_release(struct server_list *list)
{
	strvec_clear(&list->names);
	strvec_clear(&list->webs);
}

void servers_add(struct server_list *list, const char *name, const char *web)
{
	size_t i;

	if (!name || !web)
		return;
	for (i = 0; i < list->names.nr; i++)
		if (!strcmp(list->names.v[i], name) &&
		    !strcmp(list->webs.v[i], web))
			return;
	strvec_push(&list->names, name);
	strvec_push(&list->webs, web);
}

/* What would stand there is a repository, and that has a host. */
int servers_add_word(struct server_list *list, const char *word,
		     struct strbuf *err)
{
	struct remote remote = REMOTE_INIT;
	struct strbuf name = STRBUF_INIT;
	size_t len = strlen(word);
	int ret;

	while (len && word[len - 1] == '/')
		len--;
	strbuf_addf(&name, "%s%.*s/owner/name",
		    strchr(word, '.') || strchr(word, ':') ? "" : "https://",
		    (int)len, word);
	ret = remote_parse(name.buf, &remote, err);
	if (!ret)
		servers_add(list, remote.host, remote.web);
	remote_release(&remote);
	strbuf_release(&name);
	return ret;
}

void servers_add_settings(struct server_list *list)
{
	struct strvec urls = STRVEC_INIT;
	struct strbuf err = STRBUF_INIT;
	size_t i;

	config_servers(&urls);
	for (i = 0; i < urls.nr; i++) {
		servers_add_word(list, urls.v[i], &err);
		strbuf_reset(&err);
	}
	strvec_clear(&urls);
	strbuf_release(&err);
}

static void add_campaign(struct server_list *list, const char *name,
			 void (*broken)(void *data, const char *why),
			 void *data)
{
	struct strbuf err = STRBUF_INIT;
	struct campaign *c = campaign_read(name, &err);
	size_t i;

	if (!c)
		broken(data, err.buf);
	for (i = 0; c && i < c->nr; i++)
		servers_add(list, c->tasks[i]->remote.host,
			    c->tasks[i]->remote.web);
	campaign_free(c);
	strbuf_release(&err);
}

void servers_add_campaigns(struct server_list *list,
			   void (*broken)(void *data, const char *why),
			   void *data)
{
	struct strvec names = STRVEC_INIT;
	struct strbuf err = STRBUF_INIT;
	size_t i;

	if (campaign_names(&names, &err) < 0)
		broken(data, err.buf);
	for (i = 0; i < names.nr; i++)
		add_campaign(list, names.v[i], broken, data);
	strvec_clear(&names);
	strbuf_release(&err);
}

void servers_counted(struct strvec *names)
{
	struct strbuf path = STRBUF_INIT, err = STRBUF_INIT;
	struct strbuf name = STRBUF_INIT;
	struct dirent *entry;
	DIR *dir = NULL;

	if (!account_folder(&path, NULL, &err))
		dir = opendir(path.buf);
	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		strbuf_reset(&name);
		account_login(&name, entry->d_name);
		strvec_push(names, name.buf);
	}
	if (dir)
		closedir(dir);
	strbuf_release(&name);
	strbuf_release(&path);
	strbuf_release(&err);
}
