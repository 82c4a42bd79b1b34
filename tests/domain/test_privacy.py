"""Nothing that tells who a patient was, as far as it has a form."""

import pytest

from claims.domain.privacy import identifying


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"age": "12.03.1987"}, ["age"]),
        ({"age": "1987-03-12"}, ["age"]),
        ({"note": "Born 12 March 1987 in a small town."}, ["note"]),
        ({"note": "DOB: 3/12/87"}, ["note"]),
        ({"note": "date of birth March 12, 1987"}, ["note"]),
        ({"label": "Case of a.b@example.org"}, ["label"]),
        ({"age": "34", "note": "Seen on 12.03.2019, stopped on 2020-01-01."}, []),
        ({"age": "30s", "evidence": ["E1"], "note": "A newborn of 3 days"}, []),
    ],
)
def test_dates_of_birth_and_addresses_are_refused_and_ages_are_not(fields, named):
    found = identifying(fields)
    assert list(found) == named
    assert all("age" in message.lower() or "e-mail" in message for message in found.values())
