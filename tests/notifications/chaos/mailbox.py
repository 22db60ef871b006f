"""A mail server of the test's own: it counts what it has said yes to, and can keep a sender waiting so that it may be killed."""

import asyncio
import re
import threading
from collections import Counter

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
BEFORE, AFTER = "before the mail", "after the mail"  # where a sender is kept: it is counted only after
LARGEST = 1 << 20  # bytes of a mail


class Mailbox:
    """Runs in a thread. `received` counts by Message-ID; `held` is the port of the sender that waits."""

    def __init__(self):
        self.received, self.held, self._point = Counter(), None, None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        started = asyncio.start_server(self._serve, "127.0.0.1", 0, limit=LARGEST)
        self._server = asyncio.run_coroutine_threadsafe(started, self._loop).result()
        self.port = self._server.sockets[0].getsockname()[1]
        self._released = asyncio.run_coroutine_threadsafe(self._event(), self._loop).result()

    def hold(self, point):
        """The next sender that comes to this point is kept there until `release`."""
        self._loop.call_soon_threadsafe(self._released.clear)
        self.held, self._point = None, point

    def release(self):
        self._point = None
        self._loop.call_soon_threadsafe(self._released.set)

    def close(self):
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @staticmethod
    async def _event():
        return asyncio.Event()

    async def _end(self):
        self._released.set()
        self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader, writer):
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # it died
        finally:
            writer.close()

    async def _talk(self, reader, writer):
        writer.write(b"220 mailbox\r\n")
        while line := await reader.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                await self._take(reader, writer)
            else:
                writer.write(b"221 bye\r\n" if word == b"QUIT" else b"250 yes\r\n")

    async def _take(self, reader, writer):
        await self._maybe_wait(BEFORE, writer)
        writer.write(b"354 go on\r\n")
        mail = await reader.readuntil(b"\r\n.\r\n")
        self.received[MESSAGE_ID.search(mail)[1].decode()] += 1
        await self._maybe_wait(AFTER, writer)
        writer.write(b"250 taken\r\n")

    async def _maybe_wait(self, point, writer):
        if self._point == point:
            self._point, self.held = None, writer.get_extra_info("peername")[1]
            await self._released.wait()
