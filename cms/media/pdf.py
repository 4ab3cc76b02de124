"""A PDF with its pages and nothing else.

PDF 2.0 (ISO 32000-2): what names a person, a place or a program can stand in the document information, in XMP streams
on any object, in comments, form fields, embedded files, actions, a program's private data, and in the pictures.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from cms.media.parts import Unreadable, bare_jpeg
from cms.media.refusal import Refused

if TYPE_CHECKING:
    from pikepdf import Dictionary, Object, Pdf

KEPT_ANNOTATIONS = {"/Link"}
"""Links alone. Comments carry who made them; files, sounds and films carry anything."""
KEPT_ACTIONS = {"/URI", "/GoTo"}
CATALOG_GOES = (
    "/Metadata", "/OpenAction", "/AA", "/AcroForm", "/Perms", "/Legal", "/PieceInfo", "/Collection", "/AF", "/Threads",
    "/SpiderInfo", "/URI", "/DSS", "/Extensions", "/Requirements",
)  # fmt: skip
EVERYWHERE_GOES = (
    "/Metadata",
    "/PieceInfo",
    "/LastModified",
    "/AA",
    "/AF",
    "/Measure",
    "/PtData",
    "/Thumb",
    "/OPI",
)
DAMAGED = "This PDF is damaged. Open it, save it as PDF again and upload the new file."


def clean_pdf(data: bytes) -> bytes:
    """Write the pages of a PDF into a new file; earlier versions and whatever no page uses stay behind.

    Raises Refused for a file with a password, for a form that draws itself by a program (XFA), and for a damaged one.
    """
    # pikepdf takes a moment to load, and most requests never meet a PDF.
    import pikepdf

    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                raise Refused("This PDF is locked by a password. Save it without one and upload that.")
            if not len(pdf.pages):
                raise Refused("This PDF has no pages.")
            _refuse_drawn_forms(pdf)
            _strip(pdf)
            out = BytesIO()
            pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    except pikepdf.PasswordError as locked:
        raise Refused("This PDF is locked by a password. Save it without one and upload that.") from locked
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as broken:
        if isinstance(broken, Refused):
            raise
        raise Refused(DAMAGED) from broken
    return out.getvalue()


def _refuse_drawn_forms(pdf: Pdf) -> None:
    form = pdf.Root.get("/AcroForm")
    if form is not None and "/XFA" in form:
        raise Refused("This PDF is a form run by a program. Print it to a new PDF and upload that.")


def _strip(pdf: Pdf) -> None:
    del pdf.docinfo
    root = pdf.Root
    for name in CATALOG_GOES:
        _drop(root, name)
    _strip_names(root)
    for page in pdf.pages:
        _strip_annotations(page.obj)
    for found in pdf.objects:
        _strip_object(found)


def _strip_names(root: Dictionary) -> None:
    """Of the lists of names only the places inside the document stay: attachments and programs go."""
    names = root.get("/Names")
    if names is not None:
        for name in list(names.keys()):
            if name != "/Dests":
                del names[name]


def _strip_annotations(page: Dictionary) -> None:
    import pikepdf

    annotations = page.get("/Annots")
    if annotations is None:
        return
    kept = [found for found in annotations if str(found.get("/Subtype")) in KEPT_ANNOTATIONS]
    for found in kept:
        for name in ("/T", "/Contents", "/NM", "/M", "/CreationDate", "/RC", "/Popup", "/PA"):
            _drop(found, name)
    page["/Annots"] = pikepdf.Array(kept)


def _strip_object(found: Object) -> None:
    """Take metadata and actions from one object and everything written inside it, and metadata from a picture."""
    import pikepdf

    if isinstance(found, pikepdf.Stream):
        _strip_dictionary(found.stream_dict)
        if found.get("/Type") == "/Metadata" or found.get("/Type") == "/EmbeddedFile":
            found.write(b"")
        elif found.get("/Subtype") == "/Image":
            _strip_picture(found)
    elif isinstance(found, pikepdf.Dictionary):
        _strip_dictionary(found)
    elif isinstance(found, pikepdf.Array):
        for inner in found:
            if isinstance(inner, pikepdf.Object) and not inner.is_indirect:
                _strip_object(inner)


def _strip_dictionary(found: Dictionary) -> None:
    import pikepdf

    for name in EVERYWHERE_GOES:
        _drop(found, name)
    # An outline, a link or a page can start a program, open a file or send a form.
    action = found.get("/A")
    if isinstance(action, pikepdf.Dictionary) and str(action.get("/S")) not in KEPT_ACTIONS:
        del found["/A"]
    elif isinstance(action, pikepdf.Dictionary):
        _drop(action, "/Next")
    for name in list(found.keys()):
        inner = found[name]
        if isinstance(inner, pikepdf.Dictionary | pikepdf.Array) and not inner.is_indirect:
            _strip_object(inner)


def _strip_picture(picture: Object) -> None:
    """A photograph in a PDF is the camera's own file, place and all: only its pixels stay."""
    filters = picture.get("/Filter")
    kinds = (
        [str(filters)]
        if filters is not None and not _is_list(filters)
        else [str(name) for name in filters or ()]
    )
    if kinds == ["/DCTDecode"]:
        try:
            picture.write(
                bare_jpeg(picture.read_raw_bytes()), filter=filters, decode_parms=picture.get("/DecodeParms")
            )
        except Unreadable as broken:
            raise Refused(DAMAGED) from broken
    elif "/DCTDecode" in kinds or "/JPXDecode" in kinds:
        raise Refused(
            "This PDF holds a picture that cannot be cleaned. Print it to a new PDF (“Save as PDF” in the print "
            "window) and upload that."
        )


def _is_list(found: Object) -> bool:
    import pikepdf

    return isinstance(found, pikepdf.Array)


def _drop(found: Dictionary, name: str) -> None:
    if name in found:
        del found[name]
