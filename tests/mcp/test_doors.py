"""`manage.py mcp` as clients reach it: over standard input and output, and over HTTP on this machine."""

from __future__ import annotations

import contextlib
import http.client
import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import jsonschema
import pytest
from django.core.management import CommandError, call_command
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.shared.exceptions import MCPError

from claims.mcp import limits
from tests.mcp import playing

pytestmark = pytest.mark.once

COMMAND = ["manage.py", "mcp"]


@contextlib.contextmanager
def serving(root: Path, environment: dict[str, str]):
    """The address of a server on a free port, ended at the end."""
    command = [sys.executable, *COMMAND, "--http", "--port", "0"]
    server = subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        line = server.stdout.readline()
        assert "127.0.0.1" in line
        yield line.split()[-1]
    finally:
        server.terminate()
        server.wait(timeout=20)
        server.stdout.close()


async def ask_much(client: Client) -> None:
    """More than one address may."""
    for _ in range(30):
        await client.call_tool("list_topics", {"query": "kratom"})


async def look(client: Client) -> None:
    """What holds at either door."""
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    found = await client.call_tool("search_claims", {"query": "kratom hyperpigmentation"})
    jsonschema.validate(found.structured_content, tools["search_claims"].output_schema)
    (first, *_) = found.structured_content["claims"]
    assert found.content[0].text.startswith(f"1. {first['plain_sentence']}")
    whole = await client.call_tool("get_claim", {"claim": first["id"]})
    assert whole.structured_content["claim"] == first
    assert whole.structured_content["steps"]
    missing = await client.call_tool("get_claim", {"claim": "C9999"})
    assert missing.is_error
    assert "There is no published claim C9999" in missing.content[0].text


def test_over_standard_input_and_output(root: Path, demo_environment: dict[str, str]):
    async def play():
        server = StdioServerParameters(
            command=sys.executable, args=COMMAND, env=demo_environment, cwd=str(root)
        )
        # The log goes to standard error and never among the messages.
        with Path(os.devnull).open("w") as nowhere:
            async with Client(stdio_client(server, errlog=nowhere)) as client:
                await look(client)

    playing.run(play)


def test_over_standard_input_nothing_is_limited(root: Path, demo_environment: dict[str, str]):
    async def play():
        server = StdioServerParameters(
            command=sys.executable, args=COMMAND, cwd=str(root),
            env=demo_environment | {"MCP_CALLS_PER_MINUTE": "1"},
        )  # fmt: skip
        with Path(os.devnull).open("w") as nowhere:
            async with Client(stdio_client(server, errlog=nowhere)) as client:
                await ask_much(client)

    playing.run(play)


def test_processes_behind_one_address_count_together(
    root: Path, demo_environment: dict[str, str], tmp_path: Path
):
    """Two servers on one knowledge base: what one has answered the other no longer does."""
    environment = demo_environment | {
        "DJANGO_SETTINGS_MODULE": "evidence.settings",
        "ENV_FILE": "",
        "DEBUG": "True",
        "DATA_DIR": str(tmp_path / "data"),
        "MCP_CALLS_PER_MINUTE": "6",
    }
    call = '{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}'
    with serving(root, environment) as one, serving(root, environment) as other:
        hosts = [urlsplit(address).netloc for address in (one, other)]
        # All within a minute: at its end wait for the next.
        if time.time() % limits.MINUTE > limits.MINUTE - 15:
            time.sleep(limits.MINUTE - time.time() % limits.MINUTE)
        answers = [asked(hosts[number % 2], "POST", "/mcp", body=call)[1] for number in range(10)]
    assert ["Too many requests" in answer for answer in answers] == [False] * 6 + [True] * 4
    assert "at most 6 a minute from one address" in answers[-1]


def test_over_http(root: Path, demo_environment: dict[str, str]):
    async def play(address):
        for mode in ("auto", "legacy"):
            async with Client(address, mode=mode) as client:
                await look(client)
        async with Client(address) as client:
            with pytest.raises(MCPError, match="Too many requests: at most 25 a minute") as refused:
                await ask_much(client)
            assert 0 < refused.value.error.data["retry_after"] <= limits.MINUTE

    with serving(root, demo_environment | {"MCP_CALLS_PER_MINUTE": "25"}) as address:
        host = urlsplit(address).netloc
        assert asked(host, "GET", "/health/") == (200, '{"status":"ok"}')
        assert asked(host, "GET", "/mcp")[0] == 405
        assert asked(host, "POST", "/mcp", Host="evil.example")[0] == 421
        assert asked(host, "POST", "/mcp", Origin="https://evil.example")[0] == 403
        assert asked(host, "POST", "/mcp", body="x" * (limits.MOST_BYTES + 1))[0] == 413
        assert asked(host, "POST", "/mcp", body="no JSON")[0] == 400
        playing.run(play, address)


def asked(host: str, method: str, path: str, body: str = "{}", **headers: str) -> tuple[int, str]:
    """(status, text) of one plain request."""
    connection = http.client.HTTPConnection(host, timeout=20)
    given = {"Content-Type": "application/json", "Accept": "application/json", **headers}
    connection.request(method, path, body if method == "POST" else None, given)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def test_a_taken_port_is_said():
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"127.0.0.1:{port} cannot be used"):
            call_command("mcp", http=True, port=port)


def test_only_own_names_are_answered_for(settings):
    from claims.mcp.serving import security

    settings.ALLOWED_HOSTS = ["touchstone.example", ".wild.example", "*"]
    settings.SITE_URL = "https://touchstone.example"
    found = security()
    assert found.enable_dns_rebinding_protection
    assert "touchstone.example" in found.allowed_hosts
    assert "127.0.0.1:*" in found.allowed_hosts
    assert not [name for name in found.allowed_hosts if "wild" in name or name.startswith("*")]
    assert "https://touchstone.example" in found.allowed_origins


def test_of_forwarded_addresses_only_our_proxies_are_believed(settings):
    from starlette.requests import Request

    scope = {
        "type": "http",
        "headers": [(b"x-forwarded-for", b"6.6.6.6, 203.0.113.9")],
        "client": ("127.0.0.1", 5),
    }
    assert limits.address(Request(scope)) == "127.0.0.1"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert limits.address(Request(scope)) == "203.0.113.9"
