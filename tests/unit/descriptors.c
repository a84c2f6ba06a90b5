/* SPDX-License-Identifier: MIT */
/*
 * Which of our descriptors a child has.
 */
#include "descriptors.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DESCRIPTORS 256

static bool inherited[DESCRIPTORS];

static void __attribute__((constructor)) note_inherited(void)
{
	int fd;

	for (fd = 3; fd < DESCRIPTORS; fd++)
		inherited[fd] = fcntl(fd, F_GETFD) >= 0;
}

static bool is_leak(const char *folder, const char *name)
{
	char path[512], target[200];
	int fd = atoi(name);
	ssize_t len;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	len = readlink(path, target, sizeof(target));
	return isdigit((unsigned char)*name) && fd > 2 && len > 0 &&
	       target[0] != '/' && (fd >= DESCRIPTORS || !inherited[fd]);
}

int descriptors_leaked(pid_t pid)
{
	struct dirent *entry;
	char folder[64];
	int leaks = 0;
	DIR *dir;

	snprintf(folder, sizeof(folder), "/proc/%ld/fd", (long)pid);
	dir = opendir(folder);
	if (!dir)
		return -1;
	while ((entry = readdir(dir)))
		leaks += is_leak(folder, entry->d_name);
	closedir(dir);
	return leaks;
}
