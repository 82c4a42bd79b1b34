"""Who wrote a source, as far as its citation tells."""

import pytest

from claims.domain.authorship import orcids

ONE = "0000-0002-1825-0097"


@pytest.mark.parametrize(
    ("csl", "found"),
    [
        ({"author": [{"family": "A", "ORCID": f"https://orcid.org/{ONE}"}]}, {ONE}),
        ({"author": [{"family": "A", "orcid": "0000-0002-1694-233x"}]}, {"0000-0002-1694-233X"}),
        ({"author": [{"family": "A"}, "B"]}, set()),
        ({"author": "A"}, set()),
        ([], set()),
        (None, set()),
    ],
)
def test_orcids(csl, found):
    assert orcids(csl) == found
