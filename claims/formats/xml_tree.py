"""One record of an XML file as a tree, and what is left of a tree as JSON.

Records are cut out of their file as text and parsed one by one, so that a broken one spoils no other, no
document type is ever read, and no entity can be defined. Depth is bounded: 200,000 levels are well-formed.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

DEEPEST = 100
_AMPERSAND = re.compile(r"&(?!#[0-9]+;|#x[0-9A-Fa-f]+;|(?:amp|lt|gt|quot|apos);)")
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class TooDeep(ValueError):
    """Elements nested deeper than any record has them."""


class _Builder(TreeBuilder):
    """A tree builder that gives up below DEEPEST levels."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def start(self, tag: str, attrs: dict[Any, Any], /) -> Element:
        self._depth += 1
        if self._depth > DEEPEST:
            raise TooDeep
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)


def parse(text: str) -> Element:
    """The element that `text` is. Raises ValueError with the reason in words."""
    try:
        parser = DefusedXMLParser(target=_Builder(), forbid_dtd=True)
        parser.feed(_AMPERSAND.sub("&amp;", _NO_XML.sub("", text)))
        root = parser.close()
    except TooDeep:
        raise ValueError(f"Elements are nested more than {DEEPEST} deep.") from None
    except DefusedXmlException:
        raise ValueError(
            "The record defines entities or a document type, which is not allowed."
        ) from None
    except ParseError as error:
        raise ValueError(f"The record is not well-formed XML: {error}.") from None
    if not isinstance(root, Element):
        raise ValueError("The record is empty.")
    return root


def words(element: Element | None) -> str:
    """All text of the element on one line, without mark-up; "" for None."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def paragraphs(element: Element | None) -> str:
    """All text of the element with the line breaks that carriage returns stand for."""
    if element is None:
        return ""
    rows = "".join(element.itertext()).replace("\r\n", "\r").split("\r")
    return "\n".join(row for row in (" ".join(row.split()) for row in rows) if row)


def marked(element: Element | None, tags: dict[str, str]) -> str:
    """The text on one line, with the elements in `tags` (element name to CSL tag) kept as mark-up."""
    if element is None:
        return ""
    return " ".join(_marked(element, tags).split())


def _marked(element: Element, tags: dict[str, str]) -> str:
    parts = [element.text or ""]
    for child in element:
        tag = tags.get(str(child.tag).rpartition("}")[2])
        inner = _marked(child, tags)
        parts.append(f"<{tag}>{inner}</{tag}>" if tag and inner.strip() else inner)
        parts.append(child.tail or "")
    return "".join(parts)


def rest(element: Element, used: Collection[int]) -> Any:
    """The element as JSON without the parts whose `id` is in `used`; None where nothing is left.

    Attributes are `@name`, text beside them is `#text`; repeated children are a list.
    """
    if id(element) in used:
        return None
    content: dict[str, Any] = {f"@{name}": value for name, value in element.attrib.items()}
    if not len(element):
        text = (element.text or "").strip()
        if not content:
            return text or None
        return {**content, "#text": text} if text else content
    if any((child.tail or "").strip() for child in element) or (element.text or "").strip():
        return {**content, "#text": words(element)} if content else words(element)
    children = False
    for child in element:
        value = rest(child, used)
        if value is None:
            continue
        children = True
        name = str(child.tag)
        if name in content:
            before = content[name]
            content[name] = [*before, value] if isinstance(before, list) else [before, value]
        else:
            content[name] = value
    return content if children else None
