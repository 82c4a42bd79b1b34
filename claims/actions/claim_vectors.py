"""Vectors of published claims are made and kept: derived from their texts, so that no event tells of it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from claims.access import listed_claims
from claims.domain.problems import NotAllowedNow
from claims.queries import claim_vectors, embedding

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

#: Claims that are made vectors of at a time.
CHUNK = claim_vectors.CHUNK


@dataclass(frozen=True)
class Renewed:
    """How many claims have a vector now, and for how many one had to be made."""

    kept: int
    made: int


def _quiet(_: int) -> object:
    return None


def renew(progress: Callable[[int], object] = _quiet) -> Renewed:
    """Give every published claim the vector of its present text; the file is put in place whole, or not at all.

    What has not changed is taken over, what is no longer published goes. Some 5 ms for each new text; one query for
    each 400 claims. `progress` is told how many are done. Raises NotAllowedNow where embeddings are switched off, and
    embedding.Unavailable.
    """
    if not settings.EMBEDDINGS:
        raise NotAllowedNow("Embeddings are switched off: set EMBEDDINGS=True.")
    model = embedding.load()
    import numpy as np

    old = claim_vectors.kept()
    held: dict[bytes, int] = {}
    if old is not None:
        held = {digest.tobytes(): place for place, digest in enumerate(old["digest"])}
    keys = list(listed_claims().order_by("pk").values_list("pk", flat=True))
    rows = np.zeros(len(keys), claim_vectors.row_of(model.width))
    end = made = 0
    for start in range(0, len(keys), CHUNK):
        texts = sorted(claim_vectors.texts_of(keys[start : start + CHUNK]).items())
        part = rows[end : end + len(texts)]
        digests = [claim_vectors.digest_of(text, model.name) for _, text in texts]
        part["claim"] = [key for key, _ in texts]
        part["digest"] = np.frombuffer(b"".join(digests), rows.dtype["digest"])
        known = [place for place, digest in enumerate(digests) if digest in held]
        new = [place for place, digest in enumerate(digests) if digest not in held]
        if old is not None and known:
            part["vector"][known] = old["vector"][[held[digests[place]] for place in known]]
        if new:
            part["vector"][new] = model.vectors([texts[place][1] for place in new])
        made += len(new)
        end += len(texts)
        progress(end)
    # A claim may have been withdrawn since the keys were read.
    _put(rows[:end])
    return Renewed(end, made)


def _put(rows: NDArray[numpy.void]) -> None:
    """Write the file beside its place and put it there: who reads meanwhile has the old one whole."""
    import numpy as np

    path = claim_vectors.path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".new", delete=False) as file:
        try:
            np.save(file, rows, allow_pickle=False)
            file.flush()
            os.fsync(file.fileno())
            # What is published is no secret, and the command may be run by another user than the server.
            Path(file.name).chmod(0o644)
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
