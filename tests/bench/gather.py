#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The same requests as people send them from a script: for the benchmarks.

    gather.py one|all CONNECTIONS FILE

FILE has an address a line; BENCH_TOKEN goes with each. "one": one after
another; "all": asyncio.gather() over all of them at once, with at most so many
connections. Nothing is tried again. Prints "done left seconds", done being
what was answered 200.
"""
import asyncio
import os
import sys
import time

import httpx


async def get(client, url):
    try:
        reply = await client.get(url)
        return reply.status_code == 200
    except httpx.HTTPError:
        return False


async def main(mode, connections, path):
    with open(path, encoding="utf-8") as file:
        urls = file.read().split()
    limits = httpx.Limits(max_connections=connections,
                          max_keepalive_connections=connections)
    headers = {"Authorization": "Bearer " + os.environ["BENCH_TOKEN"]}
    async with httpx.AsyncClient(limits=limits, headers=headers,
                                 timeout=120, trust_env=False) as client:
        begin = time.monotonic()
        if mode == "all":
            good = await asyncio.gather(*(get(client, url) for url in urls))
        else:
            good = [await get(client, url) for url in urls]
        seconds = time.monotonic() - begin
    print(sum(good), len(good) - sum(good), f"{seconds:.3f}")


asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
