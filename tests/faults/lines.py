"""A film on its way over a real line that breaks, spoken as any tus client speaks."""

import contextlib
import http.client
import socket
import struct
import time

TUS = {"Tus-Resumable": "1.0.0"}
_BLOCK = 256 * 1024


class Sender:
    """Somebody new in the house, with a film of `data` to bring."""

    def __init__(self, house, name, data):
        self.house, self.data, self.url = house, data, ""
        status, headers, token = self._ask("POST", f"/faults/arrive/{name}", {})
        assert status == 200, token
        cookies = [value.split(";")[0] for value in headers.get_all("Set-Cookie")]
        self.signed = {"Cookie": "; ".join(cookies), "X-CSRFToken": token.decode(), **TUS}

    def _ask(self, method, path, headers, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=30)
        try:
            connection.request(method, path, body=body, headers=headers)
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()

    def begin(self):
        status, headers, said = self._ask(
            "POST", "/videos/uploads/", {**self.signed, "Upload-Length": str(len(self.data)), "Content-Length": "0"}
        )
        assert status == 201, said
        self.url = headers["Location"]

    def arrived(self):
        """How much the house says it has; None while it does not answer."""
        with contextlib.suppress(OSError, http.client.HTTPException):
            status, headers, _ = self._ask("HEAD", self.url, self.signed)
            return int(headers["Upload-Offset"]) if status == 200 else None
        return None

    def settled(self):
        """What has arrived once the house has noticed that nothing more comes."""
        before, deadline = None, time.monotonic() + 30
        while time.monotonic() < deadline:
            now = self.arrived()
            if now is not None and now == before:
                return now
            before = now
            time.sleep(0.4)
        raise AssertionError("the house does not say how much has arrived")

    def send(self, offset, breaks_after=None, meanwhile=None):
        """All the rest in one request; after `breaks_after` bytes, `meanwhile` happens and the line is torn."""
        rest = memoryview(self.data)[offset:]
        words = {
            "Host": f"127.0.0.1:{self.house.port}", "Content-Type": "application/offset+octet-stream",
            "Content-Length": str(len(rest)), "Upload-Offset": str(offset), **self.signed,
        }  # fmt: skip
        head = f"PATCH {self.url} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in words.items())
        line = socket.create_connection(("127.0.0.1", self.house.port), timeout=60)
        try:
            line.sendall(head.encode() + b"\r\n")
            for at in range(0, breaks_after or len(rest), _BLOCK):
                line.sendall(rest[at : min(at + _BLOCK, breaks_after or len(rest))])
            if breaks_after is None:
                response = http.client.HTTPResponse(line, method="PATCH")
                response.begin()
                return response.status, int(response.getheader("Upload-Offset"))
            if meanwhile:
                meanwhile()
            # No farewell: the other side gets a reset, as from a train in a tunnel.
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        except (BrokenPipeError, ConnectionResetError):
            assert meanwhile is not None  # Only a house that we hurt may hang up.
        finally:
            line.close()
        return None
