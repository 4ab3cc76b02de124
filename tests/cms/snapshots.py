"""A made-up published result in the shape the workbench freezes: hidden figures, a low base, a missing part."""

from __future__ import annotations

from typing import Any

AREAS = ("Birmingham", "Coventry", "Dudley", "Sandwell", "Solihull", "Walsall", "Wolverhampton")


def _cell(percent: int | str, *, spread: int = 4) -> dict[str, Any]:
    if isinstance(percent, str):
        return {"percent": percent, "low": percent, "high": percent, "unweighted": percent}
    return {
        "percent": percent,
        "low": max(0, percent - spread),
        "high": min(100, percent + spread),
        "unweighted": min(100, percent + 1),
    }


def _row(
    label: str, variable: str, base: int | str, *percents: int | str, low_base: bool = False
) -> dict[str, Any]:
    return {
        "label": label,
        "variable": variable,
        "base": base,
        "low_base": low_base,
        "cells": [_cell(percent, spread=9 if low_base else 4) for percent in percents],
    }


SNAPSHOT: dict[str, Any] = {
    "survey": {
        "title": "Have your say",
        "slug": "insights",
        "opened": "2026-09-01",
        "closed": "2026-10-12",
        "is_example": True,
    },
    "headline": [
        {"text": "7 in 10 feel safe near home by day", "question": "SAFEDAY"},
        {"text": "4 in 10 feel safe near home after dark", "question": "SAFENIGHT"},
        {"text": "6 in 10 would wait for a friend at the bus stop", "question": "AGREE"},
    ],
    "n": 1150,
    "tables": [
        {
            "question": "SAFEDAY",
            "label": "How safe do you feel near home by day?",
            "type": "radio",
            "options": [
                {"code": "very_safe", "label": "Very safe"},
                {"code": "fairly_safe", "label": "Fairly safe"},
                {"code": "unsafe", "label": "A bit or very unsafe"},
                {"code": "prefer_not", "label": "Prefer not to say"},
            ],
            "rows": [
                _row("Everyone", "", 1150, 31, 42, 24, 3),
                _row("13 to 17", "age_band", 140, 26, 40, 31, "[c]"),
                _row("18 to 24", "age_band", 180, 29, 44, 24, "[c]"),
                _row("50 and over", "age_band", 45, 38, 41, "[c]", "[c]", low_base=True),
                *(_row(name, "authority", 160, 20 + 4 * index, 40, 20, "[c]") for index, name in enumerate(AREAS)),
            ],
            "note": "",
        },
        {
            "question": "PLACES",
            "label": "Which places do you stay away from?",
            "type": "checkbox",
            "options": [
                {"code": "park", "label": "Parks"},
                {"code": "bus", "label": "Bus stations"},
                {"code": "none", "label": "=None of these"},
            ],
            "rows": [_row("Everyone", "", 1090, 33, 27, "[c]")],
            "note": "People could choose more than one.",
        },
        {
            "question": "FAITHPLACE",
            "label": "Do you feel safe on the way to a place of worship?",
            "type": "radio",
            "options": [],
            "rows": [],
            "note": "",
        },
    ],
    "themes": [
        {"theme": "no_go_places", "name": "Places people avoid", "percent": 22, "low": 18, "high": 26, "base": 640},
        {"theme": "provision_activities", "name": "Something to do", "percent": 31, "low": 27, "high": 36},
        {"theme": "bullying", "name": "Bullying", "percent": "[c]", "low": "[c]", "high": "[c]", "base": 640},
    ],
    "gaps": [
        {"variable": "age_band", "category": "13 to 17", "sample": 12, "population": 9, "points": 3, "low": 1,
         "high": 5, "flag": "more"},
        {"variable": "age_band", "category": "18 to 24", "sample": 7, "population": 14, "points": -7, "low": -9,
         "high": -5, "flag": "fewer"},
        {"variable": "age_band", "category": "25 and over", "sample": 80, "population": 77, "points": 3, "low": -1,
         "high": 6, "flag": ""},
        {"variable": "religion", "category": "Muslim", "sample": 13, "population": 20, "points": -7, "low": -10,
         "high": -4, "flag": "fewer"},
        {"variable": "religion", "category": "Sikh", "sample": 5, "population": 6, "points": -1, "low": -3, "high": 1,
         "flag": ""},
    ],
    "method": [
        "The survey was open to anybody aged 13 or over. People chose to answer.",
        "Answers were weighted to Census 2021 margins of age, sex, ethnic group and area.",
    ],
    "sources": ["Census 2021, TS009. Source: ONS", "Answers to this survey"],
    "provenance": {"survey_version": 1, "data_digest": "0f3a" * 16},
}  # fmt: skip
"""Every person and figure is invented."""
