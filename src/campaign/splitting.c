/* SPDX-License-Identifier: MIT */
/*
 * How the parts of a repository come into a campaign. None begins before the
 * repository's own change is made, and split: a part that is there from an
 * earlier run waits for it, and is made anew only where the definition is
 * another one by now.
 */
#include "campaign/splitting.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "campaign/answer.h"
#include "campaign/bundle.h"
#include "campaign/campaign.h"
#include "campaign/part.h"
#include "campaign/record.h"
#include "campaign/template.h"
#include "campaign/turn.h"

bool split_is_due(const struct task *task)
{
	const struct definition *definition = task_definition(task);

	return !task->part && definition && definition->split_by.nr;
}

struct split *split_new(void)
{
	struct split *split = xcalloc(1, sizeof(*split));

	strbuf_init(&split->rest);
	strbuf_init(&split->input);
	return split;
}

void split_free(struct split *split)
{
	size_t i;

	if (!split)
		return;
	for (i = 0; i < split->nr; i++) {
		if (split->parts[i].task)
			task_free(split->parts[i].task);
		strbuf_release(&split->parts[i].index);
	}
	free(split->parts);
	strbuf_release(&split->rest);
	strbuf_release(&split->input);
	free(split);
}

/* ---- a part --------------------------------------------------------------- */

/* It was kept by that definition, and can be sent as it is. */
static bool is_current(const struct task *part, unsigned definition)
{
	const struct facts *facts = &part->facts;

	return facts->bundled && !facts->bundle_spoilt &&
	       facts->bundle_definition == definition;
}

static struct task *new_part(const struct task *task, const char *key)
{
	struct task *part = task_new(task->campaign, key);
	const struct facts *facts = &task->facts;

	remote_renamed(&task->remote, task->remote.owner, task->remote.name,
		       &part->remote);
	strvec_pushv(&part->settings, (const char *const *)task->settings.v);
	part->host = task->host;
	part->definition = task->definition;
	part->facts.base = xstrdup_or_null(facts->base);
	part->facts.base_commit = xstrdup_or_null(facts->base_commit);
	part->facts.commits = 1;
	if (facts->answer)
		part->facts.answer = answer_copy(facts->answer);
	task_name_branch(part);
	return part;
}

static struct split_part *find_part(const struct split *split,
				    const char *folder, size_t len)
{
	size_t i;

	for (i = split->nr; i-- > 0;) {		/* git sorts: the last */
		const char *name = split->parts[i].task->part;

		if (!strncmp(name, folder, len) && !name[len])
			return &split->parts[i];
	}
	return NULL;
}

struct split_part *split_part(struct task *task, const char *folder,
			      size_t len)
{
	struct split *split = task->split;
	struct split_part *part = find_part(split, folder, len);
	struct strbuf key = STRBUF_INIT;
	const struct task *known;

	if (part)
		return part;
	strbuf_addf(&key, "%s//%.*s", task->repository, (int)len, folder);
	GROW(split->parts, split->nr, split->alloc);
	part = &split->parts[split->nr++];
	part->task = new_part(task, key.buf);
	strbuf_init(&part->index);
	known = campaign_find(task->campaign, key.buf);
	part->wanted = !known || known->held;
	if (known)
		part->task->facts.bundle_other = known->facts.bundle_other;
	strbuf_release(&key);
	return part;
}

struct split_part *split_of_path(const struct task *task, const char *path)
{
	struct strbuf folder = STRBUF_INIT;
	size_t len;

	strbuf_addf(&folder, "%s/", path);
	len = part_of_path(&task_definition(task)->split_by, folder.buf);
	strbuf_release(&folder);
	return len ? find_part(task->split, path, len) : NULL;
}

struct split_part *split_below(const struct task *task, const char *path)
{
	const struct split *split = task->split;
	size_t i, len = strlen(path);

	for (i = 0; i < split->nr; i++) {
		const char *name = split->parts[i].task->part;

		if (!strncmp(name, path, len) && name[len] == '/')
			return &split->parts[i];
	}
	return NULL;
}

/* ---- their branches ------------------------------------------------------- */

static int by_branch(const void *a, const void *b)
{
	const struct task *left = *(const struct task *const *)a;
	const struct task *right = *(const struct task *const *)b;
	int order = strcmp(task_branch(left), task_branch(right));

	return order ? order : strcmp(left->key, right->key);
}

static void say_same(const struct task *a, const struct task *b,
		     struct strbuf *why)
{
	strbuf_addf(why, "its parts '%s' and '%s' would have the same branch "
		    "'%s'; ", a->part ? a->part : ".",
		    b->part ? b->part : ".", task_branch(a));
	strbuf_addstr(why, template_has(task_definition(a)->branch, "part")
		? "a branch's name cannot tell them apart: let --split-by name "
		  "but one of them" : "let --branch hold '%(part)'");
}

/* Names that differ in what no branch's name can hold. */
bool split_branches_meet(const struct task *task, struct strbuf *why)
{
	const struct split *split = task->split;
	const struct task **all = xcalloc(split->nr + 1, sizeof(*all));
	size_t i, nr = 0;

	for (i = 0; i <= split->nr; i++) {
		all[nr] = i < split->nr ? split->parts[i].task : task;
		nr += task_branch(all[nr]) != NULL;
	}
	qsort(all, nr, sizeof(*all), by_branch);
	for (i = 1; i < nr && !why->len; i++)
		if (!strcmp(task_branch(all[i - 1]), task_branch(all[i])))
			say_same(all[i - 1], all[i], why);
	free(all);
	return why->len;
}

/* ---- into the campaign ---------------------------------------------------- */

/* What was found of it before stays; what it is to publish is new. */
static void renew(struct task *known, struct task *part)
{
	struct facts *to = &known->facts, *from = &part->facts;

	known->definition = part->definition;
	replace_string(&to->commit, from->commit);
	replace_string(&to->base_commit, from->base_commit);
	replace_string(&to->bundled, from->bundled);
	replace_string(&to->bundle_base, from->bundle_base);
	to->bundle_definition = from->bundle_definition;
	to->bundle_spoilt = to->pushed = false;
	to->commits = from->commits;
	answer_take(known, from->answer);
	from->answer = NULL;
}

static void begin(struct task *part)
{
	part->held = false;
	part->selected = true;
	part->campaign->left++;
	task_start(part);
}

void split_take(struct task *task)
{
	struct split *split = task->split;
	struct campaign *c = task->campaign;
	size_t i;

	for (i = 0; i < split->nr; i++) {
		struct split_part *part = &split->parts[i];
		struct task *known = campaign_find(c, part->task->key);

		if (!part->wanted)
			continue;
		if (!known) {
			known = part->task;
			part->task = NULL;
			campaign_take_in(c, known);
			record_add(known);
		} else {
			renew(known, part->task);
		}
		record_made(known);
		begin(known);
	}
}

void split_select(struct campaign *c)
{
	size_t i;

	for (i = 0; i < c->nr; i++) {
		struct task *task = c->tasks[i];
		const struct task *whole = !task->part ? NULL :
			campaign_find(c, task->repository);

		if (whole && whole->selected)
			task->selected = true;
	}
}

/* ---- what waits ----------------------------------------------------------- */

static bool plan_splits(const struct campaign *c)
{
	size_t i;

	for (i = 0; i < c->plan_nr; i++)
		if (!strcmp(c->plan[i]->name, "split"))
			return true;
	return false;
}

void split_hold(struct campaign *c)
{
	const struct definition *definition = campaign_definition(c);
	bool splits = definition && definition->split_by.nr && plan_splits(c);
	size_t i;

	for (i = 0; i < c->nr; i++) {
		struct task *task = c->tasks[i], *whole = NULL;

		if (splits && task->part && task_is_open(task))
			whole = campaign_find(c, task->repository);
		task->held = whole && !whole->dropped && task_is_open(whole) &&
			     !task->refreshes && !task->publishes &&
			     !is_current(task, definition->number);
	}
}

/* Nothing became of its repository, or nothing of it is changed any more. */
static void end(struct task *part, const struct task *whole)
{
	struct strbuf why = STRBUF_INIT;
	bool gone = whole->split || whole->result == RESULT_UNCHANGED;

	part->held = false;
	part->campaign->left++;
	part->definition = whole->definition;
	task_name_branch(part);
	part->failure = gone ? FAILURE_NONE : whole->failure;
	part->result = gone ? RESULT_UNCHANGED : whole->result;
	if (!gone && whole->reason)
		strbuf_addf(&why, "%s: %s", whole->key, whole->reason);
	replace_string(&part->reason, why.len ? why.buf : NULL);
	task_finish(part);
	strbuf_release(&why);
}

void split_settle(struct task *task)
{
	struct campaign *c = task->campaign;
	bool well = task->result == RESULT_DONE ||
		    task->result == RESULT_WAITING;
	size_t i;

	if (!split_is_due(task))
		return;
	for (i = 0; i < c->nr; i++) {
		struct task *part = c->tasks[i];

		if (!part->held || strcmp(part->repository, task->key) != 0)
			continue;
		if (well && !task->split)
			begin(part);
		else
			end(part, task);
	}
}
