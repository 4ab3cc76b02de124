"""The work that is measured: twenty questions in four sections, 27 fields to fill in, the shape of a usual survey."""

from __future__ import annotations

from typing import Any

from surveys.example.blocks import Raw, checkbox, grid, longtext, radio, section, when

SECTIONS: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = (
    ("area", (("radio", 5), ("radio", 5), ("radio", 5), ("radio", 3), ("radio", 5), ("checkbox", 8))),
    ("views", (("grid", 5), ("grid", 4))),
    (
        "support",
        (
            ("radio", 5),
            ("checkbox", 8),
            ("radio", 5),
            ("radio", 4),
            ("checkbox", 6),
            ("longtext", 0),
            ("longtext", 0),
        ),
    ),
    ("you", (("radio", 8), ("radio", 5), ("radio", 20), ("radio", 9), ("radio", 8))),
)
"""Kind and size of each question: how many answers it offers, or how many statements a grid has."""

AGREEMENT = {
    "yes_very": "Yes, very much",
    "yes": "Yes",
    "neither": "In between",
    "no": "No",
    "no_never": "No, never",
}


def build(home: Any) -> None:
    """Publish the survey at /insights/ under a home page, and open it."""
    from surveys.models import Fieldwork, SurveyPage

    page = SurveyPage(
        title="Your area, your say",
        slug="insights",
        live=False,
        locale=home.locale,
        browser_title="A few questions",
        intro="Twenty questions about the place where you live, and what would make it better.",
        consent="You choose whether to take part, and you can stop at any time before you press Send.",
        thanks="Your answers are in. Thank you for telling us.",
        body=body(),
    )
    home.add_child(instance=page)
    page = SurveyPage.objects.get(pk=page.pk)
    page.save_revision().publish()
    Fieldwork.objects.update_or_create(survey=page, defaults={"state": Fieldwork.State.OPEN})


def body() -> list[Raw]:
    """The sections and questions, as Wagtail stores them."""
    numbers = iter(range(1, 100))
    return [
        section(
            name,
            f"What you think: {name}",
            *(_question(f"Q{next(numbers)}", kind, size) for kind, size in questions),
        )
        for name, questions in SECTIONS
    ]


def long_body(times: int = 3) -> list[Raw]:
    """The same sections several times over, with routes: each time but the first is for those who asked for more."""
    numbers = iter(range(1, 1000))
    made = []
    for turn in range(times):
        for name, questions in SECTIONS:
            codes = [f"Q{next(numbers)}" for _ in questions]
            asked = [_question(code, kind, size) for code, (kind, size) in zip(codes, questions, strict=True)]
            if questions[0][0] == "radio":
                # The second question is for those who chose the first answer to the one before it.
                asked[1]["value"]["show_if"] = when((codes[0], "is", "answer_1"))
            shown = {"show_if": when(("Q1", "is_not", f"answer_{turn}"))} if turn else {}
            made.append(section(f"{name}-{turn}", f"What you think: {name}, {turn + 1}", *asked, **shown))
    return made


def _question(code: str, kind: str, size: int) -> Raw:
    asked = f"What do you say to question {code[1:]} about the area where you live?"
    offered = {f"answer_{place}": f"The answer with number {place}" for place in range(1, size + 1)}
    match kind:
        case "radio":
            return radio(code, asked, offered)
        case "checkbox":
            return checkbox(code, asked, offered)
        case "grid":
            rows = {f"row_{place}": f"This is statement {place} of several" for place in range(1, size + 1)}
            return grid(code, asked, rows, AGREEMENT)
        case _:
            return longtext(code, asked)
