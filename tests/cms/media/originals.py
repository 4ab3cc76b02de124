"""Files as phones, cameras and office programs write them: with place, camera, author and worse inside."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageCms, PngImagePlugin
from PIL.ExifTags import GPS, IFD, Base

CAMERA = "Kestrel-9000"
OWNER = "Joanna Markerwood"
PLACE = b"52.4796N"
XMP = (
    b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    b'xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="52.4796N" '
    b'xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="Joanna Markerwood"/></rdf:RDF></x:xmpmeta>'
    b'<?xpacket end="w"?>'
)


def exif(orientation: int = 6) -> Image.Exif:
    """What a phone notes: make, owner, time, place, and that it was held upright."""
    notes = Image.Exif()
    notes[Base.Orientation] = orientation
    notes[Base.Make] = CAMERA
    notes[Base.Model] = CAMERA
    notes[Base.Artist] = OWNER
    notes[Base.DateTime] = "2026:11:02 15:40:07"
    where = notes.get_ifd(IFD.GPSInfo)
    where[GPS.GPSLatitudeRef], where[GPS.GPSLatitude] = "N", (52.0, 28.0, 46.6)
    where[GPS.GPSLongitudeRef], where[GPS.GPSLongitude] = "W", (1.0, 54.0, 10.2)
    return notes


def pixels(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    """A picture whose upper half is red and whose lower half is blue, so that turning it shows."""
    image = Image.new("RGB", (width, height), (220, 30, 30))
    image.paste((30, 30, 220), (0, height // 2, width, height))
    return image.convert(mode)


def profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def jpeg(width: int = 60, height: int = 40, **also: object) -> bytes:
    out = BytesIO()
    notes = exif()
    pixels(width, height).save(
        out, "JPEG", exif=notes, xmp=XMP, comment=f"by {OWNER}", icc_profile=profile(), **also
    )
    data = out.getvalue()
    return data[:2] + _iptc() + data[2:]


def _iptc() -> bytes:
    """A Photoshop block with the photographer's name."""
    name = OWNER.encode()
    record = b"\x1c\x02\x50" + struct.pack(">H", len(name)) + name
    block = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + struct.pack(">I", len(record)) + record
    return b"\xff\xed" + struct.pack(">H", len(block) + 2) + block


def png(width: int = 60, height: int = 40, mode: str = "RGB") -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", OWNER)
    notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
    notes.add_text("Comment", f"taken with {CAMERA}", zip=True)
    out = BytesIO()
    pixels(width, height, mode).save(
        out, "PNG", exif=exif(), pnginfo=notes, icc_profile=profile(), dpi=(72, 72)
    )
    return out.getvalue()


def webp(width: int = 60, height: int = 40, **also: object) -> bytes:
    out = BytesIO()
    pixels(width, height).save(out, "WEBP", exif=exif(), xmp=XMP, icc_profile=profile(), **also)
    return out.getvalue()


def heic(width: int = 60, height: int = 40) -> bytes:
    import pillow_heif

    out = BytesIO()
    pillow_heif.register_heif_opener()
    pixels(width, height).save(out, "HEIF", exif=exif(1).tobytes(), xmp=XMP)
    return out.getvalue()


def png_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A few kilobytes that would unfold to gigabytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(1_000_000)))
        + chunk(b"IEND", b"")
    )


def pdf(*, photograph: bool = True) -> bytes:
    """A report as an office program writes it: author, notes, an attachment, a program, a photograph with its place."""
    import pikepdf
    from pikepdf import Array, Dictionary, Name, String

    made = pikepdf.new()
    page = made.add_blank_page(page_size=(200, 200)).obj
    made.docinfo["/Author"], made.docinfo["/Creator"] = OWNER, CAMERA
    made.docinfo["/Title"] = f"Draft by {OWNER}"
    with made.open_metadata() as metadata:
        metadata["dc:creator"] = [OWNER]
    attached = made.make_stream(f"minutes kept by {OWNER}".encode(), Type=Name.EmbeddedFile)
    file = Dictionary(Type=Name.Filespec, F=String(f"{OWNER}.docx"), EF=Dictionary(F=attached))
    made.Root.Names = Dictionary(
        EmbeddedFiles=Dictionary(Names=Array([String("notes"), made.make_indirect(file)])),
        JavaScript=Dictionary(
            Names=Array(
                [String("go"), Dictionary(S=Name.JavaScript, JS=String("app.alert('hello program')"))]
            )
        ),
    )
    made.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert('hello program')"))
    made.Root.PieceInfo = Dictionary(Draw=Dictionary(Private=Dictionary(By=String(OWNER))))
    page.Annots = Array(
        [
            made.make_indirect(
                Dictionary(
                    Type=Name.Annot,
                    Subtype=Name.Text,
                    Rect=[0, 0, 9, 9],
                    T=String(OWNER),
                    Contents=String("mine"),
                )
            ),
            made.make_indirect(
                Dictionary(
                    Type=Name.Annot,
                    Subtype=Name.Link,
                    Rect=[0, 0, 9, 9],
                    A=Dictionary(S=Name.URI, URI=String("https://example.org/")),
                )
            ),
            made.make_indirect(
                Dictionary(
                    Type=Name.Annot,
                    Subtype=Name.Link,
                    Rect=[9, 9, 18, 18],
                    A=Dictionary(S=Name.Launch, F=String("start-program.exe")),
                )
            ),
        ]
    )
    page.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("app.alert('hello program')")))
    page.Contents = made.make_stream(b"q 100 0 0 100 20 20 cm /Photo Do Q")
    if photograph:
        photo = made.make_stream(jpeg(), Type=Name.XObject, Subtype=Name.Image, Width=60, Height=40)
        photo.ColorSpace, photo.BitsPerComponent, photo.Filter = Name.DeviceRGB, 8, Name.DCTDecode
        photo.Metadata = made.make_stream(XMP, Type=Name.Metadata, Subtype=Name.XML)
        page.Resources = Dictionary(XObject=Dictionary(Photo=photo))
    out = BytesIO()
    made.save(out)
    return out.getvalue()
