/* SPDX-License-Identifier: MIT */
/*
 * What a campaign changes in its repositories.
 */
#include "commands/changes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/report.h"
#include "base/text.h"
#include "commands/aside.h"
#include "commands/commands.h"
#include "steps/steps.h"

#define ID_LEAST 7		/* as git abbreviates */
#define PREFIX_LEAST 4

static const struct step *const plan_obtain[] = { &step_obtain, NULL };
static const struct step *const plan_compare[] = { &step_diff, NULL };

/* ---- groups ------------------------------------------------------- */

/*
 * The ids are for people; what is the same is decided by the texts, so that no
 * repository can hide behind another's.
 */
static struct change_group *group_of(struct changes *changes,
				     struct strbuf *normal)
{
	struct change_group *group, **last = &changes->groups;

	for (; (group = *last); last = &group->next)
		if (group->normal.len == normal->len &&
		    !memcmp(group->normal.buf, normal->buf, normal->len))
			return group;
	group = *last = xcalloc(1, sizeof(*group));
	snprintf(group->id, sizeof(group->id), "%016llx",
		 text_hash(normal->buf, normal->len));
	group->normal = *normal;
	strbuf_init(normal);
	return group;
}

static struct change *change_of(struct changes *changes,
				const struct task *task)
{
	size_t i;

	for (i = 0; i < changes->nr; i++)
		if (changes->v[i].task == task)
			return &changes->v[i];
	BUG("%s has no change", task->key);
}

/* A diff is kept once a group: the campaign may be large, and it too. */
static void compared(struct task *task)
{
	struct changes *changes = task->campaign->data;
	struct strbuf normal = STRBUF_INIT;
	struct change *change;

	if (task->result != RESULT_DONE)
		return;
	change = change_of(changes, task);
	patch_read(task->output.buf, task->output.len, &change->patch,
		   &normal);
	strbuf_release(&task->output);
	change->group = group_of(changes, &normal);
	change->group->nr++;
	strbuf_release(&normal);
}

static bool same_beginning(const struct changes *changes,
			   const struct change_group *group, size_t len)
{
	const struct change_group *other;

	for (other = changes->groups; other; other = other->next)
		if (other != group && !strncmp(other->id, group->id, len))
			return true;
	return false;
}

static void free_group(struct change_group *group)
{
	strbuf_release(&group->normal);
	free(group);
}

static void forget_empty(struct changes *changes)
{
	struct change_group *group, **last = &changes->groups;

	while ((group = *last)) {
		group->first = NULL;
		if (group->nr) {
			last = &group->next;
			continue;
		}
		*last = group->next;
		free_group(group);
	}
}

/* Each group's first, the groups in the order of these, their ids' length. */
static void put_in_order(struct changes *changes)
{
	struct change_group *group, **last = &changes->groups;
	size_t i;

	forget_empty(changes);
	for (i = 0; i < changes->nr; i++) {
		group = changes->v[i].group;
		if (!group || group->first)
			continue;
		group->first = &changes->v[i];
	}
	for (i = 0; i < changes->nr; i++) {
		group = changes->v[i].group;
		if (!group || group->first != &changes->v[i])
			continue;
		*last = group;
		last = &group->next;
	}
	*last = NULL;
	for (group = changes->groups; group; group = group->next) {
		group->shown = ID_LEAST;
		while (group->shown < strlen(group->id) &&
		       same_beginning(changes, group, group->shown))
			group->shown++;
	}
}

void change_group_id(const struct change_group *group, struct strbuf *out)
{
	strbuf_add(out, group->id, group->shown);
}

const struct change_group *changes_group(const struct changes *changes,
					 const char *id)
{
	const struct change_group *group, *found = NULL;
	size_t len = strlen(id);

	for (group = changes->groups; group; group = group->next) {
		if (strncmp(group->id, id, len))
			continue;
		if (found || len < PREFIX_LEAST) {
			error("'%s' is too short to name one group", id);
			exit(EXIT_USAGE);
		}
		found = group;
	}
	if (!found) {
		error("there is no group '%s'", id);
		hint("multiGroup", "'git multi diff' names them");
		exit(EXIT_FATAL);
	}
	return found;
}

/* ---- asking ------------------------------------------------------- */

/* What the campaign knows of each is set aside: the pool uses its place. */
static void list_changes(struct changes *changes, struct campaign *c)
{
	size_t i;

	changes->v = xcalloc(c->nr + 1, sizeof(*changes->v));
	for (i = 0; i < c->nr; i++) {
		struct task *task = c->tasks[i];
		struct change *change = &changes->v[changes->nr];

		task->selected = task->selected && task->facts.commit;
		if (!task->selected)
			continue;
		changes->nr++;
		change->task = task;
		change->result = task->result;
		change->failure = task->failure;
		change->reason = task->reason;
		task->reason = NULL;
	}
}

static void open_again(struct changes *changes)
{
	size_t i;

	for (i = 0; i < changes->nr; i++)
		task_reopen(changes->v[i].task);
}

/* Those that are not on this machine any more; false: none. */
static bool obtain(struct changes *changes, struct campaign *c,
		   const struct work_options *options)
{
	size_t i, missing = 0;

	for (i = 0; i < changes->nr; i++) {
		struct task *task = changes->v[i].task;

		task->selected = step_obtain.needed(task);
		missing += task->selected;
	}
	if (!missing)
		return false;
	open_again(changes);
	work_prepare(c, plan_obtain, options);
	work_pool(c, plan_obtain, options);
	work_close_connections();
	work_heed_signal(c);
	return true;
}

static void compare(struct changes *changes, struct campaign *c,
		    const struct work_options *options)
{
	size_t i;

	for (i = 0; i < changes->nr; i++) {
		struct task *task = changes->v[i].task;

		if (task->selected && task->result == RESULT_FAILED) {
			task->selected = false;
			continue;
		}
		task->selected = true;
		task_reopen(task);
		task->host = host_get(&c->hosts, task->remote.host,
				      task->remote.web);
	}
	c->data = changes;
	c->finished = compared;
	work_pool(c, plan_compare, options);
	work_heed_signal(c);
}

static void put_back(struct changes *changes)
{
	size_t i;

	for (i = 0; i < changes->nr; i++) {
		struct change *change = &changes->v[i];
		struct task *task = change->task;

		if (!change->group) {
			error("%s: %s", task->key,
			      task->reason ? task->reason : "no diff");
			changes->failed++;
		}
		free(task->reason);
		task->result = change->result;
		task->failure = change->failure;
		task->reason = change->reason;
		task->selected = true;
	}
}

void changes_read(struct changes *changes, struct campaign *c,
		  const struct work_options *options)
{
	memset(changes, 0, sizeof(*changes));
	list_changes(changes, c);
	if (!changes->nr)
		return;
	if (!obtain(changes, c, options))
		open_again(changes);
	compare(changes, c, options);
	put_back(changes);
	put_in_order(changes);
}

/* Where that cannot be, it stays with those it was with. */
void changes_renew(struct changes *changes, struct campaign *c,
		   const struct work_options *options)
{
	struct change_group **old = xcalloc(changes->nr, sizeof(*old));
	struct aside *aside = aside_set(c);
	size_t i;

	for (i = 0; i < changes->nr; i++) {
		struct change *change = &changes->v[i];

		if (!change->task->selected)
			continue;
		old[i] = change->group;
		change->group->nr--;
		change->group = NULL;
		task_reopen(change->task);
	}
	c->data = changes;
	c->finished = compared;
	work_pool(c, plan_compare, options);
	work_heed_signal(c);
	aside_back(c, aside, NULL);
	for (i = 0; i < changes->nr; i++) {
		struct change *change = &changes->v[i];

		if (change->group)
			continue;
		change->group = old[i];
		old[i]->nr++;
	}
	put_in_order(changes);
	free(old);
}

struct change **changes_members(const struct changes *changes,
				const struct change_group *group)
{
	struct change **members = xcalloc(group->nr + 1, sizeof(*members));
	size_t i, nr = 0;

	for (i = 0; i < changes->nr; i++)
		if (changes->v[i].group == group)
			members[nr++] = &changes->v[i];
	return members;
}

void changes_release(struct changes *changes)
{
	struct change_group *group;

	while ((group = changes->groups)) {
		changes->groups = group->next;
		free_group(group);
	}
	free(changes->v);
	memset(changes, 0, sizeof(*changes));
}
