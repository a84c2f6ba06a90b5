/* SPDX-License-Identifier: MIT */
/*
 * What processes are going to draw.
 */
#include "engine/planned.h"

void planned_set(struct budget *budget, enum draw_kind kind, size_t draws)
{
	struct ledger *ledger = budget->ledger;

	if (!ledger_lock(ledger))
		return;
	ledger->data->users[ledger->user].planned[kind] =
		draws < UINT32_MAX ? (uint32_t)draws : UINT32_MAX;
	ledger_unlock(ledger);
}

size_t planned_by_others(struct budget *budget, enum draw_kind kind,
			 double now)
{
	struct ledger *ledger = budget->ledger;
	size_t draws = 0, i;

	if (!ledger->path || !ledger_lock(ledger))
		return 0;
	ledger_reap(ledger, now);
	for (i = 0; i < LEDGER_USERS; i++)
		if (i != ledger->user && ledger->data->users[i].pid)
			draws += ledger->data->users[i].planned[kind];
	ledger_unlock(ledger);
	return draws;
}
