"""Files that somebody may send where a photograph is asked for, made here byte by byte."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from PIL import Image, PngImagePlugin

MARK = b"qzhidden"
START = b"\x89PNG\r\n\x1a\n"


def jpeg(size=(60, 40), colour="#b05030", mode="RGB", **options) -> bytes:
    return saved(Image.new(mode, size, colour), "JPEG", **options)


def saved(picture: Image.Image, kind: str, **options) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def chunk(name: bytes, body: bytes, crc: int | None = None) -> bytes:
    crc = zlib.crc32(name + body) if crc is None else crc
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", crc)


def png(
    width: int, height: int, lines: bytes | None = None, depth: int = 8, kind: int = 0, more: bytes = b""
) -> bytes:
    """A PNG of one colour, its rows made only as far as they compress to nothing."""
    if lines is None:
        bits = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[kind] * depth
        lines = _zeros((1 + (width * bits + 7) // 8) * height)
    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    return START + chunk(b"IHDR", head) + more + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def _zeros(count: int) -> bytes:
    squeeze, step = zlib.compressobj(9), 1 << 20
    parts = [squeeze.compress(bytes(min(step, count - done))) for done in range(0, count, step)]
    return b"".join([*parts, squeeze.flush()])


def exif(orientation: int = 6) -> bytes:
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010E] = MARK.decode()
    tags.get_ifd(0x8825)[2] = (30.0, 17.0, 59.0)  # where it was taken
    tags.get_ifd(0x8825)[29] = MARK.decode()
    return tags.tobytes()


def _segments(marker: bytes, body: bytes, times: int) -> bytes:
    one = b"\xff" + marker + struct.pack(">H", len(body) + 2) + body
    return jpeg()[:2] + one * times + jpeg()[2:]


def _with_size(width: int, height: int) -> bytes:
    """A JPEG whose header claims another size than its data has."""
    whole = bytearray(jpeg())
    place = whole.index(b"\xff\xc0") + 5
    whole[place : place + 4] = struct.pack(">HH", height, width)
    return bytes(whole)


def _scans(count: int) -> bytes:
    """A progressive JPEG whose last scan is there again and again."""
    whole = jpeg((1600, 1600), progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:last] + whole[last:-2] * count + b"\xff\xd9"


def _animated() -> bytes:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    return saved(frames[0], "PNG", save_all=True, append_images=frames[1:])


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", bytes(5_000_000))
    return out.getvalue()


def _text_chunk() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", MARK.decode() * 100)
    return saved(Image.new("RGB", (9, 9)), "PNG", pnginfo=info)


def _random(size: int) -> bytes:
    from random import Random

    return Random(1).randbytes(size)


def refused() -> Iterator[tuple[str, bytes]]:
    """(what, bytes) of files of which no picture may come."""
    whole, flat = jpeg(), png(60, 40)
    yield "nothing", b""
    yield "10 MB of text", "长".encode() * 3_600_000
    yield "a web page", b"<!doctype html><script>alert(1)</script>"
    yield "an SVG", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    yield "PHP", b"<?php system($_GET['x']); ?>"
    yield "PHP after GIF89a", b"GIF89a<?php system($_GET['x']); ?>"
    yield "PHP after the start of a JPEG", b"\xff\xd8\xff\xe0<?php system($_GET['x']); ?>"
    yield "a GIF", saved(Image.new("P", (9, 9)), "GIF")
    yield "a WebP", saved(Image.new("RGB", (9, 9)), "WEBP")
    yield "a TIFF", saved(Image.new("RGB", (9, 9)), "TIFF")
    yield "a BMP", saved(Image.new("RGB", (9, 9)), "BMP")
    yield "an icon", saved(Image.new("RGB", (16, 16)), "ICO")
    yield "HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200)
    yield "EPS, which runs a program", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (r) file"
    yield "a PDF", b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript>>>>endobj"
    yield "a zip bomb", _zip()
    yield "a program", b"\x7fELF\x02\x01\x01" + bytes(500)
    yield "noise", _random(100_000)
    yield "noise after the start of a JPEG", b"\xff\xd8\xff" + _random(100_000)
    yield "noise after the start of a PNG", START + _random(100_000)
    yield "half a JPEG", jpeg((900, 900))[:6000]
    yield "the first 20 bytes of a JPEG", whole[:20]
    yield "half a PNG", flat[: len(flat) // 2]
    yield "a PNG with a wrong checksum", flat[:29] + b"\0\0\0\0" + flat[33:]
    yield "a PNG of 60000 × 60000", png(60_000, 60_000, zlib.compress(b"\0"))
    yield "a bomb: 12000 × 12000 in 20 kB", png(12_000, 12_000, depth=1)
    yield "a bomb of 52 megapixels in colour and 16 bits", png(7200, 7200, kind=6, depth=16)
    yield "a PNG without rows", png(5000, 5000, zlib.compress(b""))
    yield "a PNG of size 0 × 0", png(0, 0, zlib.compress(b""))
    yield "a JPEG that claims 65000 × 65000", _with_size(65_000, 65_000)
    yield "a moving PNG", _animated()
    yield "a text chunk of 100 MB", png(9, 9, more=chunk(b"zTXt", b"a\0\0" + _zeros(100_000_000)))
    yield "a colour profile of 100 MB", png(9, 9, more=chunk(b"iCCP", b"a\0\0" + _zeros(100_000_000)))
    yield "a progressive JPEG of 3000 scans", _scans(3000)


def taken() -> Iterator[tuple[str, bytes]]:
    """(what, bytes) of odd files that are pictures: written anew, nothing else of them is left."""
    yield "a photograph", jpeg((3000, 2000), exif=exif())
    yield "a photograph of 24 megapixels", jpeg((6000, 4000))
    yield "a progressive one", jpeg((900, 900), progressive=True)
    yield "CMYK", jpeg(mode="CMYK", colour=(9, 9, 9, 9))
    yield "grey", jpeg(mode="L", colour=9)
    yield "16 bits of grey", png(60, 40, depth=16)
    yield "1 bit", png(61, 40, depth=1)
    yield "transparent", saved(Image.new("RGBA", (60, 40), (9, 9, 9, 0)), "PNG")
    yield "a palette", saved(Image.new("P", (60, 40)), "PNG")
    yield "metadata", jpeg(exif=exif(), comment=MARK, icc_profile=MARK * 5000)
    yield "a text chunk", _text_chunk()
    yield "20,000 small chunks", png(60, 40, more=chunk(b"tEXt", b"a\0" + MARK) * 20_000)
    yield "300 comments", _segments(b"\xfe", MARK * 100, 300)
    yield "a web page behind the end", jpeg() + b"<script>qzhidden</script>" * 1000
    yield "a zip behind the end", jpeg() + _zip() + MARK
    yield "PHP in a comment", jpeg(comment=b"<?php qzhidden ?>")
    yield "a chunk that claims 2 GB", png(60, 40)[:33] + b"\x7f\xff\xff\xffIDAT" + png(60, 40)[41:]
