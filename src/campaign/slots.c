/* SPDX-License-Identifier: MIT */
/*
 * The running places.
 */
#include "campaign/slots.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/report.h"
#include "campaign/watch.h"
#include "engine/clock.h"

void slots_release(struct campaign *c)
{
	free(c->slots);
	c->slots = c->free_slots = c->over = NULL;
	c->slots_nr = 0;
}

void slots_init(struct campaign *c, size_t nr)
{
	size_t i;

	slots_release(c);
	c->slots = xcalloc(nr, sizeof(*c->slots));
	c->slots_nr = nr;
	c->free_slots = c->over = NULL;
	for (i = nr; i-- > 0;) {
		request_init(&c->slots[i].request);
		c->slots[i].next = c->free_slots;
		c->free_slots = &c->slots[i];
	}
}

struct slot *slot_take(struct campaign *c)
{
	struct slot *slot = c->free_slots;

	if (slot) {
		c->free_slots = slot->next;
		slot->next = NULL;
		slot->over = false;
	}
	return slot;
}

void slot_clear(struct slot *slot)
{
	if (slot->kind == SLOT_CHILD)
		child_release(&slot->child);
	if (slot->kind == SLOT_REQUEST)
		http_release(&slot->transfer);
	request_release(&slot->request);
	slot->kind = SLOT_FREE;
	slot->over = false;
}

static void batch_free(struct batch *batch)
{
	size_t i;

	for (i = 0; batch->answers && i < batch->nr; i++)
		look_answer_release(&batch->answers[i]);
	free(batch->answers);
	free(batch->common.login);
	free(batch->tasks);
	strbuf_release(&batch->why);
	free(batch);
}

/* A request without a connection surely cost nothing. */
static bool reached_server(const struct slot *slot)
{
	return slot->kind == SLOT_CHILD ||
	       (slot->kind == SLOT_REQUEST &&
		slot->transfer.reply.error != TRANSFER_UNSENT);
}

void slot_give(struct campaign *c, struct slot *slot)
{
	watch_left(c, slot);
	if (slot->draws)
		budget_end(&slot->host->budget, slot->draws, clock_now(),
			   reached_server(slot));
	slot->draws = 0;
	slot_clear(slot);
	if (slot->batch)
		batch_free(slot->batch);
	slot->batch = NULL;
	slot->task = NULL;
	if (slot->entered)
		lane_leave(slot->entered);
	slot->entered = NULL;
	slot->next = c->free_slots;
	c->free_slots = slot;
}

void slot_over(struct slot *slot)
{
	struct task *task = slot->batch ? slot->batch->tasks[0] : slot->task;
	struct campaign *c = task->campaign;

	if (slot->over)
		BUG("%s is over twice", task->key);
	slot->over = true;
	watch_over(slot);
	slot->next = c->over;
	c->over = slot;
}

struct batch *batch_new(const struct step *step, struct host *host,
			struct slot *slot, size_t max)
{
	struct batch *batch = xcalloc(1, sizeof(*batch));

	batch->step = step;
	batch->host = host;
	batch->slot = slot;
	batch->tasks = xcalloc(max, sizeof(*batch->tasks));
	strbuf_init(&batch->why);
	slot->batch = batch;
	return batch;
}

static void batch_done(struct transfer *transfer)
{
	slot_over(transfer->data);
}

int batch_send(struct batch *batch, struct strbuf *err)
{
	struct slot *slot = batch->slot;

	slot->request.authorization = batch->host->authorization;
	slot->kind = SLOT_REQUEST;
	if (http_start(&slot->transfer, &slot->request, &batch->host->http,
		       batch_done, slot, err) < 0) {
		slot->kind = SLOT_FREE;
		return -1;
	}
	watch_spawn(slot, NULL);
	return 0;
}
