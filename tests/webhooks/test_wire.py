"""On the wire: never into private networks, to the number that was looked at, only where the certificate is right."""

import socket
from pathlib import Path

import pytest

from claims.actions.webhooks import wire
from tests.webhook_receiver import receiving

pytestmark = pytest.mark.once
CERTIFICATE = Path(__file__).parent / "data/hook.example.pem"
HEADS = {"webhook-id": "msg_1", "webhook-timestamp": "1", "webhook-signature": "v1,x"}
BODY = b'{"type": "x", "data": {}}'


class Names:
    """A resolver: each look-up of a name gives the next answer, the last for ever; numbers are themselves."""

    def __init__(self):
        self.answers = {}
        self.asked = []

    def __call__(self, host, port, *args, **kwargs):
        numbers = [host]
        if host in self.answers:
            self.asked.append(host)
            answers = self.answers[host]
            numbers = answers.pop(0) if len(answers) > 1 else answers[0]
        kinds = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(kinds[":" in n], socket.SOCK_STREAM, 6, "", (n, port)) for n in numbers]


@pytest.fixture
def names(monkeypatch):
    made = Names()
    monkeypatch.setattr(socket, "getaddrinfo", made)
    return made


@pytest.fixture
def public_loopback(monkeypatch, settings):
    """127.0.0.1 stands for a public number; every other rule holds."""
    settings.WEBHOOK_SECONDS = 2
    real = wire.is_public
    monkeypatch.setattr(wire, "is_public", lambda number: number == "127.0.0.1" or real(number))


@pytest.fixture
def secure(names, public_loopback, monkeypatch):
    """A receiver over TLS by the name hook.example, whose certificate is trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    names.answers["hook.example"] = [["127.0.0.1"]]
    with receiving(CERTIFICATE) as received:
        received.port = received.address.rpartition(":")[2]
        yield received


def test_by_name_over_tls(secure):
    answer = wire.post(f"https://hook.example:{secure.port}/a?b=c", BODY, HEADS)
    assert (answer.status, answer.text, answer.fault) == (200, "thanks", "")
    assert answer.accepted
    assert secure.names == ["hook.example"]
    assert secure.paths == ["/a?b=c"]
    assert secure.heads[0]["host"] == f"hook.example:{secure.port}"
    assert secure.raw == [BODY]


def test_the_name_is_looked_up_once(secure, names):
    """A name that leads elsewhere when it is asked again (DNS rebinding) is not asked again."""
    names.answers["hook.example"] = [["127.0.0.1"], ["10.0.0.1"]]
    assert wire.post(f"https://hook.example:{secure.port}/", BODY, HEADS).status == 200
    assert names.asked == ["hook.example"]
    again = wire.post(f"https://hook.example:{secure.port}/", BODY, HEADS)
    assert "private network" in again.fault


def test_a_certificate_of_another_name_is_refused(secure, names):
    names.answers["other.example"] = [["127.0.0.1"]]
    answer = wire.post(f"https://other.example:{secure.port}/", BODY, HEADS)
    assert answer.status is None
    assert answer.fault.startswith("Its certificate was not accepted")
    assert secure.raw == []


def test_a_certificate_that_nobody_vouches_for_is_refused(secure, monkeypatch, tmp_path):
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    answer = wire.post(f"https://hook.example:{secure.port}/", BODY, HEADS)
    assert "certificate" in answer.fault
    assert secure.raw == []


def test_no_tls_no_message(names, public_loopback):
    names.answers["hook.example"] = [["127.0.0.1"]]
    with receiving() as plain:
        port = plain.address.rpartition(":")[2]
        answer = wire.post(f"https://hook.example:{port}/", BODY, HEADS)
    assert answer.fault == "No TLS connection could be made."
    assert plain.raw == []


@pytest.mark.parametrize(
    "numbers",
    [
        ["127.0.0.2"], ["10.0.0.1"], ["169.254.169.254"], ["100.64.0.1"], ["0.1.2.3"], ["224.0.0.1"],
        ["::1"], ["::ffff:127.0.0.1"], ["64:ff9b::7f00:1"], ["fd00::1"], ["fe80::1%lo"], ["2002:7f00:1::"],
        ["8.8.8.8", "10.0.0.1"], ["10.0.0.1", "8.8.8.8"],
    ],
)  # fmt: skip
def test_a_name_that_leads_inside_is_never_connected_to(names, monkeypatch, numbers):
    monkeypatch.setattr(wire, "_connection", lambda *_: pytest.fail("connected"))
    names.answers["inside.example"] = [numbers]
    answer = wire.post("https://inside.example/", BODY, HEADS)
    assert answer.status is None
    assert answer.fault == (
        "The name inside.example leads into a private network, where nothing is sent."
    )


@pytest.mark.parametrize(
    "address",
    ["http://hook.example/", "https://127.0.0.1/", "https://[::1]/", "https://0x7f.1/", "https://a@b/"],
)  # fmt: skip
def test_addresses_are_looked_at_again_before_sending(names, monkeypatch, address):
    monkeypatch.setattr(wire, "_connection", lambda *_: pytest.fail("connected"))
    answer = wire.post(address, BODY, HEADS)
    assert answer.status is None
    assert answer.fault


def test_private_addresses_where_they_are_allowed(settings):
    settings.WEBHOOK_PRIVATE_ADDRESSES = True
    with receiving() as plain:
        assert wire.post(f"{plain.address}/x", BODY, HEADS).accepted


def test_the_next_number_of_a_name_is_tried_where_the_first_cannot_be_reached(
    names, public_loopback, settings
):
    settings.WEBHOOK_PRIVATE_ADDRESSES = True
    with receiving() as plain:
        port = plain.address.rpartition(":")[2]
        names.answers["two.example"] = [["127.0.0.3", "127.0.0.1"]]
        assert wire.post(f"http://two.example:{port}/", BODY, HEADS).accepted
        assert len(plain.raw) == 1


def test_a_name_that_leads_nowhere(monkeypatch):
    def nowhere(*args, **kwargs):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    answer = wire.post("https://nowhere.example/", BODY, HEADS)
    assert answer.fault == "The name nowhere.example leads to no address."
