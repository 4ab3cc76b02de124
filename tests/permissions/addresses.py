"""Every staff address the URL resolver knows, and what to put into those that are about something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import Group
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.models import Locale, Revision
from wagtail.models import Site as WagtailSite

from engagement.delivery.models import Action
from engagement.directory.models import Location, Organisation, Service
from tests.permissions.site import Part, Site

NOBODY = UUID("7b1c6f4e-0000-4000-8000-000000000000")
"""The key of an organisation that does not exist."""


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver: its full name, the text of its route, and what it needs to be filled with."""

    name: str
    route: str
    needs: tuple[str, ...]


def staff_addresses() -> list[Address]:
    """Every pattern below the addresses of staff; a pattern without a name goes by its route."""
    found = {}
    for names, route, inherited, pattern in _walk(get_resolver()):
        if not f"/{route}".startswith(settings.STAFF_PREFIXES):
            continue
        name = ":".join([*names, pattern.name]) if pattern.name else f"/{route}"
        needs = tuple(sorted(inherited | set(pattern.pattern.converters or _groups(pattern))))
        found[name, needs] = Address(name, route, needs)
    return list(found.values())


def _groups(pattern: URLPattern) -> list[str]:
    regex = getattr(pattern.pattern, "regex", None)
    return list(regex.groupindex) if regex is not None else []


def _walk(
    resolver: URLResolver,
    names: tuple[str, ...] = (),
    before: str = "",
    inherited: frozenset[str] = frozenset(),
) -> Iterator[tuple[tuple[str, ...], str, frozenset[str], URLPattern]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield names, route, inherited, pattern
        else:
            inner = (*names, pattern.namespace) if pattern.namespace else names
            yield from _walk(pattern, inner, route, inherited | set(pattern.pattern.converters))


IN_A_SECTION = {
    "page_id",
    "parent_page_id",
    "page_to_move_id",
    "page_pk",
    "image_id",
    "document_id",
    "doc_id",
    "collection_id",
    "translation_id",
    "translation_source_id",
    "reading_id",
    "link_id",
    "task_state_id",
}
"""What belongs to one section: these addresses are opened for one's own and for another's."""

PAGES_BY_PK = (
    "wagtailadmin_api:pages",
    "wagtailadmin_pages",
)


def is_in_a_section(address: Address) -> bool:
    """Whether the address is about a page, a file or a draft of one section."""
    if set(address.needs) & IN_A_SECTION:
        return True
    about = address.name.split(":")[0]
    return "pk" in address.needs and (
        about
        in ("wagtailimages_chooser", "wagtaildocs_chooser", "wagtailadmin_pages", "wagtailadmin_collections")
        or address.name.startswith("wagtailadmin_api:")
    )


def path_of(address: Address, site: Site, section: str) -> str:
    """The address filled in, about the things of this section."""
    if address.name.startswith("/"):
        return address.name.replace("^.*/$", "no-such-address/")
    part = site.parts[section]
    given = {name: _value(name, address, site, part) for name in address.needs}
    return reverse(address.name, kwargs=given)


def _value(name: str, address: Address, site: Site, part: Part) -> Any:
    about, screen = ([*address.name.split(":"), ""])[:2]
    if name == "pk":
        return _pk(about, address.name, site, part)
    simple = {
        "page_id": part.waiting.pk if "workflow" in screen else part.draft.pk,
        "page_pk": part.draft.pk,
        "parent_page_id": part.page.pk,
        "page_to_move_id": part.draft.pk,
        "destination_id": part.page.pk,
        "revision_id": Revision.objects.for_instance(part.draft)
        .order_by("pk")
        .values_list("pk", flat=True)
        .first()
        or 1,
        "revision_id_a": "earliest",
        "revision_id_b": "latest",
        "image_id": part.image.pk,
        "document_id": part.document.pk,
        "doc_id": part.document.pk,
        "uploaded_file_id": 1,
        "collection_id": part.collection.pk,
        "translation_id": part.translation.pk if part.translation else 0,
        "translation_source_id": part.translation.source_id if part.translation else 0,
        "string_segment_id": 0,
        "overridable_segment_id": 0,
        "reading_id": part.reading.pk if part.reading else 0,
        "task_state_id": part.reading.pk if part.reading else 0,
        "link_id": part.link.pk if part.link else 0,
        "workflow_state_id": part.reading.workflow_state_id if part.reading else 0,
        "task_id": site.workflow.workflow_tasks.first().task_id,
        "workflow_pk": site.workflow.pk,
        "survey_id": site.survey.pk,
        "result_id": site.result.pk,
        "channel_id": site.survey.channels.values_list("pk", flat=True).first(),
        "theme": "no_go_places",
        "version": "1.0",
        "code": "ur",
        "kind": "csv",
        "user_id": site.somebody.pk,
        "redirect_id": 1,
        "export_id": 0,
        "referral": 1,
        "asked_id": 0,
        "change_id": 0,
        "remark_id": 0,
        "request_id": 0,
        "member_id": 0,
        "paper_id": 0,
        "secret": "none",
        "suggestion_id": 0,
        "proposal_id": 0,
        "incident_id": 0,
        "table_id": 0,
        "quote_id": 0,
        "number": 0,
        "purpose": "measure",
        "step": "release",
        "organisation_id": NOBODY,
        "session_id": 1,
        "restriction_id": 1,
        "object_id": part.draft.pk,
        "content_type_app_name": part.draft._meta.app_label,
        "content_type_model_name": part.draft._meta.model_name,
        "app_name": "wagtailimages" if "tag" in address.name else "cms",
        "filter_spec": "original",
        "action_name": "approve" if "workflow" in screen else "delete",
        "mode": "standard",
        "role": "analyst",
        "uidb64": "MQ",
        "uidb36": "1",
        "token": "none",
        "key": "none",
    }
    if name in simple:
        return simple[name]
    if name in ("app_label", "model_name", "action"):
        if about.startswith("wagtailadmin_workflows"):
            return {"app_label": "wagtailcore", "model_name": "groupapprovaltask"}[name]
        if address.name == "wagtail_bulk_action":
            return {"app_label": "wagtailcore", "model_name": "page", "action": "delete"}[name]
        if "snippet" in screen:
            return {"app_label": "surveys", "model_name": "response"}[name]
        return {"app_label": "cms", "model_name": part.draft._meta.model_name}[name]
    raise LookupError(
        f"{address.name} needs “{name}”: say in tests/permissions/addresses.py what to fill in."
    )


def _pk(about: str, name: str, site: Site, part: Part) -> Any:
    if name.startswith("wagtailadmin_api:"):
        kind = name.split(":")[1]
        return {"pages": part.draft.pk, "images": part.image.pk, "documents": part.document.pk}[kind]
    return {
        "wagtailadmin_pages": lambda: part.draft.pk,
        "wagtailimages_chooser": lambda: part.image.pk,
        "wagtaildocs_chooser": lambda: part.document.pk,
        "wagtailadmin_collections": lambda: part.collection.pk,
        "wagtailadmin_workflows": lambda: (
            site.workflow.workflow_tasks.first().task_id if "task" in name else site.workflow.pk
        ),
        "support-lines": lambda: site.line.pk,
        "commitments": lambda: site.commitment.pk,
        "delivery-plan": lambda: Action.objects.first().pk,
        "services": lambda: Service.objects.first().pk,
        "organisations": lambda: Organisation.objects.first().pk,
        "places": lambda: Location.objects.first().pk,
        "wagtailusers_users": lambda: site.somebody.pk,
        "wagtailusers_groups": lambda: Group.objects.first().pk,
        "wagtaillocales": lambda: Locale.objects.first().pk,
        "wagtailsites": lambda: WagtailSite.objects.first().pk,
        "wagtail_localize": lambda: site.parts["campaign"].draft.pk,
    }.get(about, lambda: 1)()


def blank_path(address: Address) -> str:
    """The address filled in with something of the right shape that means nothing."""
    if address.name.startswith("/"):
        return address.name.replace("^.*/$", "no-such-address/")
    given: dict[str, Any] = {
        "revision_id_a": "earliest",
        "revision_id_b": "latest",
        "uidb64": "MQ",
        "uidb36": "1",
        "organisation_id": NOBODY,
    }
    if address.name.startswith(("services:", "organisations:", "places:")):
        given["pk"] = NOBODY
    return reverse(address.name, kwargs={name: given.get(name, 1) for name in address.needs if name})
