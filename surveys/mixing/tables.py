"""Which tables the mix rewrites: the answers, and whatever hangs from them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from surveys.models import Nonce, Referral, Response


@dataclass(frozen=True)
class Rewritten:
    """A table to rewrite, and how its rows name their survey (not at all: every row is rewritten)."""

    model: type[models.Model]
    survey: str = ""

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def key(self) -> str:
        return self.model._meta.pk.column

    def rows_of(self, survey_id: int) -> tuple[str, tuple]:
        """SQL and parameters that select the keys of the rows of one survey."""
        rows = self.model._base_manager.values("pk")
        if self.survey:
            rows = rows.filter(**{self.survey: survey_id})
        return rows.query.sql_with_params()


def answer_tables() -> list[Rewritten]:
    """Responses and every table that points at them, directly or through another, parents first.

    Found from the models rather than listed, so that a table added later cannot be forgotten: a row written beside an
    answer keeps the order in which it was written just as the answer does.
    """
    found = [Rewritten(Response, "survey")]
    for parent in found:
        for relation in parent.model._meta.get_fields(include_hidden=True):
            if not (relation.one_to_many or relation.one_to_one) or relation.concrete:
                continue
            child = relation.related_model
            if child._meta.managed and all(child is not known.model for known in found):
                found.append(Rewritten(child, f"{relation.field.name}__{parent.survey}"))
    return found


def queue_tables() -> list[Rewritten]:
    """The safeguarding queue: filled by mixes, so its rows would tell which came together."""
    return [Rewritten(Referral)]


def locked_tables() -> list[Rewritten]:
    """What nobody else may write to while a mix moves the rows."""
    return [*answer_tables(), *queue_tables()]


def rewritten_tables() -> list[Rewritten]:
    """Every table a mix writes anew: the answers, the safeguarding queue, and the used forms, whose places would tell
    the order of sending."""
    return [*answer_tables(), *queue_tables(), Rewritten(Nonce)]
