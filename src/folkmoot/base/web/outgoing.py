"""The one way in which Folkmoot fetches an address that somebody typed.

An address can lead into the network that the server stands in: to the database, the router, the cloud's secrets.
So the name is resolved first, every answer must be a public address, the connection goes to exactly the address
that was checked (a second look-up could answer differently), and each redirect goes through the same gate.
"""

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urljoin, urlsplit

USER_AGENT = "Folkmoot link preview"
MAX_ADDRESS = 2000
# Public by number, yet answered by the cloud the machine runs in.
_METADATA = frozenset({ipaddress.ip_address("168.63.129.16"), ipaddress.ip_address("100.100.100.200")})
# Ways of writing an IPv4 address inside an IPv6 one, which a translator on the way would unwrap.
_WRAPPED = [
    ipaddress.ip_network(each)
    for each in ("::ffff:0:0/96", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "fec0::/10")
]
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|[0-9a-f:.]+", re.IGNORECASE)
_REDIRECTS = {301, 302, 303, 307, 308}


class FetchRefused(Exception):
    """The address is not one we go to, or what it answers is not what we take."""


class FetchFailed(Exception):
    """The address is fine, but nothing useful came from it in time."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back; `url` is where it came from in the end."""

    url: str
    media_type: str
    charset: str
    body: bytes


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet, and to nothing else in any way of reading it."""
    try:
        ip = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    if ip in _METADATA or (ip.version == 6 and any(ip in network for network in _WRAPPED)):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback)


def _look_up(host: str, port: int) -> list[str]:
    return [str(answer[4][0]) for answer in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True)
class Client:
    """Fetches with limits. The defaults are the product's; tests give a server of their own."""

    look_up: Callable[[str, int], Sequence[str]] = _look_up
    may_connect: Callable[[str], bool] = is_public
    ports: frozenset[int] = frozenset({80, 443})
    seconds: float = 5.0
    max_bytes: int = 1_000_000
    max_redirects: int = 3
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)

    def get(self, url: str, *, media_types: Sequence[str] = ("text/html", "application/xhtml+xml")) -> Fetched:
        """What is at `url`; raises FetchRefused or FetchFailed. All redirects share one span of time."""
        deadline = time.monotonic() + self.seconds
        for _ in range(self.max_redirects + 1):
            answer = self._once(url, media_types, deadline)
            if isinstance(answer, Fetched):
                return answer
            url = urljoin(url, answer)
        raise FetchRefused("too many redirects")

    def _once(self, url: str, media_types: Sequence[str], deadline: float) -> Fetched | str:
        """The page, or the address it redirects to."""
        parts, port = self._checked(url)
        address = self._resolved(str(parts.hostname), port, deadline)
        try:
            connection = self._connect(parts, address, port, deadline)
        except (OSError, ssl.SSLError) as error:
            raise FetchFailed(f"no connection: {error}") from None
        # A server that sends one byte every few seconds never runs into a time-out of a single read.
        alarm = threading.Timer(max(0.01, deadline - time.monotonic()), _hang_up, [connection.sock])
        alarm.daemon = True
        alarm.start()
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("GET", target, headers=_headers(media_types))
            return self._read(url, connection.getresponse(), media_types, deadline)
        except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
            raise FetchFailed(f"broke off: {error}") from None
        finally:
            alarm.cancel()
            connection.close()

    def _checked(self, url: str) -> tuple[SplitResult, int]:
        if len(url) > MAX_ADDRESS or any(ord(letter) <= 32 or ord(letter) == 127 for letter in url):
            raise FetchRefused("not an address")
        try:
            parts = urlsplit(url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError:
            raise FetchRefused("not an address") from None
        if parts.scheme not in ("http", "https"):
            raise FetchRefused("only http and https")
        if parts.username is not None or parts.password is not None or "\\" in url:
            raise FetchRefused("names a user")
        if not parts.hostname or not _HOST.fullmatch(_ascii(parts.hostname)):
            raise FetchRefused("no host")
        if port not in self.ports:
            raise FetchRefused("unusual port")
        try:
            return parts._replace(path=_quoted(parts.path), query=_quoted(parts.query)), port
        except UnicodeError:
            raise FetchRefused("not an address") from None

    def _resolved(self, host: str, port: int, deadline: float) -> str:
        pool = ThreadPoolExecutor(1)
        try:
            found = list(pool.submit(self.look_up, _ascii(host), port).result(max(0.01, deadline - time.monotonic())))
        except (OSError, UnicodeError, FutureTimeout) as error:
            raise FetchFailed(f"unknown host: {error}") from None
        finally:
            pool.shutdown(wait=False)
        if not found:
            raise FetchFailed("unknown host")
        # One private answer among public ones is what a rebinding attack looks like.
        if not all(self.may_connect(address) for address in found):
            raise FetchRefused("not a public address")
        return found[0]

    def _connect(self, parts: SplitResult, address: str, port: int, deadline: float) -> http.client.HTTPConnection:
        patience = max(0.01, deadline - time.monotonic())
        host = _ascii(str(parts.hostname))
        connection = http.client.HTTPConnection(f"[{host}]" if ":" in host else host, port, timeout=patience)
        plain = socket.create_connection((address, port), timeout=patience)
        try:
            secure = parts.scheme == "https"
            connection.sock = self.tls.wrap_socket(plain, server_hostname=host) if secure else plain
        except BaseException:
            plain.close()
            raise
        return connection

    def _read(
        self, url: str, response: http.client.HTTPResponse, media_types: Sequence[str], deadline: float
    ) -> Fetched | str:
        if response.status in _REDIRECTS and (location := response.getheader("Location")):
            return location
        if response.status != 200:
            raise FetchFailed(f"status {response.status}")
        if response.getheader("Content-Encoding", "identity").lower() != "identity":
            raise FetchRefused("compressed")
        media_type = response.headers.get_content_type()
        if media_type not in media_types:
            raise FetchRefused(f"is {media_type}")
        body = bytearray()
        while chunk := response.read(min(65536, self.max_bytes + 1 - len(body))):
            body += chunk
            if len(body) > self.max_bytes:
                raise FetchRefused("too large")
        if time.monotonic() > deadline:
            raise FetchFailed("too slow")
        return Fetched(url, media_type, response.headers.get_content_charset("utf-8"), bytes(body))


def _headers(media_types: Sequence[str]) -> dict[str, str]:
    return {"User-Agent": USER_AGENT, "Accept": ", ".join(media_types), "Accept-Encoding": "identity"}


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        raise FetchRefused("no host") from None


def _quoted(text: str) -> str:
    """Letters beyond ASCII as an address may carry them."""
    return "".join(letter if letter.isascii() else "".join(f"%{b:02X}" for b in letter.encode()) for letter in text)


def _hang_up(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # It had ended by itself.
