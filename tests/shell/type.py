#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""type.py KEYS SHELL [ARG...]: what a shell makes of keys.

Starts the shell on a terminal of its own, waits for its prompt READY>, types
KEYS (Python's escapes: \\t is the tab key), puts "echo :" before the line and
ends it. Prints what the shell then echoes behind the colon.
"""
import os
import pty
import re
import select
import sys
import time

PATIENCE = 60  # real seconds, for a machine that is busy
ESCAPES = re.compile(rb"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)"
                     rb"|[()][0-9A-Za-z]|[=>78])")


class Terminal:
    def __init__(self, argv):
        self.seen = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execvp(argv[0], argv)

    def wait_for(self, pattern):
        end = time.monotonic() + PATIENCE
        while True:
            text = ESCAPES.sub(b"", self.seen)
            found = re.search(pattern, text)
            if found:
                return found
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.fd], [], [], left)[0]:
                sys.exit("type.py: %r did not come, but:\n%s" % (
                    pattern, text.decode("utf-8", "replace")))
            try:
                self.seen += os.read(self.fd, 65536)
            except OSError:
                sys.exit("type.py: the shell ended:\n%s" % (
                    text.decode("utf-8", "replace")))

    def type(self, keys):
        os.write(self.fd, keys)


def main():
    keys = sys.argv[1].encode().decode("unicode_escape").encode()
    terminal = Terminal(sys.argv[2:])
    terminal.wait_for(rb"READY>")
    # the first key comes after the prompt was drawn: nothing is lost
    terminal.type(keys + b"\x01echo : \r")
    found = terminal.wait_for(rb"(?:^|\n)\r?: ([^\r\n]*)\r?\n")
    print(found.group(1).decode().rstrip())
    os.close(terminal.fd)
    os.waitpid(terminal.pid, 0)


main()
