"""Coding comments by people: how far it is, one comment at a time, where two coders differ."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from surveys.analysis.themes.codebook import Codebook
from surveys.codebooks.selectors import active_codebook, codebook_called
from surveys.coding.agreement import FEWEST, agreement_of
from surveys.coding.drawing import (
    A_QUEUE,
    NotPossible,
    choose_share,
    choose_to_teach,
    drawn,
    highest_share,
    waiting_to_teach,
)
from surveys.coding.selectors import disputed, machine_tags_of, pairs_of, progress, queue_of
from surveys.coding.services import Decision, decide, settle, take_turn
from surveys.models import CodingSample, CodingTurn, Comment, HumanCoding, SurveyPage
from surveys.reports.asked import questionnaire
from surveys.safeguarding.exposure import opened_today
from surveys.safeguarding.marks import comment_called, mark_of
from surveys.safeguarding.services import NotPossible as CannotPassOn
from surveys.safeguarding.services import pass_on
from surveys.workbench.access import USE, only
from surveys.workbench.tallies import about
from surveys.workbench.views.coding_form import Form
from surveys.workbench.views.frame import not_yet, screen, survey_or_404

TITLE = "Coding"
QUEUES = {
    CodingSample.Purpose.MEASURE: "Measuring sample",
    CodingSample.Purpose.TEACH: "Teaching queue",
}
PART = "X-Coding-Part"
"""With this header the next comment comes alone, without the screen around it."""


@only(USE)
def coding(request: HttpRequest, survey_id: int) -> HttpResponse:
    """How far the two queues are, what is to be settled, and the share that measures."""
    survey = survey_or_404(survey_id)
    if not Comment.objects.filter(response__survey=survey).exists():
        why = NotPossible("Nobody has written a comment yet, or none has been mixed.")
        return not_yet(request, survey, "coding", TITLE, why)
    refusal = ""
    if request.method == "POST":
        try:
            messages.success(request, _act(request, survey))
            return redirect(request.path)
        except NotPossible as refused:
            refusal = str(refused)
    plan = drawn(survey)
    differ = len(disputed(survey))
    measure, teach = (queue_of(survey, purpose) for purpose in QUEUES)
    mine = {purpose: progress(survey, purpose, user=request.user) for purpose in QUEUES}
    return screen(
        request,
        survey,
        "coding",
        TITLE,
        {
            "refusal": refusal,
            "plan": plan,
            "share": round(100 * plan.share),
            "given": request.POST.get("share", "") if refusal else round(100 * plan.share),
            "twice": round(100 * plan.twice),
            "highest": highest_share(survey),
            "measure": {"size": about(measure.comments), "coded": about(measure.coded)},
            "seconds": measure.seconds > 0,
            "teach": {"any": teach.comments > 0, "size": about(teach.comments), "coded": about(teach.coded)},
            "can_choose": waiting_to_teach(survey) < A_QUEUE,
            "a_queue": A_QUEUE,
            "mine": _told(mine[CodingSample.Purpose.MEASURE]),
            "mine_teaching": _told(mine[CodingSample.Purpose.TEACH]),
            "differ": differ > 0,
            "to_settle": about(differ),
            "codebook": active_codebook(),
        },
        status=422 if refusal else 200,
    )


def _act(request: HttpRequest, survey: SurveyPage) -> str:
    act = request.POST.get("act", "")
    if act == "share":
        plan = choose_share(survey, request.POST.get("share", "").strip(), user=request.user)
        return f"From now on {round(100 * plan.share)}% of the comments measure."
    if act == "teach":
        n = choose_to_teach(survey, user=request.user)
        return f"{n} comments are chosen: those the machine would learn most from."
    raise NotPossible("Press one of the buttons.")


@only(USE)
@never_cache
def code(request: HttpRequest, survey_id: int, purpose: str) -> HttpResponse:
    """One comment to code; sending it brings the next."""
    survey = survey_or_404(survey_id)
    if purpose not in QUEUES:
        raise Http404
    if request.method != "POST":
        drawn(survey)
    book = active_codebook()
    said, refusal, status = "", "", 200
    comment: int | None = None
    if request.method == "POST":
        comment = _posted(request, survey)
        try:
            said = _save(request, survey, comment, purpose, book)
            if not request.headers.get(PART):
                messages.success(request, said)
                return redirect(request.path)
        except (NotPossible, CannotPassOn) as refused:
            refusal, status = str(refused), 422
    row = take_turn(survey, purpose, user=request.user)
    keep = request.method == "POST" and row is not None and row.pk == comment
    form = Form.of(book, request.POST if keep else None)
    return _one(
        request,
        survey,
        row,
        form,
        {
            "heading": QUEUES[CodingSample.Purpose(purpose)],
            "said": said,
            "refusal": refusal,
            "progress": _told(progress(survey, purpose, user=request.user)),
        },
        status=status,
    )


def _save(request: HttpRequest, survey: SurveyPage, comment: int | None, purpose: str, book: Codebook) -> str:
    """Do what the pressed button says, and tell what has been done."""
    if request.POST.get("act") == "pass_on":
        pass_on(comment or 0, survey, user=request.user)
        return "Passed to the safeguarding lead, sealed. Code it all the same, or leave it."
    made = decide(survey, comment or 0, Decision.read(request.POST, book), user=request.user, codebook=book)
    if purpose == CodingSample.Purpose.MEASURE:
        return "Saved."
    machine = machine_tags_of(made.comment_id)
    if machine is None:
        return "Saved. The machine has not read that one yet."
    read = ", ".join(book[theme].name for theme in book.codes if theme in machine) or "no theme"
    return f"Saved. The machine had read: {read}."


@only(USE)
@never_cache
def settlement(request: HttpRequest, survey_id: int) -> HttpResponse:
    """One comment about which two coders differ; a third settles it, or the two together."""
    survey = survey_or_404(survey_id)
    book = active_codebook()
    said, refusal, status = "", "", 200
    comment = None
    if request.method == "POST":
        comment = _posted(request, survey)
        try:
            if request.POST.get("act") == "pass_on":
                pass_on(comment or 0, survey, user=request.user)
                said = "Passed to the safeguarding lead, sealed."
            else:
                settle(
                    survey,
                    comment or 0,
                    Decision.read(request.POST, book),
                    user=request.user,
                    codebook=book,
                    together=request.POST.get("together") == "yes",
                )
                said, comment = "Settled.", None
            if not request.headers.get(PART):
                messages.success(request, said)
                return redirect(request.path)
        except (NotPossible, CannotPassOn) as refused:
            refusal, status = str(refused), 422
    keys = disputed(survey)
    skip = _whole(request.GET.get("skip", ""))
    key = comment if comment in keys else next(iter(keys[skip:]), None)
    row = Comment.objects.filter(pk=key).first() if key is not None else None
    pair = pairs_of(survey, HumanCoding.objects.filter(comment=key)).get(key) if key is not None else None
    keep = request.method == "POST" and key is not None and key == comment
    return _one(
        request,
        survey,
        row,
        Form.of(book, request.POST if keep else None, both=pair),
        {
            "heading": "Settle a difference",
            "said": said,
            "refusal": refusal,
            "pair": [_in_words(one, survey) for one in sorted(pair or (), key=lambda one: one.pk)],
            "is_one_of_two": bool(pair) and request.user.pk in {one.coder for one in pair or ()},
            "together": request.POST.get("together") == "yes" if keep else False,
            "skip": skip + 1 if len(keys) > skip + 1 else None,
            "skipped_all": bool(keys) and row is None,
        },
        status=status,
    )


@only(USE)
def agreement(request: HttpRequest, survey_id: int) -> HttpResponse:
    """How well coders agree, theme by theme."""
    survey = survey_or_404(survey_id)
    found = agreement_of(survey, active_codebook())
    if found is None:
        why = NotPossible(
            f"Agreement is shown from {FEWEST} comments on that two people have coded. Comments for two coders come"
            " first in the measuring sample, so it does not take long."
        )
        return not_yet(request, survey, "coding", "Agreement", why)
    return screen(
        request,
        survey,
        "coding",
        "Agreement",
        {"found": found, "texts": 5 * round(found.texts / 5)},
        template="surveys/workbench/agreement.html",
    )


def _posted(request: HttpRequest, survey: SurveyPage) -> int | None:
    """The comment a form is about: the one in front of this coder, as a rule."""
    given = request.POST.get("comment", "")
    if not given.isascii():
        return None
    held = CodingTurn.objects.filter(coder=request.user, comment__response__survey=survey)
    key = held.values_list("comment", flat=True).first()
    return key if key is not None and mark_of(key) == given else comment_called(given, survey)


def _one(
    request: HttpRequest,
    survey: SurveyPage,
    row: Comment | None,
    form: Form,
    context: dict[str, Any],
    *,
    status: int,
) -> HttpResponse:
    """A comment with the form below it: the whole screen, or that part of it alone."""
    # Imported when a comment is shown: its lists cost time at every start.
    from surveys.analysis.hard_words import why_folded

    asked = questionnaire(survey)
    wording = {question.code: question.label for question in asked.open_questions} if asked else {}
    context = {
        **context,
        "form": form,
        "comment": row
        and {
            "mark": mark_of(row.pk),
            "text": row.text,
            "language": row.language,
            "question": wording.get(row.question, ""),
            "folded": why_folded(row.text),
            "passed_on": row.passed_on,
        },
        "opened_today": opened_today(request.user),
    }
    if request.headers.get(PART):
        return render(request, "surveys/workbench/_code.html", {"survey": survey, **context}, status=status)
    return screen(
        request,
        survey,
        "coding",
        context["heading"],
        context,
        template="surveys/workbench/code.html",
        status=status,
    )


def _in_words(coding: HumanCoding, survey: SurveyPage) -> str:
    """What a coder decided, without who it was."""
    if coding.judgement != HumanCoding.Judgement.CODED:
        return coding.get_judgement_display()
    book = codebook_called(coding.codebook) or active_codebook()
    return ", ".join(book[code].name if code in book else code for code in coding.themes) or "No theme"


def _told(done: Any) -> dict[str, Any]:
    return {"mine": done.mine, "left": about(done.left), "any_left": done.left > 0}


def _whole(given: str) -> int:
    return int(given[:6]) if given.isascii() and given.isdecimal() else 0
