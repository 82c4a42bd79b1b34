"""Vectors of published claims, kept in one file in DATA_DIR, and which of them sentences are near to.

Each row holds the claim's key, a digest of the text that its vector was made of, and the vector in half precision:
100,000 claims are 79 MB, mapped into memory and shared by processes. `claims.actions.claim_vectors` writes the file.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from claims.access import listed_claims
from claims.domain.matching.fusing import NEAR_ENOUGH
from claims.queries.embedding import Embedder

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

#: Nearest claims of a sentence that are looked at.
NEAREST = 10
#: Sentences that are made vectors of between two looks at the time, and claims that are compared at once.
SENTENCES = 64
ROWS = 8192
#: Bytes of a digest, and claims read at once.
DIGEST = 16
CHUNK = 400

Near = list[tuple[int, float]]


def path() -> Path:
    """Where the vectors are kept."""
    return Path(settings.DATA_DIR) / "embeddings" / "claims.npy"


def row_of(width: int) -> list[Any]:
    """The type of one row of the file, in numpy's terms."""
    return [("claim", "<i8"), ("digest", f"V{DIGEST}"), ("vector", "<f2", (width,))]


def texts_of(keys: Iterable[int]) -> dict[int, str]:
    """What vectors of published claims are made of: their texts. One query for each 400."""
    ordered = sorted(keys)
    found: dict[int, str] = {}
    for start in range(0, len(ordered), CHUNK):
        rows = listed_claims().filter(pk__in=ordered[start : start + CHUNK]).order_by()
        found.update(rows.values_list("pk", "text"))
    return found


def digest_of(text: str, name: str) -> bytes:
    """What a vector is known by: the text and whose vector it is."""
    return hashlib.sha256(f"{name}\n{text}".encode()).digest()[:DIGEST]


def kept() -> NDArray[numpy.void] | None:
    """All rows, mapped into memory; None where none were made yet."""
    try:
        state = path().stat()
    except FileNotFoundError:
        return None
    return _mapped(str(path()), state.st_mtime_ns, state.st_ino)


@lru_cache(maxsize=1)
def _mapped(name: str, changed: int, number: int) -> NDArray[numpy.void]:
    """The file as it is: another one in its place has another time or number."""
    import numpy as np

    rows: NDArray[numpy.void] = np.load(name, mmap_mode="r", allow_pickle=False)
    return rows


def near(
    embedder: Embedder,
    sentences: Sequence[str],
    *,
    leave_out: Collection[int] = (),
    tick: Callable[[], None] = lambda: None,
) -> list[Near]:
    """For each sentence the published claims that are NEAR_ENOUGH, with their cosines, nearest first, at most NEAREST.

    A vector whose claim reads otherwise by now is not used: such claims, and new ones, come in once vectors are made
    anew. One query for each 400 claims that come out; `tick` is called every SENTENCES, and may raise to stop.
    """
    rows = kept()
    if rows is None or not len(rows) or not sentences:
        return [[] for _ in sentences]
    found: list[list[tuple[int, int, float]]] = []
    for start in range(0, len(sentences), SENTENCES):
        tick()
        found += _nearest(rows, embedder.vectors(sentences[start : start + SENTENCES]), leave_out)
    places = {key: place for many in found for place, key, _ in many}
    fresh = {
        key
        for key, text in texts_of(places).items()
        if rows["digest"][places[key]].tobytes() == digest_of(text, embedder.name)
    }
    return [[(key, cosine) for _, key, cosine in many if key in fresh] for many in found]


def _nearest(
    rows: NDArray[numpy.void], vectors: NDArray[numpy.float32], leave_out: Collection[int]
) -> list[list[tuple[int, int, float]]]:
    """For each vector its nearest claims: places in `rows`, keys, cosines. One product for each ROWS claims."""
    import numpy as np

    found: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
    for start in range(0, len(rows), ROWS):
        part = rows[start : start + ROWS]
        cosines = vectors @ part["vector"].astype(np.float32).T
        if leave_out:
            cosines[:, np.isin(part["claim"], list(leave_out))] = -1
        for sentence in np.flatnonzero(cosines.max(axis=1) >= NEAR_ENOUGH):
            line = cosines[sentence]
            best = np.argsort(-line, kind="stable")[:NEAREST]
            here = found[int(sentence)]
            here += [
                (-float(line[place]), int(part["claim"][place]), start + int(place))
                for place in best
                if line[place] >= NEAR_ENOUGH
            ]
            here.sort()
            del here[NEAREST:]
    return [
        [(place, key, round(-away, 4)) for away, key, place in found.get(sentence, ())]
        for sentence in range(len(vectors))
    ]
