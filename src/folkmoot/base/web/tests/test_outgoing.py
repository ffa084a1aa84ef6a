"""Where the server may go when somebody types an address, and where never."""

import socket
import threading
import time

import pytest

from folkmoot.base.web.outgoing import Client, FetchFailed, FetchRefused, is_public

INSIDE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1",
    "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "64:ff9b::7f00:1", "2002:7f00:1::",
    "2001:0:7f00:1::", "fec0::1", "not an address", "",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_is_public_for_an_inner_address_says_no(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_is_public_for_an_outer_address_says_yes(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f.0.0.1/", "http://0177.0.0.1/",
        "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://0/", "http://localhost/",
        "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://user@127.0.0.1/",
        "http://example.com@127.0.0.1/", "http://127.0.0.1\\@example.com/", "http://example.com:22/",
        "http://example.com:8000/", "http://example.com:99999/", "ftp://example.com/", "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_INFO", "data:text/html,hello", "//example.com/", "http:///x", "http://",
        "http://exa mple.com/", "http://example.com/\r\nHost: evil", "http://" + "a" * 3000, "javascript:alert(1)",
        "http://[::1", "http://①②⑦.⓪.⓪.①/",
    ],
)  # fmt: skip
def test_get_of_a_forbidden_address_is_refused_before_any_connection(url):
    with pytest.raises(FetchRefused):
        Client().get(url)


def test_get_when_one_of_several_answers_is_private_is_refused():
    with pytest.raises(FetchRefused):
        Client(look_up=lambda host, port: ["93.184.216.34", "10.0.0.1"]).get("http://rebind.example/")


def test_get_of_an_unknown_host_fails():
    def nobody(host, port):
        raise socket.gaierror("unknown")

    with pytest.raises(FetchFailed):
        Client(look_up=nobody).get("http://nowhere.example/")


class Server:
    """Answers each connection with the next of some prepared bytes (a list is sent slowly, piece by piece)."""

    def __init__(self, *answers):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.requests = []
        self.thread = threading.Thread(target=self._serve, args=[answers], daemon=True)
        self.thread.start()

    def _serve(self, answers):
        for answer in answers:
            connection, _ = self.socket.accept()
            with connection:
                self.requests.append(connection.recv(65536).decode())
                pieces = answer if isinstance(answer, list) else [answer]
                try:
                    for piece in pieces:
                        connection.sendall(piece)
                        if len(pieces) > 1:
                            time.sleep(0.1)
                except OSError:
                    pass

    def client(self, **changes):
        inside = {"look_up": lambda host, port: ["127.0.0.1"], "may_connect": lambda ip: ip == "127.0.0.1"}
        return Client(**({**inside, "ports": frozenset({self.port})} | changes))

    def url(self, path="/"):
        return f"http://site.example:{self.port}{path}"


def page(body=b"<title>Hi</title>", *headers):
    lines = [b"HTTP/1.1 200 OK", *(headers or [b"Content-Type: text/html; charset=utf-8"])]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def redirect(to):
    return f"HTTP/1.1 302 Found\r\nLocation: {to}\r\n\r\n".encode()


def test_get_of_a_page_returns_it_and_sends_the_name_but_connects_to_the_checked_address():
    server = Server(page())
    fetched = server.client().get(server.url("/wörter?q=ü"))
    assert fetched.body == b"<title>Hi</title>"
    assert fetched.charset == "utf-8"
    assert f"Host: site.example:{server.port}" in server.requests[0]
    assert server.requests[0].startswith("GET /w%C3%B6rter?q=%C3%BC HTTP/1.1")


def test_get_follows_a_redirect_and_checks_it_again():
    server = Server(redirect("/there"), page())
    assert server.client().get(server.url()).url == server.url("/there")
    inward = Server(redirect("http://169.254.169.254/"))
    with pytest.raises(FetchRefused):
        inward.client(ports=frozenset({80, inward.port}), look_up=_as_written).get(inward.url())


def _as_written(host, port):
    return ["127.0.0.1"] if host == "site.example" else [host]


def test_get_of_endless_redirects_is_refused():
    server = Server(*[redirect("/again")] * 4)
    with pytest.raises(FetchRefused, match="redirects"):
        server.client().get(server.url())


def test_get_of_a_large_answer_is_refused():
    server = Server(page(b"x" * 5000))
    with pytest.raises(FetchRefused, match="large"):
        server.client(max_bytes=1000).get(server.url())


def test_get_of_another_type_or_a_compressed_answer_is_refused():
    for header in (b"Content-Type: application/pdf", b"Content-Type: text/html\r\nContent-Encoding: gzip"):
        server = Server(page(b"x", header))
        with pytest.raises(FetchRefused):
            server.client().get(server.url())


def test_get_of_a_server_that_drips_ends_at_the_deadline():
    server = Server([page(), *[b"x"] * 100])
    began = time.monotonic()
    with pytest.raises(FetchFailed):
        server.client(seconds=0.5).get(server.url())
    assert time.monotonic() - began < 3


def test_get_of_an_error_page_or_rubbish_fails():
    for answer in (b"HTTP/1.1 500 Oh\r\n\r\n", b"rubbish\r\n\r\n", b""):
        server = Server(answer)
        with pytest.raises(FetchFailed):
            server.client().get(server.url())
