"""Times as a clinical page says them: relative up to an hour, then the clock, then the date."""

from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from heime.core.hours import HOME

HOUR = timedelta(hours=1)


def clock(at: datetime) -> str:
    return f"{at.astimezone(HOME):%H:%M}"


def day(at: datetime, now: datetime) -> str:
    """A day in words: today is empty, the days beside it have names, others a date."""
    local, today = at.astimezone(HOME).date(), now.astimezone(HOME).date()
    apart = (local - today).days
    if apart == 0:
        return ""
    if apart == -1:
        return _("yesterday")
    if apart == 1:
        return _("tomorrow")
    if 1 < apart < 7:
        return date_format(local, "D").lower() if get_language() != "en" else f"{local:%a}"
    return on(local, today)


def on(day: date, today: date) -> str:
    """A date: "12. mai", and the year with it when it is another: "12. mai 2027"."""
    month = date_format(day, "F")
    if get_language() == "en":
        written = f"{day.day} {month[:3]}"
    else:
        written = f"{day.day}. {month if len(month) <= 4 else f'{month[:3]}.'}"
    return written if day.year == today.year else f"{written} {day.year}"


def weekday(day: date) -> str:
    """The day of the week with its date: "mandag 16. nov."."""
    name = date_format(day, "l")
    return f"{name if get_language() == 'en' else name.lower()} {on(day, day)}"


def when(at: datetime, now: datetime) -> str:
    """When something was: "7 min siden", "07:42", "i går 07:42", "12. mai 07:42"."""
    ago = now - at
    if timedelta() <= ago < timedelta(minutes=1):
        return _("just now")
    if timedelta() < ago < HOUR:
        return _("%(count)s min ago") % {"count": int(ago.total_seconds() // 60)}
    return stamp(at, now)


def passed(at: datetime, now: datetime) -> int:
    """What the words about a moment depend on, beside the day: the whole minutes since, -1 for
    what is to come, 60 for an hour and more."""
    ago = now - at
    return -1 if ago < timedelta() else min(ago // timedelta(minutes=1), 60)


def stamp(at: datetime, now: datetime) -> str:
    """The clock, with the day where it is not today."""
    return f"{day(at, now)} {clock(at)}".strip()


def due(at: datetime, now: datetime) -> str:
    """A deadline: "innen 10:30", "innen i morgen 09:00"."""
    return _("by %(time)s") % {"time": stamp(at, now)}


def overdue(at: datetime, now: datetime) -> str:
    """How long past a deadline: "12 min over fristen", "frist var i går 15:30"."""
    late = now - at
    if late < HOUR:
        minutes = max(1, int(late.total_seconds() // 60))
        return _("%(count)s min past the deadline") % {"count": minutes}
    return _("was due %(time)s") % {"time": stamp(at, now)}
