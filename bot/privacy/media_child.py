"""Draws a photo anew from its pixels: the child process that meets files from strangers, and nothing else.

Started by `media.clean_photo` as a program of its own: file on standard input, clean JPEG on standard output, exit
status above zero for anything it does not like. Imports nothing of ours, limits itself before it reads the first byte.
"""

from __future__ import annotations

import io
import resource
import sys
import warnings

from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
LONGEST_SIDE = 1600
LARGEST_CLEAN = 300_000
"""How many bytes a clean photo has at most: all of them lie in the store as long as their case."""
QUALITIES = (85, 75, 65, 55, 45)


class NotAPhoto(Exception):
    """Not a picture that we take; the reason stays in the child."""


def main(arguments: list[str]) -> int:
    """Clean standard input within so many megabytes, seconds of work and pixels."""
    megabytes, seconds, pixels = (int(each) for each in arguments)
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    Image.MAX_IMAGE_PIXELS = pixels
    warnings.simplefilter("error")
    try:
        clean = drawn_anew(sys.stdin.buffer.read(), pixels)
    except Exception:  # whatever a decoder raises on a hostile file, the answer is the same
        return 1
    sys.stdout.buffer.write(clean)
    sys.stdout.buffer.flush()
    return 0


def drawn_anew(content: bytes, pixels: int) -> bytes:
    """Return the picture as a JPEG that has its pixels and nothing else: no place, maker, comment or hidden file.

    Pillow keeps a comment through a plain save, so the pixels are copied into an image that never had one.
    """
    with Image.open(io.BytesIO(content), formats=FORMATS) as found:
        if found.width * found.height > pixels:
            raise NotAPhoto
        found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(found)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        on_white = Image.new("RGBA", upright.size, "white")
        on_white.alpha_composite(upright.convert("RGBA"))
        flat = on_white.convert("RGB")
    new = Image.frombytes("RGB", flat.size, flat.tobytes())
    return _small(new)


def _small(image: Image.Image) -> bytes:
    """Return a picture as a JPEG that is small enough: less exact first, then fewer pixels."""
    while True:
        for quality in QUALITIES:
            written = io.BytesIO()
            image.save(written, "JPEG", quality=quality)
            if written.tell() <= LARGEST_CLEAN:
                return written.getvalue()
        image = image.resize((max(1, image.width * 3 // 4), max(1, image.height * 3 // 4)))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
