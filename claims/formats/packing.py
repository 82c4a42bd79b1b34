"""Files whose bytes depend on nothing but what they hold: gzip and zip without clock or name, checksums."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO, cast

#: Each step further costs much more time for a hundredth of the size.
LEVEL = 6
#: The first day that zip can tell: no clock in the file.
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
READABLE = 0o100644 << 16
#: From here on a size needs the larger fields of zip.
LARGE = 2**31 - 1
PIECE = 1024 * 1024


def gzipped(raw: IO[bytes]) -> IO[bytes]:
    """A gzip file to write into; closing it leaves `raw` open. Neither name nor time are in it."""
    packed = gzip.GzipFile(filename="", mode="wb", compresslevel=LEVEL, fileobj=raw, mtime=0)
    return cast("IO[bytes]", packed)


def sha256(path: Path) -> str:
    """SHA-256 of the file, in hexadecimal."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def sums(folder: Path, names: Iterable[str]) -> str:
    """The lines that `sha256sum -c` reads, run in `folder`."""
    return "".join(f"{sha256(folder / name)}  {name}\n" for name in names)


def zipped(folder: Path, names: Iterable[str], into: Path) -> None:
    """Pack these files of `folder`, in this order; what is packed already is not packed again."""
    with zipfile.ZipFile(into, "w") as archive:
        for name in names:
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            entry.create_system = 3
            entry.external_attr = READABLE
            packed = name.endswith(".gz")
            entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            large = (folder / name).stat().st_size > LARGE
            with (
                (folder / name).open("rb") as source,
                archive.open(entry, "w", force_zip64=large) as target,
            ):
                shutil.copyfileobj(source, target, PIECE)
