"""A server on the loopback interface that speaks the chat-completions protocol, by a script."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any


@dataclass(frozen=True)
class Say:
    """One response. ``length``: what the header claims. ``drip``: seconds between single bytes."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    length: int | None = None
    delay: float = 0.0
    drip: float = 0.0
    drip_headers: bool = False


def completion(text: str, *, usage: Any = (10, 5), finish: str = "stop", **message: Any) -> Say:
    """A reply with a text, as endpoints write it."""
    data: dict[str, Any] = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": "scripted",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": text, **message},
            }
        ],
    }
    if isinstance(usage, tuple):
        usage = {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}
    if usage is not None:
        data["usage"] = usage
    return Say(json.dumps(data).encode())


@dataclass
class Heard:
    """One request that came in."""

    path: str
    headers: dict[str, str]
    data: Any


class Scripted(ThreadingHTTPServer):
    """Answers the requests it gets with the steps of its script, in order; then with status 404."""

    daemon_threads = True

    def __init__(self, script: list[Say]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = list(script)
        self.heard: list[Heard] = []
        self.lock = Lock()

    @property
    def url(self) -> str:
        """The base that an endpoint is given."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, *_: Any) -> None:
        """A client that hangs up is part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    server: Scripted
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.lock:
            self.server.heard.append(Heard(self.path, dict(self.headers), json.loads(body)))
            step = self.server.script.pop(0) if self.server.script else Say(status=404)
        time.sleep(step.delay)
        self.close_connection = True
        if step.drip_headers:
            for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 1_000:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(step.drip)
            return
        self.send_response(step.status)
        for name, value in step.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(step.body) if step.length is None else step.length))
        self.end_headers()
        if not step.drip:
            self.wfile.write(step.body)
            return
        for byte in step.body:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(step.drip)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(*script: Say) -> Iterator[Scripted]:
    """A server with a script, while the block runs."""
    server = Scripted(list(script))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
