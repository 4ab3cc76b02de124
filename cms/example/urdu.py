"""The Urdu front door and a short summary. Not yet read by a native speaker: every page under /ur/ says so."""

from __future__ import annotations

from wagtail.models import Locale

from cms.example.pages import ensure_page
from cms.models import HomePage, StandardPage

HEADLINE = "ہم میں سے زیادہ تر ایک دوسرے کا خیال رکھتے ہیں۔"
STANDFIRST = "ڈر کی آواز اونچی ہے، ہماری اس سے بھی اونچی۔ ویسٹ مڈلینڈز کے نوجوان تشدد کی کہانی بدل رہے ہیں۔"

SUMMARY_BODY = [
    ("heading", "ہم کون ہیں"),
    (
        "paragraph",
        "<p>یہ سائٹ ویسٹ مڈلینڈز کے سات علاقوں کے لیے ہے: برمنگھم، کوونٹری، ڈڈلی، سینڈویل، سولیہل، "
        "والسال اور وولورہیمپٹن۔ "
        "ہم چاہتے ہیں کہ ہر بچہ اور ہر نوجوان محفوظ ہو اور خود کو محفوظ محسوس کرے۔</p>",
    ),
    ("heading", "سروے"),
    (
        "paragraph",
        "<ul><li>کوئی سات منٹ لگتے ہیں۔</li><li>آپ کوئی بھی سوال چھوڑ سکتے ہیں۔</li><li>نام، جگہیں اور تاریخیں نہ "
        "لکھیں۔</li><li>ہمارا وعدہ سروے کے پہلے صفحے پر ہے: انگریزی میں، جب تک کوئی اس ترجمے کو نہ جانچے۔</li></ul>",
    ),
    ("heading", "اس کے بعد"),
    (
        "paragraph",
        "<p>ہم بتاتے ہیں کہ لوگوں نے کیا کہا، ہم نے کیا وعدہ کیا، اور وہ پورا ہوا یا نہیں۔ جو وعدہ دیر "
        "سے ہو، وہ سب سے اوپر "
        "نظر آتا ہے۔</p>",
    ),
]


def build_urdu(home: HomePage) -> HomePage:
    """The Urdu home beside the English one, and its summary page."""
    locale, _ = Locale.objects.get_or_create(language_code="ur")
    urdu = HomePage.objects.filter(translation_key=home.translation_key, locale=locale).first()
    if urdu is None:
        urdu = home.copy_for_translation(locale)
    summary = ensure_page(
        urdu,
        StandardPage,
        "khulasa",
        title="مختصر تعارف",
        search_description="یہ سائٹ کیا ہے اور سروے میں کیا ہوتا ہے۔",
        standfirst="یہ سائٹ کیا ہے، اور آپ کے جوابوں کا کیا ہوتا ہے۔",
        body=SUMMARY_BODY,
        is_example=True,
        show_in_menus=True,
    )
    wanted = {
        "headline": HEADLINE,
        "standfirst": STANDFIRST,
        # A promise is not made in a language nobody has reviewed.
        "reassurance": "",
        "second_link_id": summary.pk,
        "second_label": "مختصر تعارف",
        "search_description": STANDFIRST,
    }
    if not urdu.live or any(getattr(urdu, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(urdu, name, value)
        urdu.body = [
            ("message", {"message": "آپ اکیلے نہیں ہیں۔", "more": "", "surface": "violet"}),
        ]
        urdu.save_revision().publish()
    return HomePage.objects.get(pk=urdu.pk)
