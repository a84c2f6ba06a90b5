/* SPDX-License-Identifier: MIT */
/*
 * Waits of a connection's thread (faults want them), in real seconds.
 */
#ifndef FORGE_PAUSE_H
#define FORGE_PAUSE_H

/* Returns sooner when the forge ends. */
void pause_for(double seconds);

/* Ends all waits, now and later. */
void pause_end(void);

#endif
