/* SPDX-License-Identifier: MIT */
/*
 * Waits of a connection's thread that the forge's end cuts short.
 */
#include "pause.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <time.h>

static struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool ending;
} pauses = { .lock = PTHREAD_MUTEX_INITIALIZER,
	     .changed = PTHREAD_COND_INITIALIZER };

void pause_for(double seconds)
{
	struct timespec until;
	double at;

	clock_gettime(CLOCK_REALTIME, &until);
	at = (double)until.tv_sec + (double)until.tv_nsec / 1e9 + seconds;
	until.tv_sec = (time_t)at;
	until.tv_nsec = (long)((at - (double)until.tv_sec) * 1e9);
	pthread_mutex_lock(&pauses.lock);
	while (!pauses.ending &&
	       pthread_cond_timedwait(&pauses.changed, &pauses.lock,
				      &until) != ETIMEDOUT)
		;
	pthread_mutex_unlock(&pauses.lock);
}

void pause_end(void)
{
	pthread_mutex_lock(&pauses.lock);
	pauses.ending = true;
	pthread_cond_broadcast(&pauses.changed);
	pthread_mutex_unlock(&pauses.lock);
}
