"""Whose import it is: its maker's, the editors', and the operator's."""

import pytest

from claims.access import Denied
from claims.actions.importing import batches
from claims.models import Import
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_only_its_maker_editors_and_the_operator_handle_an_import():
    maker = make_user("contributor")
    batch = Import.objects.create(filename="library.ris", created_by=maker)
    for hand in (maker, make_user("editor"), None):
        batches.may_handle(batch, by=hand)
    for stranger in (make_user("contributor"), make_user("reviewer"), make_user()):
        with pytest.raises(Denied):
            batches.may_handle(batch, by=stranger)
