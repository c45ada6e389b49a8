"""The lean line: whole answers however they come, connections used again and never trusted too far, honest failures."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from yarl import URL

from bot.channels.keep_alive import KeepAlive, LineBroken, NotConnected

ANSWERS: list[tuple[str, bytes, tuple[int, bytes], bool]] = [
    ("stated length", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", (200, b"hello"), True),
    ("nothing to say", b"HTTP/1.1 204 No Content\r\n\r\n", (204, b""), True),
    ("a refusal", b"HTTP/1.1 429 Slow\r\ncontent-length:2\r\n\r\n{}", (429, b"{}"), True),
    ("no reason given", b"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", (200, b""), True),
    (
        "in chunks",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n",
        (200, b"hello"),
        True,
    ),
    (
        "in chunks, with words behind them",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nA: b\r\n\r\n",
        (200, b"hello"),
        True,
    ),
    (
        "a word ahead",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        (200, b"ok"),
        True,
    ),
    (
        "says goodbye",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
        (200, b"ok"),
        False,
    ),
    ("an old server", b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", (200, b"ok"), False),
    ("says more than it should", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1", (200, b"ok"), False),
]
NONSENSE: list[tuple[str, bytes]] = [
    ("another protocol", b"SSH-2.0-OpenSSH_9.0\r\n\r\n"),
    ("no status", b"HTTP/1.1 2x0 OK\r\n\r\n"),
    ("a chunk of no size", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
    ("a chunk that runs over", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n"),
    ("longer than we take", b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n"),
    ("a head without an end", b"HTTP/1.1 200 OK\r\nA: " + b"a" * 40_000),
]
FINE = ANSWERS[0][1]


@dataclass
class Server:
    """A server that answers each request with the next of its lines, in the pieces it was told."""

    says: list[Sequence[bytes] | None] = field(default_factory=list)
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0
    hangs_up: bool = False
    port: int = 0
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.writers.append(writer)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                size = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                self.requests.append(head + await reader.readexactly(size))
                pieces = self.says.pop(0)
                if pieces is None:
                    return
                for piece in pieces:
                    writer.write(piece)
                    await writer.drain()
                    await asyncio.sleep(0)
                if self.hangs_up:
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()


@asynccontextmanager
async def serving(*says: Sequence[bytes] | None, secured: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    server = Server(list(says))
    listening = await asyncio.start_server(server.take, "127.0.0.1", 0, ssl=secured)
    server.port = listening.sockets[0].getsockname()[1]
    yield server
    listening.close()
    for writer in server.writers:
        writer.close()


def line_to(server: Server, scheme: str = "http", trust: ssl.SSLContext | None = None) -> KeepAlive:
    return KeepAlive(URL(f"{scheme}://127.0.0.1:{server.port}"), connect_within=2, trust=trust)


async def said(line: KeepAlive, body: bytes = b"{}", seconds: float = 5) -> tuple[int, bytes]:
    return await line.post(line.head("/bot/sendMessage"), body, seconds)


@pytest.mark.parametrize(("label", "answer", "meant", "stays"), ANSWERS)
async def test_an_answer_is_read_whole_however_it_comes(
    label: str, answer: bytes, meant: tuple[int, bytes], stays: bool
) -> None:
    """Cut at any byte, an answer means the same; only a connection that ended cleanly is used again."""
    cuts = range(1, len(answer), 3)
    async with serving(*((answer[:at], answer[at:]) for at in cuts), (FINE,)) as server:
        line = line_to(server)
        for at in cuts:
            assert await said(line, b'{"text":"x"}') == meant, (label, at)
        await asyncio.sleep(0.01)
        await said(line)
        assert (server.connections == 1) is stays, label
        line.close()
    assert server.requests[0].startswith(b"POST /bot/sendMessage HTTP/1.1\r\nHost: 127.0.0.1:")
    assert server.requests[0].endswith(b'Content-Length: 12\r\n\r\n{"text":"x"}')


@pytest.mark.parametrize(("label", "answer"), NONSENSE)
async def test_nonsense_is_no_answer(label: str, answer: bytes) -> None:
    """What is no answer in HTTP/1 leaves us not knowing, at once, and the connection is not used again."""
    async with serving((answer,), (FINE,)) as server:
        line = line_to(server)
        with pytest.raises(LineBroken):
            await said(line)
        assert await said(line) == (200, b"hello"), label
        assert server.connections == 2
        line.close()


async def test_an_answer_without_a_length_ends_with_the_connection() -> None:
    """An old way to answer; the connection cannot be used again."""
    async with serving((b"HTTP/1.1 200 OK\r\n\r\nhel", b"lo")) as server:
        server.hangs_up = True
        assert await said(line_to(server)) == (200, b"hello")


async def test_nobody_knows_what_became_of_a_broken_line() -> None:
    """A server that hangs up, answers half or not in time leaves us not knowing; nothing is sent twice."""
    half = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhel"
    async with serving(None, (half,)) as server:
        server.hangs_up = True
        for _ in range(2):
            with pytest.raises(LineBroken):
                await said(line_to(server))
        assert len(server.requests) == 2
    async with serving(()) as server:
        with pytest.raises(LineBroken):
            await said(line_to(server), seconds=0.05)


async def test_a_server_nobody_reaches_was_sent_nothing() -> None:
    """Where no connection is made, the message surely did not leave."""
    async with serving() as server:
        pass
    with pytest.raises(NotConnected):
        await said(line_to(server))
    with pytest.raises(NotConnected):
        await said(KeepAlive(URL("http://"), connect_within=1))


async def test_a_kept_connection_that_was_hung_up_on_is_not_used() -> None:
    """A server may hang up between two messages; the next one goes over a new connection."""
    async with serving((FINE,), (FINE,)) as server:
        line = line_to(server)
        await said(line)
        server.writers[0].close()
        await asyncio.sleep(0.02)
        assert await said(line) == (200, b"hello")
        assert server.connections == 2
        line.close()


async def test_what_speaks_unasked_is_not_trusted() -> None:
    """Bytes that come between two questions end the connection, so that they answer nobody's message."""
    async with serving((FINE,), (FINE,)) as server:
        line = line_to(server)
        await said(line)
        server.writers[0].write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong")
        await asyncio.sleep(0.02)
        assert await said(line) == (200, b"hello")
        line.close()


async def test_whoever_gives_up_leaves_no_answer_to_the_next() -> None:
    """A sender that was stopped in the middle takes its connection with it."""
    late = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate"
    async with serving((), (FINE,)) as server:
        line = line_to(server)
        first = asyncio.create_task(said(line))
        while not server.requests:
            await asyncio.sleep(0.001)
        first.cancel()
        await asyncio.wait([first])
        server.writers[0].write(late)
        assert await said(line) == (200, b"hello")
        assert server.connections == 2
        line.close()


async def test_many_at_once_get_their_own_answers() -> None:
    """Each message in flight has a connection to itself."""
    answers = [(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",)] * 20
    async with serving(*answers) as server:
        line = line_to(server)
        assert await asyncio.gather(*(said(line) for _ in range(20))) == [(200, b"hello")] * 20
        assert server.connections == 20
        line.close()


# -- over TLS --------------------------------------------------------------------------------------------------------


@pytest.fixture
def certified(tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return what a server shows and what a client has to trust for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (tmp_path / "key").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    (tmp_path / "certificate").write_bytes(certificate.public_bytes(pem))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(tmp_path / "certificate", tmp_path / "key")
    return server, ssl.create_default_context(cafile=str(tmp_path / "certificate"))


async def test_over_tls_it_is_the_same(certified: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    """The platform is spoken to over TLS, on connections that are used again."""
    shown, trusted = certified
    async with serving((FINE,), (FINE[:9], FINE[9:]), secured=shown) as server:
        line = line_to(server, "https", trusted)
        assert [await said(line), await said(line)] == [(200, b"hello")] * 2
        assert server.connections == 1
        line.close()


async def test_a_server_that_cannot_prove_who_it_is_gets_no_word(
    certified: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    """Without a certificate we trust, nothing is written."""
    shown, _ = certified
    async with serving((FINE,), secured=shown) as server:
        with pytest.raises(NotConnected):
            await said(line_to(server, "https"))
        assert server.requests == []
