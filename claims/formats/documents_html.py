"""The text of a web page: its article without scripts, styles, menus and forms, block by block."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from claims.formats.records import Unreadable

_SILENT = frozenset(
    """
    audio button canvas dialog form head iframe math nav noscript object option script select style svg template
    textarea video
    """.split()  # noqa: SIM905
)
#: What frames a page: left out where the page marks its own article.
_FRAME = frozenset({"header", "footer", "aside"})
_VOID = frozenset(
    """
    area base br col embed hr img input link meta source track wbr
    """.split()  # noqa: SIM905
)
_BLOCK = frozenset(
    """
    address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure footer h1 h2
    h3 h4 h5 h6 header hr html legend li main ol p pre section summary table tbody td tfoot th thead tr ul
    """.split()  # noqa: SIM905
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_DEEPEST = 5_000
_RAISED = re.compile(r"\s*[0-9]{1,3}(?:\s*[,–-]\s*[0-9]{1,3}){0,15}\s*")
_RAISE = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.silent = 0
        self.framed = 0
        self.inside = 0
        self.title: list[str] = []
        # (text, within an article or main, within a frame)
        self.pieces: list[tuple[str, bool, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCK:
            self._put("\n\n" if tag in _HEADINGS or tag in ("p", "table", "ul", "ol") else "\n")
        if tag in _VOID:
            return
        if len(self.open) >= _DEEPEST:
            raise Unreadable(
                "The elements of this page are nested too deep. Paste its text instead."
            )
        names = dict(attrs)
        hidden = "hidden" in names or names.get("aria-hidden") == "true"
        hidden = hidden or "display:none" in (names.get("style") or "").replace(" ", "")
        silent = (tag in _SILENT or hidden) and tag != "body"
        self.open.append(tag if not silent else f"!{tag}")
        self.silent += silent
        self.framed += tag in _FRAME
        self.inside += tag in ("article", "main")
        if tag == "li":
            self._put("- ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCK:
            self._put("\n\n" if tag in _HEADINGS or tag == "p" else "\n")
        # An end that nothing began is passed over; one that others were left open in closes them too.
        for place in range(len(self.open) - 1, max(-1, len(self.open) - 200), -1):
            if self.open[place].lstrip("!") == tag:
                for name in self.open[place:]:
                    self.silent -= name.startswith("!")
                    self.framed -= name.lstrip("!") in _FRAME
                    self.inside -= name.lstrip("!") in ("article", "main")
                del self.open[place:]
                return

    def handle_data(self, data: str) -> None:
        if "!head" in self.open and self.open[-1] == "title":
            self.title.append(data)
        text = re.sub(r"\s+", " ", data) if "pre" not in self.open[-5:] else data
        if "sup" in self.open[-3:] and _RAISED.fullmatch(text):
            # Without this a raised reference would run into the word before it.
            text = text.replace(" ", "").translate(_RAISE)
        self._put(text)

    def _put(self, text: str) -> None:
        if not self.silent:
            self.pieces.append((text, self.inside > 0, self.framed > 0))


def read(data: bytes) -> tuple[str, str, list[str]]:
    """Text, title and remarks of a page in UTF-8. Raises Unreadable."""
    page = _Page()
    page.feed(data.decode(errors="replace"))
    page.close()
    own = _tidied("".join(text for text, inside, framed in page.pieces if inside and not framed))
    whole = _tidied("".join(text for text, _, framed in page.pieces if not framed))
    everything = _tidied("".join(text for text, _, _ in page.pieces))
    # A page whose article is next to nothing of it marks something else as its article.
    chosen = own if len(own) > 200 else whole if len(whole) > 200 else everything
    return chosen, " ".join("".join(page.title).split()), []


def _tidied(text: str) -> str:
    text = re.sub(r"[ \t\xa0]+", " ", text)
    text = re.sub(r" ?\n ?", "\n", text)
    text = re.sub(r"(?:- ?\n+)+(?=- )", "", text)
    text = re.sub(r"- \n+", "- ", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()
