"""A picture, made anew from its pixels: no place, no camera, no name, no second file behind it."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageCms, UnidentifiedImageError
from PIL.ExifTags import Base
from PIL.Image import Transpose

from cms.media.parts import Unreadable, strange_parts
from cms.media.refusal import Refused

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
EXTENSIONS = ("jpg", "jpeg", "png", "webp", "heic", "heif")
QUALITY = 90
"""Of JPEG and WebP. The same for every picture: the tables of a camera's own compression tell which make it is."""

_READ_AS = {"JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG", "WEBP": "WEBP", "HEIF": "JPEG"}
_SUFFIX = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}
_KINDS = "Save it as a JPG, PNG or WebP picture and upload that."


@dataclass(frozen=True)
class CleanPicture:
    """The bytes of a picture with nothing but the picture in them, and the ending its file name takes."""

    data: bytes
    suffix: str


def clean_picture(data: bytes) -> CleanPicture:
    """Decode an uploaded picture, turn it upright, convert it to sRGB and encode its pixels again.

    What the file was called or said of itself plays no part. JPEG, PNG, WebP and HEIC (kept as JPEG) are taken, up to
    10 MB and 40 megapixels; everything else raises Refused with a sentence for the editor.
    """
    if len(data) > MOST_BYTES:
        raise Refused(
            f"This picture has {len(data) / 1024 / 1024:.0f} MB. The most is 10 MB: make it smaller and try again."
        )
    image, read_as = _opened(data)
    with image:
        width, height = image.size
        if width * height > MOST_PIXELS:
            raise Refused(
                f"This picture is {width} by {height} pixels. The most is 40 million pixels: make it smaller and try "
                "again."
            )
        if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
            raise Refused("This picture moves. Save one moment of it as a JPG or PNG and upload that.")
        try:
            image.load()
            picture = _flat(_upright(image), keeps_alpha=read_as != "JPEG")
        except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError) as broken:
            raise Refused(
                "This picture is damaged. Open it, save it again and upload the new file."
            ) from broken
    # Whatever was read beside the pixels hangs on the object, and encoders would write it down again.
    picture.info.clear()
    out = BytesIO()
    if read_as == "PNG":
        picture.save(out, "PNG", optimize=True)
    elif read_as == "WEBP":
        picture.save(out, "WEBP", lossless=b"VP8L" in data[:64], quality=QUALITY, method=4)
    else:
        picture.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    if left := strange_parts(out.getvalue()):
        # Never seen. An encoder that starts to add something of its own stops uploads instead of leaking.
        raise Refused(f"This picture could not be cleaned ({', '.join(left)}). Tell whoever runs this site.")
    return CleanPicture(out.getvalue(), _SUFFIX[read_as])


def is_bare(data: bytes) -> bool:
    """Whether a file is a JPEG, PNG or WebP with nothing in it but the picture."""
    try:
        return not strange_parts(data)
    except Unreadable:
        return False


def _opened(data: bytes) -> tuple[Image.Image, str]:
    """The picture by its content, its pixels not decoded yet, and the format it will be kept in."""
    formats = ["JPEG", "PNG", "WEBP"]
    if data[4:8] == b"ftyp":
        from pillow_heif import register_heif_opener

        register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
        formats = ["HEIF"]
    try:
        image = Image.open(BytesIO(data), formats=formats)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Refused(
            "This picture has far more than 40 million pixels. Make it smaller and try again."
        ) from bomb
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as unknown:
        raise Refused(_why_not(data)) from unknown
    return image, _READ_AS[image.format or ""]


def _why_not(data: bytes) -> str:
    """What the bytes are instead, in words an editor can act on."""
    start = data[:2048].lstrip().lower()
    if data.startswith(b"GIF8"):
        return f"GIF files are not taken, because many of them flash. {_KINDS}"
    if b"<svg" in start:
        return f"SVG drawings are not taken, because they can hold hidden programs. {_KINDS}"
    if start.startswith((b"<!doctype", b"<html", b"<script")):
        return "This is a web page and not a picture."
    if start.startswith(b"%pdf-"):
        return "This is a PDF. Upload it under Documents."
    if not data:
        return "This file is empty."
    return f"This is not a picture we can read. {_KINDS}"


_TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
"""What undoes each of the eight orientations (Exif 2.32, tag 0112)."""


def _upright(image: Image.Image) -> Image.Image:
    """The picture as it was seen. Notes too damaged to be read turn nothing."""
    try:
        turn = _TURNS.get(image.getexif().get(Base.Orientation, 1))
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, struct.error):
        turn = None
    return image if turn is None else image.transpose(turn)


def _flat(image: Image.Image, *, keeps_alpha: bool) -> Image.Image:
    """The pixels in sRGB (or grey), eight bits a channel, with transparency only where the format keeps it."""
    if image.mode in ("I", "I;16", "I;16B", "I;16L", "F"):
        # Sixteen bits a pixel: the upper eight are the picture.
        image = image.convert("I").point(lambda level: level / 256).convert("L")
    image = _in_srgb(image)
    see_through = image.mode in ("LA", "PA", "La", "RGBA", "RGBa") or "transparency" in image.info
    if see_through and keeps_alpha:
        return image.convert("RGBA")
    if see_through:
        image = image.convert("RGBA")
        on_white = Image.new("RGBA", image.size, "white")
        on_white.alpha_composite(image)
        image = on_white
    return image.convert("L" if image.mode in ("1", "L", "LA") else "RGB")


def _in_srgb(image: Image.Image) -> Image.Image:
    """The same colours as an ordinary screen names them. A profile that makes no sense is left out."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return image
    try:
        return ImageCms.profileToProfile(
            image,
            ImageCms.ImageCmsProfile(BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGBA" if image.mode == "RGBA" else "RGB",
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
