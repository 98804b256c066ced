"""A load of HTTP requests: clients that keep a connection each, and wait for their answer before they ask again.

python bench/load.py PORT CLIENTS FILE     FILE holds one request a line, as JSON text of its bytes

Prints {"requests", "seconds", "p50", "p99", "refused"} as JSON. Raw sockets, so that the load costs little beside what
it measures.
"""

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Iterator

LENGTH = b"content-length:"


class Client(asyncio.Protocol):
    """One connection. waits: seconds from each request to the end of its answer."""

    def __init__(self, requests: Iterator[bytes], waits: list[float], done: "asyncio.Future[None]") -> None:
        self.requests, self.waits, self.done = requests, waits, done
        self.buffer = b""
        self.refused = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.ask()

    def ask(self) -> None:
        request = next(self.requests, None)
        if request is None:
            self.transport.close()
            return
        self.asked_at = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, found, body = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return
        lower = head.lower()
        length = int(lower[lower.index(LENGTH) + len(LENGTH) :].split(b"\r\n", 1)[0])
        if len(body) < length:
            return
        self.waits.append(time.perf_counter() - self.asked_at)
        self.refused += not head.startswith(b"HTTP/1.1 200") or b'"rejected":1' in body.replace(b" ", b"")
        self.buffer = b""
        self.ask()

    def connection_lost(self, _: Exception | None) -> None:
        self.done.set_result(None)


async def load(port: int, clients: int, requests: list[bytes]) -> dict[str, float]:
    loop = asyncio.get_running_loop()
    waiting, waits = iter(requests), list[float]()
    ends = [loop.create_future() for _ in range(clients)]
    began = time.perf_counter()
    made = [await loop.create_connection(lambda end=end: Client(waiting, waits, end), "127.0.0.1", port) for end in ends]
    await asyncio.gather(*ends)
    seconds = time.perf_counter() - began
    return {
        "requests": len(waits),
        "seconds": seconds,
        "p50": statistics.median(waits),
        "p99": sorted(waits)[len(waits) * 99 // 100],
        "refused": sum(client.refused for _, client in made),
    }


def main() -> None:
    port, clients, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    with open(path) as lines:
        requests = [json.loads(line).encode() for line in lines]
    print(json.dumps(asyncio.run(load(port, clients, requests))))


if __name__ == "__main__":
    main()
