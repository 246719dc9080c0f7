#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A relay of TCP connections with what long and bad lines do to them; this kernel may have no netem.

usage: relay.py PORT HOST:PORT [WORD...]     listens on 127.0.0.1
       relay.py - HOST:PORT [WORD...]        one connection over standard input and output: ssh's ProxyCommand

WORD is one of these; while it runs, words come as lines on standard input (with a port), or by calling the methods of Relay:

  delay=MS     everything arrives that much later, in both directions
  rate=N       bytes per second, in each direction
  reset=N      a reset after N more bytes from the far end of a connection; once
  reset        a reset of all connections now
  stall=S      nothing passes for S seconds, and no connection ends; stall: until go
  go           ends a stall
  half=near    the near end's connection is reset, and the far end hears nothing of it (half-open); half=far: the other one
  refuse       new connections are reset at once, or answered by nothing at all after "ignore"; accept: taken again

ssh's bytes are encrypted, so a reset after N bytes comes in the middle of a line. altered_lines.py changes lines.
"""

import asyncio
import os
import socket
import struct
import sys
import threading

CHUNK = 4096


class Connection:
    """Two writers and what has passed."""

    def __init__(self, near, far):
        self.writers = {"near": near, "far": far}
        self.dead = set()  # ends that hear nothing more
        self.ways = []

    def reset(self):
        for writer in self.writers.values():
            abort(writer)
        for way in self.ways:
            way.cancel()


class Relay:
    """Listens in a thread of its own until close()."""

    def __init__(self, host, port, listen=0):
        self.host, self.port, self.listen = host, port, listen
        self.delay_s, self.bytes_per_s, self.until_reset = 0.0, 0, None
        self.accepting, self.connections, self.accepted, self.passed = "accept", set(), 0, {"near": 0, "far": 0}
        self.loop, started = asyncio.new_event_loop(), threading.Event()
        self.thread = threading.Thread(target=self.serve, args=(started,), daemon=True)
        self.thread.start()
        started.wait()

    def serve(self, started):
        asyncio.set_event_loop(self.loop)
        self.flowing = asyncio.Event()
        self.flowing.set()
        if self.listen is not None:
            self.server = self.loop.run_until_complete(asyncio.start_server(self.connect, "127.0.0.1", self.listen))
            self.listen = self.server.sockets[0].getsockname()[1]
        self.loop.call_soon(started.set)
        self.loop.run_forever()

    def close(self):
        if self.loop.is_closed():
            return
        asyncio.run_coroutine_threadsafe(self.end(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    async def end(self):
        self.server.close()
        for connection in list(self.connections):
            connection.reset()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for other in others:
            other.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    # The words.

    def do(self, word):
        name, _, value = word.partition("=")
        if name == "delay":
            self.delay_s = float(value) / 1000
        elif name == "rate":
            self.bytes_per_s = int(value)
        elif name == "reset" and value:
            self.until_reset = int(value)
        elif name in ("reset", "go"):
            getattr(self, name)()
        elif name == "stall":
            self.stall(float(value) if value else None)
        elif name == "half" and value in ("near", "far"):
            self.half_open(value)
        elif name in ("refuse", "ignore", "accept"):
            self.accepting = name
        else:
            raise ValueError(f"relay.py: unknown word {word}")

    def here(self, function, *words):
        self.loop.call_soon_threadsafe(function, *words)

    def reset(self):
        self.here(lambda: [connection.reset() for connection in list(self.connections)])

    def go(self):
        self.here(self.flowing.set)

    def stall(self, seconds=None):
        self.here(self.flowing.clear)
        if seconds is not None:
            self.here(self.loop.call_later, seconds, self.flowing.set)

    def half_open(self, gone):
        def make():
            for connection in list(self.connections):
                connection.dead.add("far" if gone == "near" else "near")
                abort(connection.writers[gone])
        self.here(make)

    # What passes.

    async def connect(self, reader, writer):
        self.accepted += 1
        if self.accepting != "accept":
            if self.accepting == "refuse":
                abort(writer)
            else:
                self.connections.add(Connection(writer, writer))
            return
        try:
            far_reader, far_writer = await asyncio.open_connection(self.host, self.port)
        except OSError:
            abort(writer)
            return
        await self.join(reader, writer, far_reader, far_writer)

    async def join(self, near_reader, near_writer, far_reader, far_writer):
        connection = Connection(near_writer, far_writer)
        self.connections.add(connection)
        connection.ways = [asyncio.ensure_future(self.pass_on(connection, near_reader, "far")),
                           asyncio.ensure_future(self.pass_on(connection, far_reader, "near"))]
        await asyncio.wait(connection.ways)
        if not connection.dead:
            self.connections.discard(connection)
            near_writer.close()
            far_writer.close()

    async def pass_on(self, connection, reader, toward):
        queue = asyncio.Queue(256)
        reading = asyncio.ensure_future(self.read(reader, queue))
        writer = connection.writers[toward]
        try:
            while True:
                due, chunk = await queue.get()
                await asyncio.sleep(max(0, due - self.loop.time()))
                await self.flowing.wait()
                if toward in connection.dead:
                    return
                if not chunk:
                    if writer.can_write_eof():
                        writer.write_eof()
                    else:
                        writer.close()  # a pipe
                    return
                if self.bytes_per_s:
                    await asyncio.sleep(len(chunk) / self.bytes_per_s)
                await self.write(connection, writer, chunk, toward)
        except OSError:
            pass
        finally:
            reading.cancel()

    async def read(self, reader, queue):
        while True:
            try:
                chunk = await reader.read(CHUNK)
            except OSError:
                chunk = b""
            await queue.put((self.loop.time() + self.delay_s, chunk))
            if not chunk:
                return

    async def write(self, connection, writer, chunk, toward):
        cut = toward == "near" and self.until_reset is not None and self.until_reset <= len(chunk)
        if cut:
            chunk = chunk[:self.until_reset]
        writer.write(chunk)
        await writer.drain()
        self.passed[toward] += len(chunk)
        if cut:
            self.until_reset = None
            await asyncio.sleep(0.05)  # a reset overtakes what the kernel has not sent
            connection.reset()
        elif toward == "near" and self.until_reset is not None:
            self.until_reset -= len(chunk)


def abort(writer):
    """Ends a TCP connection by a reset, not by a polite end."""
    ours = writer.get_extra_info("socket")
    if ours is not None:
        try:
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        except OSError:
            pass  # it has ended
    writer.transport.abort()


async def over_standard_streams(relay):
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin.buffer)
    transport, protocol = await loop.connect_write_pipe(asyncio.streams.FlowControlMixin, sys.stdout.buffer)
    writer = asyncio.StreamWriter(transport, protocol, None, loop)
    await relay.join(reader, writer, *await asyncio.open_connection(relay.host, relay.port))


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    host, port = sys.argv[2].rsplit(":", 1)
    proxy = sys.argv[1] == "-"
    relay = Relay(host, int(port), None if proxy else int(sys.argv[1]))
    for word in sys.argv[3:]:
        relay.do(word)
    if proxy:
        try:
            asyncio.run_coroutine_threadsafe(over_standard_streams(relay), relay.loop).result()
        except OSError as error:
            sys.exit(f"relay.py: {error}")
        os._exit(0)  # a thread may still wait for input
    for line in sys.stdin:
        relay.do(line.strip())


if __name__ == "__main__":
    main()
