"""Fenced blocks of the documentation, run as a reader would: in order, in one shell, against a server of the demo.

Before a block an HTML comment, which readers do not see, may say `status: 412` (statuses that curls of it have to get;
all others are below 400) or `not run: why`. A block of text right after one that is run is its output, as far as it is
shown: `...` stands for anything.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

SHELLS = ("", "sh", "bash", "console")
OUTPUTS = ("text", "json", "http", "csv")
#: How the pages write the address of a site.
HOSTS = re.compile(
    r"https://(?:example\.org|your\.site|(?:[a-z]+\.)?touchstone\.example|evidence\.example\.org)"
    r"|http://127\.0\.0\.1:8000"
)
MARK = "@@@ "
# A curl that says nothing of its progress, and at the end, among the errors, what status it was answered with.
STATUS = f"%{{stderr}}\\n{MARK}STATUS %{{http_code}}\\n"
PRELUDE = f"""set -euo pipefail
curl() {{ command curl -sS --max-time 60 --write-out '{STATUS}' "$@"; }}
"""
_FENCE = re.compile(r"( *)```([\w+-]*)\s*")
_ASSIGNMENTS = re.compile(r"""(?:[A-Z_]+=(?:"[^"]*"|'[^']*'|\S*)\n?)+""")
_COMMENT = re.compile(r"\s*<!-- *([a-z ]+): *(.*?) *-->\s*")


@dataclass
class Block:
    """One block of a page that is run, and what the page says of it."""

    page: str
    line: int
    code: str
    marks: dict[str, str] = field(default_factory=dict)
    shown: str | None = None

    @property
    def place(self) -> str:
        """Where to look when it fails."""
        return f"{self.page}:{self.line}"


def read(path: Path, page: str) -> list[Block]:
    """The blocks of a page that a shell could run, with their shown output, in order."""
    found: list[Block] = []
    marks: dict[str, str] = {}
    fence: tuple[str, str, int, list[str]] | None = None
    just_ended = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        opened = _FENCE.fullmatch(line)
        if fence is not None:
            indent, language, start, lines = fence
            if line.strip() != "```":
                lines.append(line.removeprefix(indent))
                continue
            code = "\n".join(lines)
            if just_ended and language in OUTPUTS and found:
                found[-1].shown = code
                just_ended = False
            else:
                just_ended = language in SHELLS
                if just_ended:
                    found.append(Block(page, start, code, marks))
            fence, marks = None, {}
        elif opened:
            fence = (opened[1], opened[2], number, [])
        elif comment := _COMMENT.fullmatch(line):
            marks[comment[1]] = comment[2]
        elif line.strip():
            just_ended, marks = False, {}
    assert fence is None, f"{page}:{fence and fence[2]}: the block does not end"
    return found


def with_curl(blocks: list[Block]) -> list[Block]:
    """Those that ask the API or set variables for others, and are not left out with a reason."""
    return [
        one
        for one in blocks
        if (re.search(r"\bcurl\b", one.code) or _ASSIGNMENTS.fullmatch(one.code))
        and "not run" not in one.marks
    ]


@dataclass
class Ran:
    """What a block wrote, and the HTTP statuses of its curls."""

    block: Block
    output: str
    errors: str
    statuses: list[int]


def run(blocks: list[Block], site: str, cwd: Path, environment: dict[str, str]) -> list[Ran]:
    """Run the blocks in one shell, which stops at the first that fails. AssertionError says where and why."""
    script = PRELUDE
    for number, block in enumerate(blocks):
        begin = f"printf '\\n{MARK}BLOCK {number}\\n'"
        script += f"{begin}; {begin} >&2\n{HOSTS.sub(site, block.code)}\n"
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=cwd, env=environment, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    outputs, errors = _parts(done.stdout), _parts(done.stderr)
    if done.returncode:
        block = blocks[max(len(outputs) - 1, 0)]
        said = "\n".join(parts[-1] for parts in (outputs, errors) if parts)
        raise AssertionError(f"{block.place} ended with {done.returncode}:\n{said}")
    status = re.compile(rf"^{MARK}STATUS (\d+)\n", re.MULTILINE)
    return [
        Ran(block, output, status.sub("", error), [int(one) for one in status.findall(error)])
        for block, output, error in zip(blocks, outputs, errors, strict=True)
    ]


def _parts(text: str) -> list[str]:
    return re.split(rf"^{MARK}BLOCK \d+\n", text, flags=re.MULTILINE)[1:]


def wrong(ran: Ran, site: str) -> str:
    """What is wrong with what a block did, beside what its page says; "" if nothing is."""
    block = ran.block
    wanted = {int(one) for one in block.marks.get("status", "").split()}
    got = set(ran.statuses)
    if (missed := wanted - got) or {one for one in got - wanted if one >= 400}:
        return (
            f"{block.place}: statuses {ran.statuses}, {missed or 'none'} missing, others must be below 400:"
            f" {ran.output[-2000:]}"
        )
    if re.search(r"\bcurl\b", block.code) and not ran.statuses and block.shown is None:
        return f"{block.place}: no curl of it was seen to answer"
    if block.shown is not None:
        shown, written = HOSTS.sub(site, block.shown).strip(), ran.output.strip()
        if not fits(shown, written):
            return f"{block.place}: the page shows\n{shown}\n--- but it wrote\n{written}"
    return ""


def fits(shown: str, written: str) -> bool:
    """Whether what was written is what is shown, where `...` stands for anything and space at line ends for nothing."""
    pattern = re.escape(_trimmed(shown)).replace(re.escape("..."), ".*?")
    return re.fullmatch(pattern, _trimmed(written), re.DOTALL) is not None


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\r", "").splitlines())
