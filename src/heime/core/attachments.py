"""What may be attached to a message, and what is left of it.

A file is what its bytes say, never what its name or sender says. A picture is taken apart and put
together again with only what shows the picture: no place, no time, no camera, no thumbnail, no
comment, and nothing after its end. It is never unpacked here, so a small file that unpacks to an
enormous picture costs nothing; one that says it is enormous is refused.
"""

import struct
import zlib
from dataclasses import dataclass
from enum import StrEnum

from heime.core.errors import Refused

MOST_BYTES = 8 * 1024 * 1024
"""Of one file. A picture from a telephone is three to six million bytes."""
MOST_FILES = 3
MOST_A_MESSAGE = 16 * 1024 * 1024
MOST_A_DAY = 48 * 1024 * 1024
"""Of all that one writer attaches about one person in 24 hours."""
MOST_PIXELS = 60_000_000


class BadFile(Refused):
    """Not a picture or PDF that we take, or broken."""

    code = "bad-file"


class TooLarge(Refused):
    """A file, or all of them together, larger than may be sent."""

    code = "file-too-large"


class FileSort(StrEnum):
    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"

    @property
    def is_picture(self) -> bool:
        return self is not FileSort.PDF


@dataclass(frozen=True, slots=True)
class Attachment:
    """What is kept of a file."""

    sort: FileSort
    content: bytes


def checked(content: bytes) -> Attachment:
    """The file as it may be kept. Raises BadFile and TooLarge."""
    if len(content) > MOST_BYTES:
        raise TooLarge("This file is larger than may be sent.")
    try:
        if content.startswith(b"\xff\xd8\xff"):
            return Attachment(FileSort.JPEG, _jpeg(content))
        if content.startswith(_PNG):
            return Attachment(FileSort.PNG, _png(content))
    except (IndexError, struct.error):
        raise BadFile("This picture is broken.") from None
    if content.startswith((b"%PDF-1.", b"%PDF-2.")):
        return Attachment(FileSort.PDF, _pdf(content))
    raise BadFile("Only JPEG, PNG and PDF files are taken.")


def check_together(sizes: list[int], *, sent_today: int) -> None:
    """Raises TooLarge when the files of a message are too many, or too large together."""
    if len(sizes) > MOST_FILES:
        raise TooLarge(f"A message has at most {MOST_FILES} files.")
    if sum(sizes) > MOST_A_MESSAGE or sent_today + sum(sizes) > MOST_A_DAY:
        raise TooLarge("These files are too large together.")


def _check_size(width: int, height: int) -> None:
    if not width or not height:
        raise BadFile("This picture has no size.")
    if width * height > MOST_PIXELS:
        raise TooLarge("This picture has too many points.")


# --- JPEG: marked segments, and after each SOS marker the picture itself (ITU-T T.81 B.1) ---------

_SHOWS = frozenset({0xC0, 0xC1, 0xC2, 0xC4, 0xDB, 0xDD})
"""Size, tables, restarts: what a picture is drawn from. Everything else is about the picture."""
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
_EXIF, _ADOBE, _START, _END = 0xE1, 0xEE, 0xDA, 0xD9


def _jpeg(content: bytes) -> bytes:
    kept = [b"\xff\xd8"]
    turned, has_size, has_picture = 1, False, False
    at = 2
    while True:
        at = _marker(content, at)
        marker = content[at - 1]
        if marker == _END:
            break
        (length,) = struct.unpack_from(">H", content, at)
        if length < 2 or at + length > len(content):
            raise BadFile("This picture is broken.")
        body = content[at + 2 : at + length]
        segment = content[at - 2 : at + length]
        at += length
        if marker in _FRAMES:
            _check_size(*reversed(struct.unpack_from(">HH", body, 1)))
            has_size = True
        if marker == _START:
            end = _scan_end(content, at)
            segment += content[at:end]
            at, has_picture = end, True
        if marker == _EXIF and turned == 1:
            turned = _orientation(body)
        if marker in _SHOWS or marker == _START or (marker == _ADOBE and _is_adobe(body)):
            kept.append(segment)
    if not has_size or not has_picture:
        raise BadFile("There is no picture in this file.")
    if turned != 1:
        kept.insert(1, _turned(turned))
    return b"".join([*kept, b"\xff\xd9"])


def _marker(content: bytes, at: int) -> int:
    """Where the marker that begins at `at` ends; any number of FF may stand before it."""
    if content[at] != 0xFF:
        raise BadFile("This picture is broken.")
    while content[at] == 0xFF:
        at += 1
    return at + 1


def _scan_end(content: bytes, at: int) -> int:
    """Where the picture's own bytes end: at the first marker but restarts and FF 00."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0:
            raise BadFile("This picture is cut off.")
        following = content[at + 1]
        if following != 0x00 and not 0xD0 <= following <= 0xD7 and following != 0xFF:
            return at
        at += 1 if following == 0xFF else 2


def _is_adobe(body: bytes) -> bool:
    """How colours are mixed: twelve bytes that say nothing else."""
    return len(body) == 12 and body.startswith(b"Adobe")


def _orientation(body: bytes) -> int:
    """Which way up a telephone was held, 1 to 8, out of all it says of itself; 1 when unclear."""
    if not body.startswith(b"Exif\0\0"):
        return 1
    tiff = body[6:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return 1
    (first,) = struct.unpack_from(order + "I", tiff, 4)
    if first + 2 > len(tiff):
        return 1
    (count,) = struct.unpack_from(order + "H", tiff, first)
    for place in range(first + 2, min(first + 2 + 12 * count, len(tiff) - 11), 12):
        tag, sort, many, value = struct.unpack_from(order + "HHIH", tiff, place)
        if (tag, sort, many) == (0x0112, 3, 1):
            return value if 1 <= value <= 8 else 1
    return 1


def _turned(value: int) -> bytes:
    """Which way up, and nothing else: an Exif segment with one entry."""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, value, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


# --- PNG: named chunks with a checksum each (ISO/IEC 15948 5) ------------------------------------

_PNG = b"\x89PNG\r\n\x1a\n"
_DRAWN = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB", b"cHRM"})


def _png(content: bytes) -> bytes:
    kept = [_PNG]
    names: list[bytes] = []
    at = len(_PNG)
    while not names or names[-1] != b"IEND":
        length, name = struct.unpack_from(">I4s", content, at)
        whole = content[at : at + 12 + length]
        if len(whole) != 12 + length:
            raise BadFile("This picture is cut off.")
        (said,) = struct.unpack(">I", whole[-4:])
        if zlib.crc32(whole[4:-4]) != said:
            raise BadFile("This picture is broken.")
        if not names:
            if name != b"IHDR" or length != 13:
                raise BadFile("This picture does not begin as it must.")
            _check_size(*struct.unpack_from(">II", whole, 8))
        names.append(name)
        if name in _DRAWN:
            kept.append(whole)
        at += 12 + length
    if b"IDAT" not in names:
        raise BadFile("There is no picture in this file.")
    return b"".join(kept)


# --- PDF: kept as it is, given out as a file to save, never shown on our pages -------------------

_RUNS = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")
"""What openly runs or carries something. What hides it is for the reader's own defences."""
_END_WITHIN = 1024


def _pdf(content: bytes) -> bytes:
    if b"%%EOF" not in content[-_END_WITHIN:]:
        raise BadFile("This PDF is cut off.")
    for name in _RUNS:
        at = content.find(name)
        while at >= 0:
            after = content[at + len(name) : at + len(name) + 1]
            if not after.isalnum():
                raise BadFile("This PDF runs or carries something else.")
            at = content.find(name, at + 1)
    return content
