"""Where requests may go: every special range is refused, in every spelling."""

import re

import pytest

from claims.domain.addresses import is_public, parse_address

PRIVATE = [
    "127.0.0.1", "127.255.0.9", "0.1.2.3", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "100.127.255.254", "192.0.0.1", "192.0.2.5", "198.18.0.1",
    "198.51.100.1", "203.0.113.9", "192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1",
    "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "::7f00:1",
    "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:1::1",
    "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::", "3fff::1", "5f00::1",
    "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1", "4000::1",
    "1", "localhost", "", "127.1", "0x7f000001", "2130706433",
]  # fmt: skip
PUBLIC = [
    "8.8.8.8", "1.1.1.1", "100.63.255.255", "100.128.0.1", "172.32.0.1", "2606:4700::1111", "2a00:1450::1",
]  # fmt: skip


@pytest.mark.parametrize("number", PRIVATE)
def test_what_leads_elsewhere_is_not_public(number):
    assert not is_public(number)


@pytest.mark.parametrize("number", PUBLIC)
def test_hosts_of_the_internet_are(number):
    assert is_public(number)


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("https://example.org/hook", "https://example.org/hook"),
        ("https://Example.ORG:8443/a?b=c", "https://example.org:8443/a?b=c"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://example.org/ü%20a?ö=/?b", "https://example.org/%C3%BC%20a?%C3%B6=/?b"),
        ("https://8.8.8.8/x", "https://8.8.8.8/x"),
        ("https://[2606:4700::1111]/x", "https://[2606:4700::1111]/x"),
    ],
)
def test_addresses_that_will_do(given, read):
    assert parse_address(given).geturl() == read


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("http://example.org/", "https://"),
        ("ftp://example.org/", "https://"),
        ("file:///etc/passwd", "https://"),
        ("example.org", "https://"),
        ("", "https://"),
        ("https://", "Name a host"),
        ("https://me:secret@example.org/", "name and password"),
        ("https://example.org@10.0.0.1/", "name and password"),
        ("https://example.org/#part", "never sent"),
        ("https://example.org:0/", "Port 0"),
        ("https://example.org:99999/", "not a web address"),
        ("https://example.org/a b", "without spaces"),
        ("https://example.org\\@10.0.0.1/", "without spaces"),
        ("https://example.org/\r\nX: y", "without spaces"),
        ("https://" + "a" * 70 + ".org/", "cannot be"),
        ("https://example.org/" + "a" * 2000, "at most"),
        ("https://localhost/", "private network"),
        ("https://db.internal/", "private network"),
        ("https://127.0.0.1/", "no public address"),
        ("https://127.1/", "no public address"),
        ("https://0x7f.1/", "no public address"),
        ("https://2130706433/", "no public address"),
        ("https://[::1]/", "no public address"),
        ("https://[::ffff:10.0.0.1]/", "no public address"),
        ("https://[fe80::1%25eth0]/", "no public address"),
        ("https://[zz]/", "not a web address"),
        ("https://exa$mple.org/", "Name a host"),
    ],
)
def test_addresses_that_will_not_do_and_why(given, why):
    with pytest.raises(ValueError, match=re.escape(why)):
        parse_address(given)


def test_where_private_addresses_are_allowed():
    for address in ("http://127.0.0.1:8000/", "https://localhost/", "http://[::1]:9/x"):
        assert parse_address(address, private=True).geturl() == address
