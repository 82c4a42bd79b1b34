"""Every example with curl in the documentation works as it stands, but for the address and the token."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs import blocks
from tests.docs.conftest import ROOT, manage

PAGES = [
    "README.md",
    "docs/tutorial/first-steps.md",
    *sorted(
        str(path.relative_to(ROOT))
        for folder in ("how-to", "reference")
        for path in (ROOT / "docs" / folder).glob("*.md")
    ),
]
EXAMPLES = {
    page: found for page in PAGES if (found := blocks.with_curl(blocks.read(ROOT / page, page)))
}
#: A file such as the pages bring in.
RIS = "TY  - JOUR\nTI  - A study of tea\nAU  - Leaf, A\nPY  - 2020\nER  - \n"


@pytest.mark.once
def test_the_examples_with_curl_work(site, tmp_path: Path):
    address, environment = site
    token = manage(environment, "make_token", "edda", "--scope", "all").split()[-1]
    (tmp_path / "export.ris").write_text(RIS, encoding="utf-8")
    given = environment | {"SITE": address, "TOKEN": token}
    faults = [
        fault
        for found in EXAMPLES.values()
        for ran in blocks.run(found, address, tmp_path, given)
        if (fault := blocks.wrong(ran, address))
    ]
    assert not faults, "\n\n".join(faults)


def test_the_pages_have_examples():
    assert {"README.md", "docs/reference/api.md", "docs/how-to/cite.md"} <= set(EXAMPLES)


def test_what_is_left_out_says_why():
    for page in PAGES:
        for block in blocks.read(ROOT / page, page):
            assert len(block.marks.get("not run", "because")) > 5, block.place


PAGE = """
<!-- status: 404 -->
```bash
curl "$SITE/nothing/"
```

```
A=1
echo "a 42 b"
```

```text
a ... b
```

Prose.

```json
{}
```

<!-- not run: needs a mailbox -->
```
curl https://example.org/
```
"""


def test_blocks_are_read_and_compared(tmp_path: Path):
    path = tmp_path / "page.md"
    path.write_text(PAGE, encoding="utf-8")
    first, second, third = blocks.read(path, "page.md")
    assert first.marks == {"status": "404"}
    assert (first.line, second.shown, first.shown) == (3, "a ... b", None)
    assert blocks.with_curl([first, second, third]) == [first]
    (ran,) = blocks.run([second], "http://127.0.0.1:1", tmp_path, {"PATH": "/usr/bin:/bin"})
    assert blocks.wrong(ran, "") == ""
    second.shown = "a ... c"
    assert "the page shows" in blocks.wrong(ran, "")
    refused = blocks.Ran(first, "", "", [200])
    assert "statuses [200], {404} missing" in blocks.wrong(refused, "")
    assert blocks.wrong(blocks.Ran(first, "", "", [200, 404]), "") == ""
    first.marks = {}
    assert blocks.wrong(refused, "") == ""
    assert "statuses [500]" in blocks.wrong(blocks.Ran(first, "", "", [500]), "")
    assert "no curl" in blocks.wrong(blocks.Ran(first, "", "", []), "")
    second.code = "echo out; exit 3"
    with pytest.raises(AssertionError, match=r"page.md:7 ended with 3:\n.*out"):
        blocks.run([second], "", tmp_path, {"PATH": "/usr/bin:/bin"})
