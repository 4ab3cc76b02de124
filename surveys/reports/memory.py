"""What has been worked out is kept until the answers, the plan or the code change.

Kept in this process and nowhere else: cells of demographics are never written to a shared cache.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

from surveys.models import SurveyPage
from surveys.reports.counts import stamp
from surveys.reports.provenance import code_version
from surveys.reports.scheme import Scheme

Found = TypeVar("Found")

ROOM = 96
"""How many results are kept; the one not asked for longest goes first."""

_kept: OrderedDict[Hashable, object] = OrderedDict()
_lock = Lock()


def remembered(
    survey: SurveyPage, scheme: Scheme, subject: tuple[Hashable, ...], work: Callable[[], Found]
) -> Found:
    """The result of ``work``, from memory while nothing it depends on has changed.

    It depends on the survey's mixed answers, the scheme, the ``subject`` and the code. Two requests at once may both
    do the work; they get equal results.
    """
    key = (survey.pk, stamp(survey), scheme.key, code_version(), subject)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]  # type: ignore[return-value]
    found = work()
    with _lock:
        _kept[key] = found
        while len(_kept) > ROOM:
            _kept.popitem(last=False)
    return found


def forget() -> None:
    """Empty the memory."""
    with _lock:
        _kept.clear()
