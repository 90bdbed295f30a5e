"""What is left of a file: the picture and nothing else, or a refusal; of any bytes one of them."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heime.core.attachments import (
    MOST_BYTES,
    MOST_PIXELS,
    BadFile,
    FileSort,
    TooLarge,
    check_together,
    checked,
)

PLACE = b"Kvernhuslia 4"


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def exif(orientation: int, order: str = ">") -> bytes:
    head = b"MM\0*" if order == ">" else b"II*\0"
    entry = struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    return segment(
        0xE1, b"Exif\0\0" + head + struct.pack(order + "IH", 8, 1) + entry + b"\0\0\0\0" + PLACE
    )


def jpeg(*about: bytes, width: int = 8, height: int = 8, after: bytes = b"") -> bytes:
    frame = segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00")
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
    tables = segment(0xDB, b"\0" * 65) + segment(0xC4, b"\0" * 20)
    return b"\xff\xd8" + b"".join(about) + tables + frame + scan + b"\xff\xd9" + after


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(*about: bytes, width: int = 1, height: int = 1) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(b"\0\0\0\0"))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(about) + data + chunk(b"IEND", b"")


@pytest.mark.parametrize("order", [">", "<"])
def test_of_what_a_telephone_says_only_the_way_up_is_left(order):
    photo = jpeg(
        segment(0xE0, b"JFIF\0"), exif(6, order), segment(0xFE, PLACE), segment(0xE2, PLACE),
        segment(0xED, PLACE), after=b"PK\x03\x04" + PLACE,
    )  # fmt: skip
    kept = checked(photo)
    assert kept.sort is FileSort.JPEG
    assert PLACE not in kept.content
    assert kept.content.endswith(b"\xff\xd9")
    assert struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0) in kept.content
    assert checked(kept.content) == kept


def test_the_picture_itself_is_untouched():
    assert checked(jpeg()).content == jpeg()
    assert checked(png()).content == png()


def test_a_png_keeps_no_words_and_nothing_after_its_end():
    kept = checked(png(chunk(b"tEXt", PLACE), chunk(b"eXIf", PLACE)) + PLACE)
    assert kept.content == png()


def test_a_picture_that_says_it_is_enormous_is_refused_without_being_unpacked():
    for bomb in (png(width=60_000, height=60_000), jpeg(width=60_000, height=60_000)):
        with pytest.raises(TooLarge):
            checked(bomb)
    assert MOST_PIXELS < 60_000**2


@pytest.mark.parametrize(
    "content",
    [
        b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b"MZ\x90", b"PK\x03\x04",
        b"<html><script>alert(1)</script>", b" %PDF-1.7 %%EOF", b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n", jpeg()[:-9], png()[:-6], png(width=0), jpeg(height=0),
        b"\xff\xd8\xff\xd9", b"%PDF-1.7\ncut off",
        b"%PDF-1.7\n/OpenAction << /S /JavaScript /JS (app.alert(1)) >>\n%%EOF",
        b"%PDF-1.7\n<< /S /Launch >>\n%%EOF", b"%PDF-1.7\n<< /EmbeddedFile 3 0 R >>\n%%EOF",
    ],
)  # fmt: skip
def test_what_is_no_picture_and_no_quiet_pdf_is_refused(content):
    with pytest.raises(BadFile):
        checked(content)


def test_a_changed_png_is_refused():
    broken = bytearray(png())
    broken[45] ^= 1
    with pytest.raises(BadFile):
        checked(bytes(broken))


def test_a_pdf_is_kept_as_it_came():
    content = b"%PDF-1.7\n1 0 obj << /JavaScripts 3 >>\n%%EOF\n"
    assert checked(content).content == content


def test_too_much_is_refused():
    with pytest.raises(TooLarge):
        checked(b"%PDF-1.7" + b"x" * MOST_BYTES)
    check_together([8_000_000, 8_000_000], sent_today=0)
    for sizes, today in (([1] * 4, 0), ([8_000_000] * 3, 0), ([1], 60_000_000)):
        with pytest.raises(TooLarge):
            check_together(sizes, sent_today=today)


@given(st.binary(max_size=400), st.integers(0, 200), st.sampled_from([jpeg(exif(3)), png()]))
def test_any_bytes_are_kept_or_refused_and_what_is_kept_stays_the_same(noise, at, whole):
    for content in (noise, whole[:at] + noise + whole[at:], whole[:at] + noise):
        try:
            kept = checked(content)
        except (BadFile, TooLarge):
            continue
        assert checked(kept.content) == kept
