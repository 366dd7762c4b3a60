"""The child that decodes one picture: bytes in on stdin, a JPEG out on stdout, the verdict as exit code.

Started by `portal.core.pictures` and nobody else. Before it reads a byte it gives up what it does not need:
memory, time, files. Whatever a broken decoder does here is over with this process.
"""

import resource
import sys

SIDE_MAX = 12_000
PIXELS_MAX = 50_000_000
SIDE_OUT = 2_000
MEMORY = 768 * 1024 * 1024
CPU_SECONDS = 4
DAMAGED, TOO_WIDE, ANIMATED = 10, 11, 12
LIMITS = {
    resource.RLIMIT_AS: MEMORY,
    resource.RLIMIT_CPU: CPU_SECONDS,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
}


def main() -> int:
    for what, most in LIMITS.items():
        _limit(what, most)
    import io

    from PIL import Image, ImageOps, MpoImagePlugin  # noqa: F401  what is loaded late otherwise

    Image.preinit()
    _limit(resource.RLIMIT_NOFILE, 3)  # after the last import: not one more file can be opened
    Image.MAX_IMAGE_PIXELS = None  # our own limit comes first
    try:
        return _copy(Image, ImageOps, io.BytesIO(sys.stdin.buffer.read()))
    except Exception:  # noqa: BLE001  a decoder raises whatever it likes; MemoryError and EOFError among it
        return DAMAGED


def _limit(what: int, most: int) -> None:
    try:
        resource.setrlimit(what, (most, most))
    except (ValueError, OSError):  # a system that does not know this limit; time is watched from outside, too
        return


def _copy(library, turning, sent) -> int:
    with library.open(sent, formats=["JPEG", "PNG"]) as picture:
        width, height = picture.size
        if max(width, height) > SIDE_MAX or width * height > PIXELS_MAX:
            return TOO_WIDE
        if picture.format == "PNG" and getattr(picture, "n_frames", 1) > 1:
            return ANIMATED
        picture.draft("RGB", (SIDE_OUT, SIDE_OUT))  # a JPEG is decoded at a fraction of its size at once
        picture.load()
        turned = turning.exif_transpose(_plain(picture))
    turned.thumbnail((SIDE_OUT, SIDE_OUT))
    _on_white(library, turned).save(sys.stdout.buffer, "JPEG", quality=85, optimize=False)
    sys.stdout.buffer.flush()
    return 0


def _plain(picture):
    """16 bits a channel come down to 8: the library cuts them off otherwise."""
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    return picture


def _on_white(library, picture):
    """A new picture holds pixels and nothing else; what is transparent becomes paper."""
    clean = library.new("RGB", picture.size, "white")
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        clean.paste(layer, mask=layer.getchannel("A"))
    else:
        clean.paste(picture.convert("RGB"))
    return clean


if __name__ == "__main__":
    sys.exit(main())
