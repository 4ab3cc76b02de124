"""The kinds of question, each in a module of its own: how its answer is read, checked, told and named. No Django.

How an author builds one stands in ``surveys.blocks``, how it looks in ``templates/surveys/parts/questions``.
"""

from __future__ import annotations

from surveys.questions.area import Area
from surveys.questions.choice import Choice, Picture, Several
from surveys.questions.consent import Consent
from surveys.questions.grid import Grid
from surveys.questions.kind import Kind, Problem, Question, Refused, Value
from surveys.questions.month import Month
from surveys.questions.number import Number, Scale
from surveys.questions.ranking import Ranking
from surveys.questions.written import Written

_KINDS: dict[str, Kind] = {
    name: kind
    for kind in (
        Choice(),
        Several(),
        Picture(),
        Grid(),
        Scale(),
        Number(),
        Month(),
        Ranking(),
        Written(),
        Consent(),
        Area(),
    )
    for name in kind.types
}


def kind_of(question: Question) -> Kind:
    """The kind of a question of a definition."""
    return _KINDS[question["type"]]


def form_fields(question: Question) -> tuple[str, ...]:
    """The names a question's answers have in the posted form, in order."""
    return kind_of(question).form_fields(question)


__all__ = ["Kind", "Problem", "Question", "Refused", "Value", "form_fields", "kind_of"]
