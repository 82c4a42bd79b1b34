"""`manage.py check_instruments`."""

import json
import shutil

import pytest
from django.core.management import call_command

from claims.domain.instruments.catalogue import DATA


def test_what_ships_is_sound(capsys):
    call_command("check_instruments")
    assert capsys.readouterr().out == "18 instruments, all sound\n"


def test_a_fault_is_named_with_its_file_and_place_and_the_exit_code_is_1(tmp_path, capsys):
    folder = shutil.copytree(DATA, tmp_path / "data")
    file = folder / "rob2_assignment_2019.json"
    document = json.loads(file.read_text("utf-8"))
    document["domains"][1]["items"][2]["ask_if"] = [{"2.9": ["Y"]}]
    file.write_text(json.dumps(document), "utf-8")
    with pytest.raises(SystemExit) as ended:
        call_command("check_instruments", "--folder", str(folder))
    told = capsys.readouterr()
    assert ended.value.code == 1
    assert (
        "rob2_assignment_2019.json#/domains/1/items/2/ask_if/0: 2.9 is no earlier item" in told.err
    )
    assert "faults in 18 files" in told.out
