"""The live process's way with HTTP, on a port of its own."""

import socket
import threading
import time

import pytest
import uvicorn

from folkmoot.config.live import MOST_OF_A_REQUEST, Protocol, application


@pytest.fixture
def port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        settings = uvicorn.Config(application, http=Protocol, lifespan="off", log_level="critical")
        server = uvicorn.Server(settings)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join(10)


def test_a_request_without_end_is_cut_and_others_are_answered_one_after_another(port):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as link:
        for _ in range(3):  # Together more than one may be.
            link.sendall(
                b"GET /nothing HTTP/1.1\r\nHost: here\r\nX-Long: " + b"a" * (MOST_OF_A_REQUEST // 2) + b"\r\n\r\n"
            )
            answer = b""
            while b"\r\n\r\n" not in answer:
                answer += link.recv(4096)
            assert answer.startswith(b"HTTP/1.1 404")
        link.sendall(b"GET /nothing HTTP/1.1\r\nX-Endless: ")
        with pytest.raises(OSError, match=r"reset|Broken pipe"):
            link.sendall(b"a" * 32 * 1024 * 1024)
