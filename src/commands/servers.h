/* SPDX-License-Identifier: MIT */
/*
 * The servers that a user has to do with, as far as this machine knows:
 * named by words, by settings, by campaigns.
 */
#ifndef COMMANDS_SERVERS_H
#define COMMANDS_SERVERS_H

#include "base/strbuf.h"
#include "base/strvec.h"

struct server_list {
	struct strvec names, webs;	/* side by side */
};

#define SERVER_LIST_INIT { .names = STRVEC_INIT, .webs = STRVEC_INIT }

void servers_release(struct server_list *list);

/* Once; nothing where it is no server of the web (NULL). */
void servers_add(struct server_list *list, const char *name, const char *web);

/* A host, its URL, or a repository there; -1 and err where it is none. */
int servers_add_word(struct server_list *list, const char *word,
		     struct strbuf *err);

/* Those that a setting of multi.<url>.* is for. */
void servers_add_settings(struct server_list *list);

/* Those of all campaigns; broken is told of each that cannot be read. */
void servers_add_campaigns(struct server_list *list,
			   void (*broken)(void *data, const char *why),
			   void *data);

/* The names of those that limits are counted of: STATE/limits has them. */
void servers_counted(struct strvec *names);

#endif
