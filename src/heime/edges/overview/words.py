"""Numbers of the overview as people read them."""

from datetime import date

from django.utils.translation import gettext as _

from heime.core.indicators.counted import Share
from heime.core.zone import Priority, Zone
from heime.edges.clinic import words

THIN = words.THIN


def percent(share: Share) -> str:
    """The share in per cent; nothing where there are too few to write one of."""
    if share.is_few or share.value is None:
        return ""
    return f"{round(share.value * 100)}{THIN}%"


def of(share: Share) -> str:
    """Both its numbers: "18 of 20"; a dash where there is nothing."""
    if not share.whole:
        return "–"
    return _("%(part)s of %(whole)s") % {
        "part": words.figure(f"{share.part:g}"),
        "whole": words.figure(f"{share.whole:g}"),
    }


def ratio(share: Share) -> str:
    """With two decimals; a dash where there is nothing to divide by."""
    return "–" if share.value is None else words.figure(f"{share.value:.2f}")


def minutes(count: float | None) -> str:
    if count is None:
        return "–"
    whole = round(count)
    if whole < 60:
        return _("%(minutes)s min") % {"minutes": whole}
    return _("%(hours)s h %(minutes)s min") % {"hours": whole // 60, "minutes": whole % 60}


def kind_of_case(zone: Zone, priority: Priority) -> str:
    """Zone, and whether it was urgent: "Red, urgent"."""
    name = zone_name(zone)
    return _("%(zone)s, urgent") % {"zone": name} if priority is Priority.HIGH else name


def zone_name(zone: Zone | None) -> str:
    if zone is None:
        return _("Nothing came")
    return {
        Zone.RED: _("Red"),
        Zone.YELLOW: _("Yellow"),
        Zone.GREY: _("Not judged"),
        Zone.GREEN: _("Green"),
    }[zone]


def short_day(day: date) -> str:
    return f"{day.day}.{day.month}."


def one_decimal(value: float | None) -> str:
    return "–" if value is None else words.figure(f"{value:.1f}")
