#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""answer.py PATTERN KEYS COMMAND [ARG...]: answers what a command asks.

Runs the command on a terminal of its own, waits until PATTERN (an extended
regular expression) shows, types KEYS (Python's escapes: \\x03 is Ctrl-C), and
prints all that it wrote. Ends with its exit code; 128 and the signal's number
where a signal ended it.
"""
import os
import pty
import re
import select
import sys
import time

PATIENCE = 60  # real seconds, for a machine that is busy


def main():
    pattern = re.compile(sys.argv[1].encode())
    keys = sys.argv[2].encode().decode("unicode_escape").encode()
    seen = b""
    end = time.monotonic() + PATIENCE
    pid, fd = pty.fork()
    if pid == 0:
        os.execvp(sys.argv[3], sys.argv[3:])
    while True:
        left = end - time.monotonic()
        if left <= 0 or not select.select([fd], [], [], left)[0]:
            print("answer.py: it does not end", file=sys.stderr)
            os.kill(pid, 9)
            break
        try:
            seen += os.read(fd, 65536)
        except OSError:
            break
        if keys and pattern.search(seen):
            os.write(fd, keys)
            keys = b""
    status = os.waitpid(pid, 0)[1]
    sys.stdout.buffer.write(seen.replace(b"\r\n", b"\n"))
    sys.stdout.flush()
    if os.WIFSIGNALED(status):
        sys.exit(128 + os.WTERMSIG(status))
    sys.exit(os.WEXITSTATUS(status))


main()
