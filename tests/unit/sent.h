/* SPDX-License-Identifier: MIT */
/*
 * Whether a request is the one that a conversation expects.
 */
#ifndef TESTS_SENT_H
#define TESTS_SENT_H

#include "conversation.h"
#include "engine/request.h"

/* Fails the test where it is not. */
void sent_check(const struct exchange *exchange,
		const struct request *request);

#endif
