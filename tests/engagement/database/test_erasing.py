"""What is deleted from registers, logs and lists is in no file of the database the day after, nor is any order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from cms.models import PageRemark
from cms.remarks.services import put_away, take_remark
from engagement.audit.models import StaffAct
from engagement.audit.services import forget_old_acts
from engagement.database import erasing
from engagement.database.erasing import erase_deleted
from engagement.publishing.models import PreviewLink
from surveys.models import Export, SurveyPage
from surveys.workbench.register import forget_old_lines
from tests.scan.engines import Engine
from tests.scan.files import content, files_below
from tests.scan.report import WAL, write_pages
from tests.scan.visitors import made_up_word

pytestmark = pytest.mark.long
OLD = timezone.now() - timedelta(days=3 * 365)


def files_with(engine: Engine, word: str) -> list[str]:
    """The files that hold a word; PostgreSQL's log of writing left out, as said in the docs."""
    write_pages()
    found = files_below(engine.folder, leave_out=WAL)
    return [path.name for path in found if word.encode() in content(path)]


class Written:
    """A line of the register, one of the audit, a remark and a link to a draft, each with a word of its own."""

    def __init__(self) -> None:
        self.reason, self.name, self.remark, self.draft = (made_up_word() for _ in range(4))
        page = SurveyPage.objects.get(slug="insights", locale__language_code="en")
        user = User.objects.create(username=made_up_word())
        day = timezone.localdate(OLD)
        Export.objects.create(
            survey=page, what="rows", form="csv", n=1, purpose="report", reason=self.reason,
            taken_by=user, name="x", taken_on=day, delete_by=day + timedelta(days=30),
        )  # fmt: skip
        StaffAct.objects.create(at=OLD, name=self.name, act="signed_in")
        take_remark(address="/about/", kind="words", words=f"The {self.remark} page")
        PreviewLink.objects.create(
            page_id=page.pk, revision=page.save_revision(), html=self.draft, digest="0" * 64, reader="x",
            made_by=user, ends_at=OLD,
        )  # fmt: skip

    def words(self) -> list[str]:
        return [self.reason, self.name, self.remark, self.draft]


def test_deleted_lines_are_in_no_file_of_the_database(engine):
    written = Written()
    assert all(files_with(engine, word) for word in written.words()), "the search sees nothing"
    assert forget_old_lines() == 1 and forget_old_acts() >= 1
    PreviewLink.objects.all().delete()
    put_away(PageRemark.objects.get())
    if engine.vendor == "postgresql":
        assert all(files_with(engine, word) for word in written.words()), "nothing to erase: why this job?"
    erase_deleted()
    assert [files_with(engine, word) for word in written.words()] == [[], [], [], []]


def test_remarks_lie_in_the_order_of_their_keys_and_tell_of_no_moment(own_postgresql):
    for n in range(40):
        take_remark(address="/about/", kind="words", words=f"Number {n} " + "x" * 300)
    came = {pk: int(words.split()[1]) for pk, words in PageRemark.objects.values_list("pk", "words")}
    assert [came[key] for key, _ in places()] == list(range(40)), "as they lie, they tell when they came"
    erase_deleted()
    lying = places()
    assert [key for key, _ in lying] == sorted(came)
    assert len({transaction for _, transaction in lying}) == 1


def places() -> list[tuple[int, str]]:
    """Keys of remarks in the order in which they lie in the file, each with the transaction that wrote it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, xmin::text FROM cms_pageremark ORDER BY ctid")
        return cursor.fetchall()


def test_the_function_writes_no_other_table_anew_and_nothing_is_sampled(own_postgresql):
    from django.db import DatabaseError

    with pytest.raises(DatabaseError, match="not one of those"), connection.cursor() as cursor:
        cursor.execute(f"SELECT {erasing.FUNCTION}('auth_user')")
    StaffAct.objects.create(name="somebody", act="signed_in")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SELECT count(*) FROM pg_stats WHERE tablename = 'audit_staffact'")
        assert cursor.fetchone() == (0,)
