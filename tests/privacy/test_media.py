"""A photo shows what was photographed, and tells nothing else; every other file stays outside."""

from __future__ import annotations

import io
import random
import struct
import zlib

import pytest
from PIL import Image

from bot.privacy.media import LARGEST_FILE, PhotoLimits, Refused, clean_photo
from bot.privacy.media_child import LARGEST_CLEAN, drawn_anew

CANARY = b"GPS-55.7558-37.6173"
PIXELS = PhotoLimits().pixels


def photo(kind: str = "JPEG", size: tuple[int, int] = (64, 48), mode: str = "RGB") -> bytes:
    """A telltale photo: place, maker, comment and a file hidden behind the end."""
    image = Image.effect_mandelbrot(size, (-2, -1, 1, 1), 50).convert(mode)
    exif = Image.Exif()
    exif[0x010F] = CANARY.decode()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[29] = CANARY.decode()
    written = io.BytesIO()
    if kind == "JPEG":
        image.save(written, kind, exif=exif, comment=CANARY)
    else:
        image.save(written, kind, exif=exif)
    return written.getvalue() + b"PK\x03\x04" + CANARY


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB"), ("JPEG", "L")]
)
def test_only_the_pixels_are_left(kind: str, mode: str) -> None:
    """No place, maker, comment or hidden file survives; the picture is upright and looks the same."""
    dirty = photo(kind, mode=mode)
    assert CANARY in dirty
    clean = drawn_anew(dirty, PIXELS)
    assert CANARY not in clean
    assert b"PK\x03\x04" not in clean
    with Image.open(io.BytesIO(clean)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (48, 64), {})
        assert "comment" not in image.info
        assert len(image.convert("L").getcolors(256) or []) > 5


def test_a_photo_is_cleaned_in_a_process_of_its_own() -> None:
    """What an operator gets went through the child."""
    clean = clean_photo(photo(size=(3000, 100)))
    assert CANARY not in clean
    with Image.open(io.BytesIO(clean)) as image:
        assert max(image.size) == 1600


def test_a_clean_photo_is_small() -> None:
    """However much there is to see, what is kept has at most 300 kB; a plain one keeps its exactness."""
    noise = Image.frombytes("RGB", (2000, 1500), random.Random(5).randbytes(2000 * 1500 * 3))
    written = io.BytesIO()
    noise.save(written, "JPEG", quality=95)
    assert len(written.getvalue()) > 3_000_000, "control: it was large"
    clean = drawn_anew(written.getvalue(), PIXELS)
    assert len(clean) <= LARGEST_CLEAN
    with Image.open(io.BytesIO(clean)) as image:
        assert min(image.size) > 300


def bomb(width: int, height: int) -> bytes:
    """A small file that claims to be a gigantic picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1 << 20)))
        + chunk(b"IEND", b"")
    )


REFUSED = {
    "nothing": b"",
    "text": b"hello",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "pdf": b"%PDF-1.7\n1 0 obj",
    "gif": b"GIF89a" + bytes(200),
    "bomb": bomb(50_000, 50_000),
    "wide bomb": bomb(2**31 - 1, 1),
    "cut photo": photo()[:300],
    "too large": b"\xff\xd8\xff" + bytes(LARGEST_FILE),
}


@pytest.mark.parametrize("name", REFUSED)
def test_everything_else_is_refused(name: str) -> None:
    """Files that are no photos, lie about their size or are broken never get in."""
    with pytest.raises(Refused):
        clean_photo(REFUSED[name])


@pytest.mark.parametrize("limits", [PhotoLimits(megabytes=64), PhotoLimits(pixels=8_000_000)])
def test_the_limits_hold(limits: PhotoLimits) -> None:
    """A photo that needs more than its share is refused; the same photo passes with the usual share."""
    large = io.BytesIO()
    Image.new("RGB", (3000, 3000), "green").save(large, "PNG")
    with pytest.raises(Refused):
        clean_photo(large.getvalue(), limits)
    assert clean_photo(large.getvalue())


def test_five_hundred_hostile_files_leak_nothing() -> None:
    """However a file is bent, it is refused or comes out as a clean picture."""
    rng = random.Random(19)
    sources = [photo(kind) for kind in ("JPEG", "PNG", "WEBP")]
    refused = 0
    for _ in range(500):
        bent = bytearray(rng.choice(sources))
        for _ in range(rng.randrange(1, 30)):
            bent[rng.randrange(len(bent))] = rng.randrange(256)
        try:
            clean = drawn_anew(bytes(bent[: rng.randrange(len(bent) // 2, len(bent) + 1)]), PIXELS)
        except Exception:
            refused += 1
            continue
        assert clean.startswith(b"\xff\xd8\xff")
        assert CANARY[:8] not in clean
    assert 50 < refused < 500
