"""The templates there are: those that are shipped, and the newest of each that somebody keeps."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from heime.core import templates as shipped
from heime.core.actor import Actor
from heime.core.templates import joining
from heime.records.plans.models import PlanTemplate, PlanVersion
from heime.records.plans.reads import held_now

Content = dict[str, Any]


def kept() -> list[PlanTemplate]:
    """The newest version of every template that a municipality keeps, by title."""
    newest = PlanTemplate.objects.order_by("name", "-version").distinct("name")
    found = PlanTemplate.objects.filter(id__in=newest.values("id"))
    return list(found.select_related("municipality", "made_by").order_by("title", "name"))


def versions_of(name: str) -> list[PlanTemplate]:
    """Every version of one, the newest first."""
    found = PlanTemplate.objects.filter(name=name).select_related("municipality", "made_by")
    return list(found.order_by("-version"))


def by_id(id_: UUID) -> PlanTemplate | None:
    return PlanTemplate.objects.filter(id=id_).select_related("municipality", "made_by").first()


def content_of(name: str, version: int) -> Content | None:
    """One version's content; None for a template that Heime does not have (any more)."""
    if name in shipped.TEMPLATES:
        return shipped.template(name) if version == 1 else None
    row = PlanTemplate.objects.filter(name=name, version=version).first()
    return None if row is None else row.content


def joined(contents: Sequence[Content]) -> Content:
    """One plan from one template or several, as core.templates joins them."""
    return dict(contents[0]) if len(contents) == 1 else joining.joined(contents)


def begun_as(content: Mapping[str, Any]) -> Content | None:
    """What a plan was when it began, from the templates that it names; None where it names none,
    or one that is not to be had."""
    named = [one["template"] for one in (content, *content.get("parts", [])) if one.get("template")]
    found = [content_of(one["name"], one["version"]) for one in named]
    if not found or None in found:
        return None
    return joined([one for one in found if one is not None])


def made_from(name: str, actor: Actor) -> list[PlanVersion]:
    """Plans in force, of those one plans for, that began as any version of a template."""
    return [one for one in held_now(actor) if name in names_in(one.content)]


def names_in(content: Mapping[str, Any]) -> dict[str, int]:
    """The templates that a plan names, each with its version."""
    return {
        one["template"]["name"]: one["template"]["version"]
        for one in (content, *content.get("parts", []))
        if one.get("template")
    }
