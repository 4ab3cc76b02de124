"""Making a page of the example site once, and leaving it alone afterwards unless its words changed."""

from __future__ import annotations

from typing import Any, TypeVar

from wagtail.models import Page

AnyPage = TypeVar("AnyPage", bound=Page)


def ensure_page(parent: Page, model: type[AnyPage], slug: str, *, title: str, **fields: Any) -> AnyPage:
    """The live page of this kind at this address below a parent, made or brought up to date.

    The body is written when the page is made and then belongs to whoever edits the site.
    """
    found = model.objects.child_of(parent).filter(slug=slug).first()
    if found is None:
        page = model(slug=slug, title=title, locale=parent.locale, **fields)
        parent.add_child(instance=page)
        page.save_revision().publish()
        return model.objects.get(pk=page.pk)
    fields.pop("body", None)
    changed = [name for name, value in fields.items() if getattr(found, name) != value]
    if changed:
        for name in changed:
            setattr(found, name, fields[name])
        found.save_revision().publish()
        found.refresh_from_db()
    return found


def replace_rows(children: Any, wanted: list[dict[str, Any]]) -> bool:
    """Make a page's child rows be these; whether anything had to change."""
    there = [
        {name: getattr(child, name) for name in row}
        for child, row in zip(children.all(), wanted, strict=False)
    ]
    if there == wanted and children.count() == len(wanted):
        return False
    children.set([children.model(**row) for row in wanted])
    return True
