"""What is uploaded loses everything but the picture or the page, by whatever door it comes."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.exceptions import ValidationError
from django.urls import reverse
from PIL import Image
from wagtail.models import UploadedFile

from cms.media import fields
from cms.media.documents import clean_document
from cms.media.fields import clean_picture_file
from cms.media.forms import DocumentUploadField, PictureUploadField
from cms.media.pictures import CleanPicture, clean_picture
from cms.media.refusal import Refused
from cms.models import SiteDocument, SiteImage
from tests.cms.media import originals
from tests.cms.media.people import (
    DOORS,
    WORDS,
    body_of,
    by_many_at_once,
    by_the_chooser,
    by_the_form,
    document_by_the_form,
    errors_of,
    upload,
)
from tests.scan.hidden import hidden

SECRETS = (originals.OWNER, originals.CAMERA, "52.4796N", "Markerwood", "hello program", "start-program")
NAME = "IMG_2034 Joanna Markerwood.jpg"
SIZES = (
    "original",
    "width-30",
    "width-30|format-webp",
    "fill-20x20",
    "max-165x165|format-png",
    "width-50|format-jpeg",
)


def everything_stored() -> dict[str, bytes]:
    root = Path(configured.MEDIA_ROOT)
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def everything_served(visitor, image: SiteImage) -> dict[str, bytes]:
    """The original and every size of it, as a visitor gets them."""
    found = {}
    for url in (image.file.url, *(image.get_rendition(size).url for size in SIZES)):
        answer = visitor.get(url)
        assert answer.status_code == 200, url
        found[url] = body_of(answer)
    return found


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_a_photograph_keeps_no_place_camera_or_name_by_any_door(editor, visitor, door):
    image = SiteImage.objects.get(pk=door(editor, NAME, originals.jpeg()).pk)
    files = everything_served(visitor, image) | everything_stored()
    assert len(files) > len(SIZES)
    for name, data in files.items():
        assert hidden(data, SECRETS) == [], name
        assert "IMG" not in name and "Markerwood" not in name and "oanna" not in name
    stored = everything_stored()[image.file.name]
    assert image.file_size == len(stored)
    assert image.file_hash == hashlib.sha1(stored, usedforsecurity=False).hexdigest()
    # Held upright: what was 60 by 40 with a note to turn it now is 40 by 60.
    assert (image.width, image.height) == (40, 60)


@pytest.mark.parametrize("make", [originals.png, originals.webp, originals.heic])
def test_other_formats_are_cleaned_too(editor, visitor, make):
    original = make()
    assert {"Exif", "XMP", "GPS"} <= set(hidden(original, SECRETS))
    image = by_the_form(editor, f"{originals.OWNER}.{make.__name__}", original)
    for name, data in (everything_served(visitor, image) | everything_stored()).items():
        assert hidden(data, SECRETS) == [], name


def test_the_search_reports_a_photograph_that_was_stored_as_it_came(editor, monkeypatch):
    """The fault is planted: with the cleaning taken away the same search finds place, camera and owner."""
    monkeypatch.setattr(fields, "clean_picture", lambda data: CleanPicture(data, ".jpg"))
    monkeypatch.setattr(fields, "is_bare", lambda data: True)
    image = by_the_form(editor, NAME, originals.jpeg())
    found = hidden(everything_stored()[image.file.name], SECRETS)
    assert {"Exif", "GPS", "XMP", "IPTC", f"“{originals.CAMERA}”", f"“{originals.OWNER}”"} <= set(found)
    name = image.get_rendition("width-30").file.name
    assert "GPS" in hidden(everything_stored()[name])


def test_a_rendition_of_an_original_that_somebody_put_there_by_hand_is_clean(editor):
    image = by_the_form(editor, NAME, originals.jpeg())
    (Path(configured.MEDIA_ROOT) / image.file.name).write_bytes(originals.jpeg())
    name = image.get_rendition("width-30").file.name
    assert hidden(everything_stored()[name], SECRETS) == []


def test_the_same_picture_is_recognised_whichever_door_it_comes_by(editor):
    first = by_the_form(editor, "a.jpg", originals.jpeg())
    second = by_many_at_once(editor, "b.jpg", originals.jpeg())
    third = by_the_chooser(editor, "c.jpg", originals.jpeg())
    assert first.file_hash == second.file_hash == third.file_hash
    assert len({first.file.name, second.file.name, third.file.name}) == 3


def test_an_upload_that_waits_for_its_words_is_clean_and_has_no_address(editor, visitor):
    editor.post(
        reverse("wagtailimages:add_multiple"), {"title": NAME, "files[]": upload(NAME, originals.jpeg())}
    )
    waiting = UploadedFile.objects.get()
    (name, data), *more = everything_stored().items()
    assert not more and name == waiting.file.name
    assert hidden(data, SECRETS) == [] and "IMG" not in name
    assert visitor.get(f"/media/{name}").status_code == 404
    assert not SiteImage.objects.exists()


def test_the_name_of_a_file_never_becomes_a_title(editor):
    sent = editor.post(
        reverse("wagtailimages:add_multiple"), {"title": NAME, "files[]": upload(NAME, originals.jpeg())}
    ).json()
    assert "IMG_2034" not in sent["form"] and originals.OWNER not in sent["form"]
    assert (
        "w-sync"
        not in editor.get(reverse("wagtailimages:add")).content.decode().split('name="file"')[1][:300]
    )


def test_nobody_passes_a_file_of_their_own_as_clean(editor):
    """A file that waits is known by a sealed name; a name that looks like one is no seal."""
    forged = hashlib.sha256(originals.jpeg()).hexdigest() + ".jpg"
    image = by_the_form(editor, forged, originals.jpeg())
    assert hidden(everything_stored()[image.file.name], SECRETS) == []


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("bomb.png", originals.png_bomb(), "40 million pixels"),
        ("large.png", originals.png_bomb(8000, 6000), "8000 by 6000"),
        ("heavy.jpg", bytes(10 * 1024 * 1024 + 1), "10 MB"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "SVG"),
        ("drawing.png", b"<?xml version='1.0'?><svg><script>alert(1)</script></svg>", "SVG"),
        ("page.jpg", b"<!doctype html><script>alert(1)</script>", "web page"),
        ("moving.gif", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "GIF"),
        ("report.jpg", b"%PDF-1.7 report", "Documents"),
        ("cut.jpg", originals.jpeg(400, 300)[:-900], "damaged"),
        ("nothing.png", b" ", "read"),
        ("noise.webp", b"RIFF\x00\x00\x00\x00WEBPnoise", "read"),
        ("tiff.jpg", b"II*\x00\x08\x00\x00\x00\x00\x00", "read"),
    ],
)
def test_what_is_no_picture_is_refused_in_a_sentence(name, data, says):
    with pytest.raises(ValidationError, match=says) as refused:
        PictureUploadField().clean(upload(name, data))
    assert refused.value.messages[0].endswith(".")


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [("bomb.png", originals.png_bomb(), "40 million pixels"), ("drawing.svg", b"<svg/>", "SVG")],
)
def test_of_what_is_refused_nothing_is_kept(editor, name, data, says):
    answer = editor.post(reverse("wagtailimages:add"), {**WORDS, "file": upload(name, data)})
    assert answer.status_code == 200
    assert any(says in told for told in errors_of(answer)), errors_of(answer)
    many = editor.post(
        reverse("wagtailimages:add_multiple"), {"title": "x", "files[]": upload(name, data)}
    ).json()
    assert many["success"] is False and says in many["error_message"]
    assert everything_stored() == {}
    assert not SiteImage.objects.exists() and not UploadedFile.objects.exists()


def test_a_moving_picture_is_refused():
    for kind in ("PNG", "WEBP"):
        out = BytesIO()
        first, second = originals.pixels(), Image.new("RGB", (60, 40), "green")
        first.save(out, kind, save_all=True, append_images=[second])
        with pytest.raises(Refused, match="moves"):
            clean_picture(out.getvalue())


@pytest.mark.parametrize("make", [originals.jpeg, originals.png, originals.webp])
def test_what_hides_behind_a_picture_is_left_behind(make):
    """A file that is a picture to one program and a web page or an archive to another."""
    behind = b"<html><script>alert('hello program')</script></html>PK\x03\x04 Joanna Markerwood"
    assert hidden(clean_picture(make() + behind).data, SECRETS) == []


@pytest.mark.parametrize(
    "name",
    [
        "../../outside.jpg",
        "..\\..\\outside.jpg",
        "/etc/passwd.jpg",
        "a\x00b.jpg",
        "عکس.jpg",
        "x" * 300 + ".jpg",
        "no ending",
    ],
)
def test_no_name_leads_out_of_the_folder_or_stays(name):
    file = clean_picture_file(upload("a", originals.jpeg()), name=name).name
    folder, file = SiteImage(collection_id=1).get_upload_to(file).split("/")
    assert folder == "original_images"
    assert len(file) == 36 and file.endswith(".jpg") and int(file[:32], 16)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_can_be_kept(mode):
    with Image.open(BytesIO(clean_picture(originals.png(mode=mode)).data)) as kept:
        assert kept.mode == (
            "RGBA" if mode in ("LA", "RGBA") else "L" if mode in ("1", "L", "I;16") else "RGB"
        )


def test_colours_of_a_printers_picture_are_translated():
    out = BytesIO()
    originals.pixels(mode="CMYK").save(out, "JPEG", quality=95)
    with Image.open(BytesIO(clean_picture(out.getvalue()).data)) as kept:
        assert kept.mode == "RGB"
        red, green, blue = kept.getpixel((5, 5))
        assert red > 150 and green < 90 and blue < 90


@pytest.mark.filterwarnings("default::UserWarning")  # Pillow remarks on damaged notes and goes on.
def test_a_hundred_odd_files_are_each_made_anew_or_refused():
    """Files cut, doubled and changed at every few bytes: none breaks the program, none leaks."""
    taken = 0
    for number in range(100):
        data = (originals.jpeg, originals.png, originals.webp)[number % 3]()
        place = (number * 37) % len(data)
        if number % 4 == 0:
            data = data[:place]
        elif number % 4 == 1:
            data = data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :]
        elif number % 4 == 2:
            data = data[:place] + data
        else:
            data += data
        try:
            clean = clean_picture(data)
        except Refused as refused:
            assert str(refused).endswith(".")
        else:
            taken += 1
            assert hidden(clean.data, SECRETS) == []
    assert 20 < taken < 100


# --- Documents -------------------------------------------------------------------------------------------------------


def test_a_pdf_keeps_its_pages_and_links_and_no_author_note_attachment_or_program(editor, visitor):
    original = originals.pdf()
    assert {"attachment", "program", "XMP", "Exif", "document information"} <= set(hidden(original, SECRETS))
    document = document_by_the_form(editor, f"{originals.OWNER}.pdf", original, title="Our plan")
    answer = visitor.get(document.url)
    served = body_of(answer)
    assert hidden(served, SECRETS) == []
    assert answer.headers["Content-Disposition"] == 'attachment; filename="our-plan.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    (name,) = everything_stored()
    assert "Markerwood" not in name
    assert document.file_size == len(served)
    assert document.file_hash == hashlib.sha1(served, usedforsecurity=False).hexdigest()
    # By its path alone nothing is handed out: a document of a private collection stays private.
    assert visitor.get(f"/media/{name}").status_code == 404

    import pikepdf

    with pikepdf.open(BytesIO(served)) as pdf:
        page = pdf.pages[0]
        assert page.Contents.read_bytes() == b"q 100 0 0 100 20 20 cm /Photo Do Q"
        with Image.open(BytesIO(page.Resources.XObject.Photo.read_raw_bytes())) as photograph:
            assert photograph.size == (60, 40) and not photograph.getexif()
        assert [str(found.A.URI) for found in page.Annots if "/A" in found] == ["https://example.org/"]


def test_earlier_versions_of_a_pdf_are_left_behind():
    """Whoever changes a PDF often appends to it: the words taken out still lie in the file."""
    before = originals.pdf(photograph=False)
    appended = before + b"\n% kept by Joanna Markerwood\n" + before[before.rindex(b"startxref") :]
    assert hidden(clean_document(appended, extension="pdf").data, SECRETS) == []


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("plan.pdf", b"%PDF-1.7 nonsense", "damaged"),
        ("plan.docx", b"PK\x03\x04 Joanna", "Save it as a PDF"),
        ("plan.csv", b"PK\x03\x04 Joanna", "Save it as a PDF"),
        ("old.txt", b"\xd0\xcf\x11\xe0\xa1\xb1", "Save it as a PDF"),
        ("page.html", b"<script>alert(1)</script>", "web page"),
        ("page.txt", b"<script>alert(1)</script>", "web page"),
        ("drawing.txt", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "web page"),
        ("photo.txt", originals.jpeg(), "Images"),
        ("noise.csv", b"a,b\n\x00\x01", "neither"),
        ("sum.csv", b"name,total\nBus,=1+cmd|' /C calc'!A0", "Line 2, column 2"),
        ("empty.txt", b"", "empty"),
        ("../../outside.html", b"x", "not what its name says"),
    ],
)
def test_what_is_no_plain_document_is_refused_in_a_sentence(name, data, says):
    with pytest.raises(ValidationError, match=says) as refused:
        DocumentUploadField().clean(upload(name, data))
    assert refused.value.messages[0].endswith(".")


def test_of_a_refused_document_nothing_is_kept(editor):
    form = {"title": "Plan", "file": upload("plan.docx", b"PK\x03\x04 Joanna"), "collection": 1}
    answer = editor.post(reverse("wagtaildocs:add"), form)
    assert answer.status_code == 200
    assert any("Save it as a PDF" in told for told in errors_of(answer)), errors_of(answer)
    assert everything_stored() == {}
    assert not SiteDocument.objects.exists()


def test_a_locked_pdf_and_one_with_hidden_programs_for_its_form_are_refused():
    import pikepdf

    for spoil, says in ((None, "locked"), ("xfa", "form")):
        made = pikepdf.new()
        made.add_blank_page()
        out = BytesIO()
        if spoil:
            made.Root.AcroForm = pikepdf.Dictionary(XFA=pikepdf.String("x"))
            made.save(out)
        else:
            made.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
        with pytest.raises(Refused, match=says):
            clean_document(out.getvalue(), extension="pdf")


def test_tables_and_texts_come_out_as_unicode(editor, visitor):
    document = document_by_the_form(
        editor, "t.csv", "area,share\nSaint-Émilion,-5%\n".encode("cp1252"), title="Ta/ble"
    )
    answer = visitor.get(document.url)
    assert body_of(answer).decode() == "area,share\nSaint-Émilion,-5%\n"
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert 'filename="table.csv"' in answer.headers["Content-Disposition"]


def test_a_portrait_is_not_asked_for_and_would_be_cleaned(editor):
    page = editor.get(reverse("wagtailadmin_account"))
    assert page.status_code == 200 and 'name="avatar' not in page.content.decode()
    from wagtail.users.models import UserProfile

    from tests.people import cast

    profile = UserProfile.get_for_user(cast("campaign_lead"))
    profile.avatar = upload(NAME, originals.jpeg())
    profile.save()
    ((name, data),) = everything_stored().items()
    assert hidden(data, SECRETS) == [] and "IMG" not in name


def test_size_and_hash_in_the_database_are_of_what_is_stored_even_where_many_are_made_at_once(editor):
    made = [
        SiteImage(
            title=str(n), description="A wall", people="nobody", file=upload(NAME, originals.jpeg(60 + n, 40))
        )
        for n in range(2)
    ]
    for image in [*SiteImage.objects.bulk_create(made), by_the_form(editor, NAME, originals.jpeg(70, 40))]:
        kept, stored = SiteImage.objects.get(pk=image.pk), everything_stored()[image.file.name]
        assert hidden(stored, SECRETS) == []
        assert (kept.file_size, kept.file_hash) == (
            len(stored),
            hashlib.sha1(stored, usedforsecurity=False).hexdigest(),
        )
        assert kept.height > kept.width
    image.file = upload("new.png", originals.png(20, 90))
    image.save(update_fields=["file"])
    kept, stored = SiteImage.objects.get(pk=image.pk), everything_stored()[image.file.name]
    assert (kept.file_size, kept.width) == (len(stored), 90)
