/* SPDX-License-Identifier: MIT */
/*
 * Additive increase, multiplicative decrease, with a memory: after a refusal
 * the pace is cut by half; it comes back quickly to a little under the one
 * that was refused, and from there on it feels its way up by small steps. So
 * a proxy's limit that is announced nowhere is refused about once in several
 * hundred draws, and used to nine tenths.
 */
#include "engine/pace.h"

#define CUT 0.5
#define KNOWN 0.9		/* of the pace that was refused */
#define STEP 1.02		/* after each CLEAN draws that went well */
#define CLEAN 100
#define BACK 0.1		/* of the way back, with each draw */
#define FLOOR 0.1		/* draws a second: forge-apis 9, rule 2 */
#define FORGOTTEN 86400.0	/* a day after the last refusal */
#define MEASURED 60.0		/* seconds over which a pace is measured */
#define TELLING 30		/* draws in that time; fewer came for want of
				   work */
#define BEARABLE 1.0		/* draws a second, which those are taken for */

static size_t pace_of(unsigned draws)
{
	return draws & DRAW_GIT ? PACE_GIT : PACE_API;
}

double pace_ready_at(const struct ledger *ledger, unsigned draws)
{
	const struct ledger_pace *pace = &ledger->data->paces[pace_of(draws)];

	return pace->rate > 0 ? pace->begun + 1 / pace->rate : 0;
}

void pace_begin(struct ledger *ledger, unsigned draws, double now)
{
	struct ledger_pace *pace = &ledger->data->paces[pace_of(draws)];

	if (pace->rate > 0 && now > pace->cut + FORGOTTEN)
		pace->rate = 0;
	pace->begun = now;
}

void pace_clean(struct ledger *ledger, unsigned draws, double begun)
{
	struct ledger_pace *pace = &ledger->data->paces[pace_of(draws)];

	if (pace->rate <= 0 || begun <= pace->cut)
		return;
	pace->refused = 0;
	pace->clean++;
	if (pace->rate < pace->known) {
		pace->rate += BACK * (pace->known - pace->rate);
		if (pace->rate > 0.99 * pace->known) {
			pace->rate = pace->known;
			pace->clean = 0;
		}
	} else if (pace->clean >= CLEAN) {
		pace->clean = 0;
		pace->rate *= STEP;
		pace->known = pace->rate;
	}
}

/*
 * How many a second went through of late; *nr: how many in all. Content is
 * drawn together with a write and would be counted twice.
 */
static double measure(const struct ledger *ledger, size_t pace, double now,
		      unsigned *nr)
{
	double oldest = now;
	enum draw_kind kind;

	for (kind = 0; kind < DRAW_KINDS; kind++) {
		uint64_t end = ledger->data->kinds[kind].appended, i = end;

		if (kind == KIND_CONTENT ||
		    pace_of(1u << kind) != pace)
			continue;
		while (i-- > 0 && end - i < LEDGER_EVENTS) {
			const struct ledger_event *event =
				ledger_event(ledger, kind, i);

			if (event->at < now - MEASURED)
				break;
			if (event->at < oldest)
				oldest = event->at;
			++*nr;
		}
	}
	return *nr / (now - oldest > 1 ? now - oldest : 1);
}

unsigned pace_refused(struct ledger *ledger, unsigned draws, double begun,
		      double now)
{
	struct ledger_pace *pace = &ledger->data->paces[pace_of(draws)];
	unsigned nr = 0;
	double rate;

	if (pace->cut > 0 && begun <= pace->cut)
		return pace->refused;
	rate = measure(ledger, pace_of(draws), now, &nr);
	/* a pace that nobody kept up to is not what was refused */
	if (nr < TELLING && rate < BEARABLE)
		rate = pace->rate > 0 ? pace->rate : BEARABLE;
	if (pace->rate > 0 && pace->rate < rate)
		rate = pace->rate;
	if (rate < FLOOR)
		rate = FLOOR;
	pace->known = KNOWN * rate > FLOOR ? KNOWN * rate : FLOOR;
	pace->rate = CUT * rate > FLOOR ? CUT * rate : FLOOR;
	pace->cut = now;
	pace->clean = 0;
	return ++pace->refused;
}

void pace_row(const struct ledger *ledger, size_t number, double now,
	      struct budget_row *row)
{
	const struct ledger_pace *pace = &ledger->data->paces[number];
	double at = pace->begun + 1 / pace->rate;

	row->name = "a minute, as learned";
	row->kinds = number == PACE_GIT ? DRAW_GIT : DRAW_ALL & ~(unsigned)DRAW_GIT;
	row->limit = pace->rate * 60;
	row->seconds = 60;
	row->free_at = at > now ? at : 0;
	row->full_at = row->free_at;
}
