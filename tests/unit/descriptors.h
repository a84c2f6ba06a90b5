/* SPDX-License-Identifier: MIT */
/*
 * Which of our descriptors a child has.
 */
#ifndef UNIT_DESCRIPTORS_H
#define UNIT_DESCRIPTORS_H

#include <sys/types.h>

/*
 * The number of pipes, sockets and event descriptors above 2 that the process
 * has and that were not open here before main(); files may be of Check.
 */
int descriptors_leaked(pid_t pid);

#endif
