"""One HTTP request: with time limits, a bound on the answer, and no trust in either.

Redirects are not followed, proxies and other settings of the environment are not looked at, and an answer in
an encoding other than its own is refused: so the key goes to the host that was named, and a small answer
cannot become a large one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Final

import httpx

from potstill.distill.teacher.endpoint import Endpoint

_FREE: Final = frozenset({429, 503, 529})
"""Statuses that are worth trying again, of requests that were turned away, and nothing made."""

_BROKEN: Final = frozenset({500, 502})
"""Statuses that are worth trying again, of requests that may have been worked on."""


class Retry(Enum):
    """Whether a failed request may be sent again."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Received:
    """A body of JSON, by its own account, under status 200."""

    body: bytes


@dataclass(frozen=True, slots=True)
class Failed:
    """No body. ``charged``: the endpoint may have made an answer, and may charge for it.

    ``after``: seconds that the endpoint asks to wait, if it does.
    """

    reason: str
    retry: Retry
    charged: bool
    after: float | None = None


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, between two pieces of the answer, and for everything, retries included."""

    connect: float = 10.0
    read: float = 120.0
    total: float = 300.0


def send(
    endpoint: Endpoint, body: bytes, *, timeouts: Timeouts, left: float, largest: int, now: datetime
) -> Received | Failed:
    """Send a request and read at most ``largest`` bytes of the answer within ``left`` seconds.

    ``now``: what a date in a header is compared with.
    """
    # A loop of its own, in a thread of its own: the caller's thread may be running one already.
    with ThreadPoolExecutor(1) as thread:
        work = _send(endpoint, body, timeouts, left, largest, now)
        return thread.submit(asyncio.run, work).result()


async def _send(
    endpoint: Endpoint, body: bytes, timeouts: Timeouts, left: float, largest: int, now: datetime
) -> Received | Failed:
    sending = httpx.Timeout(timeouts.read, connect=timeouts.connect)
    try:
        async with (
            asyncio.timeout(left),
            httpx.AsyncClient(timeout=sending, trust_env=False, follow_redirects=False) as client,
            client.stream("POST", endpoint.completions, content=body, headers=_headers(endpoint)) as response,
        ):
            if response.status_code != 200:
                return _refused(response, now)
            if (fault := _unreadable(response.headers)) is not None:
                return Failed(fault, Retry.NO, charged=True)
            received = bytearray()
            async for piece in response.aiter_raw():
                received += piece
                if len(received) > largest:
                    return Failed(f"the answer has more than {largest:,} bytes", Retry.NO, charged=True)
            return Received(bytes(received))
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
        return Failed("no connection", Retry.YES, charged=False)
    except (TimeoutError, httpx.TimeoutException):
        # Not tried again: the answer may have been on its way, and would be paid for twice.
        return Failed("no answer in time", Retry.NO, charged=True)
    except (httpx.NetworkError, httpx.RemoteProtocolError):
        return Failed("the connection broke", Retry.YES, charged=True)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Failed(f"the request failed: {type(error).__name__}", Retry.NO, charged=True)


def _headers(endpoint: Endpoint) -> dict[str, str]:
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": "potstill",
    }
    return headers if endpoint.key is None else headers | {"Authorization": f"Bearer {endpoint.key}"}


def _unreadable(headers: Mapping[str, str]) -> str | None:
    """Why an answer is not read."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        return "a stream, which nobody asked for" if kind == "text/event-stream" else "the answer is no JSON"
    encoding = headers.get("content-encoding", "identity").strip().lower()
    return None if encoding == "identity" else "the answer is encoded, which nobody asked for"


def _refused(response: httpx.Response, now: datetime) -> Failed:
    status = response.status_code
    if status in _FREE:
        return Failed(f"status {status}", Retry.YES, False, _after(response.headers, now))
    if status in _BROKEN:
        return Failed(f"status {status}", Retry.YES, True, _after(response.headers, now))
    if 300 <= status < 400:
        return Failed(f"status {status}: redirects are not followed", Retry.NO, charged=False)
    return Failed(f"status {status}", Retry.NO, charged=not 400 <= status < 500)


def _after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that Retry-After names, or until the date that it names (RFC 9110, 10.2.3)."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text) if len(text) < 10 else float("inf")
    try:
        return max(0.0, (parsedate_to_datetime(text) - now).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None
