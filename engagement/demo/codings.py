"""What people coded of the example's comments: the themes each was written for. Invented, as the comments are."""

from __future__ import annotations

import csv

from surveys.models import CodingSample, Comment, HumanCoding, SurveyPage

CHOSEN, TAUGHT = 120, 90
"""How many comments are chosen to teach the machine, and how many of them are coded: the others wait for a visitor."""

SHARE = "35"
"""Per cent of the comments in the measuring sample: more than two hundred people, so that shares are corrected."""
BEGINNING = 24
"""So many letters tell one written comment from another, before anything was masked or added at its end."""
DIFFERS = 8
"""One in so many comments coded twice is coded differently the second time."""


def code_comments(survey: SurveyPage) -> int:
    """Draw the measuring sample of a survey and code all of it, and some comments to teach the machine, once; how many
    codings were made is returned."""
    if HumanCoding.objects.filter(comment__response__survey=survey).exists():
        return 0
    from surveys.codebooks.selectors import active_codebook
    from surveys.coding.drawing import choose_share, choose_to_teach
    from surveys.reports.provenance import tagger_version

    book, model, meant = active_codebook(), tagger_version(), _meant()
    choose_share(survey, SHARE, user=None)
    rows = CodingSample.objects.filter(comment__response__survey=survey, purpose=CodingSample.Purpose.MEASURE)
    texts = dict(Comment.objects.filter(coding_sample__in=rows).values_list("pk", "text"))
    made = []
    for key, twice in rows.order_by("pk").values_list("pk", "twice"):
        themes = [code for code in book.codes if code in meant.get(texts[key][:BEGINNING], ())]
        for role in ("first", "second")[: 1 + twice]:
            differs = role == "second" and key % DIFFERS == 0
            made.append(
                HumanCoding(
                    comment_id=key,
                    # As after their accounts were deleted: nobody of the example's people coded them.
                    coder=None,
                    role=role,
                    purpose=CodingSample.Purpose.MEASURE,
                    themes=themes[:-1] if differs else themes,
                    codebook=book.version,
                    model=model,
                )
            )
    choose_to_teach(survey, user=None, size=CHOSEN)
    taught = Comment.objects.filter(
        response__survey=survey, coding_sample__purpose=CodingSample.Purpose.TEACH
    ).order_by("pk")
    for key, text in taught.values_list("pk", "text")[:TAUGHT]:
        made.append(
            HumanCoding(
                comment_id=key,
                coder=None,
                role="first",
                purpose=CodingSample.Purpose.TEACH,
                themes=[code for code in book.codes if code in meant.get(text[:BEGINNING], ())],
                codebook=book.version,
                model=model,
            )
        )
    HumanCoding.objects.bulk_create(made, batch_size=500)
    return len(made)


def _meant() -> dict[str, tuple[str, ...]]:
    """The themes a written comment was meant to have, by how it begins."""
    from engagement.demo.respondents import COMMENTS

    with COMMENTS.open(encoding="utf-8", newline="") as file:
        return {
            row["text"].rstrip(".")[:BEGINNING]: tuple(filter(None, row["themes"].split(";")))
            for row in csv.DictReader(file)
        }
