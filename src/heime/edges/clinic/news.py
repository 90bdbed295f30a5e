"""What is new about a person since this colleague last opened them, in a few words."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from heime.core.worklist import Item
from heime.flow.at_a_glance import Own


def said(case: Item, own: Own) -> str:
    """The one thing that matters most: new to you, worse, more results, or that it changed; empty
    when nothing has happened since."""
    if own.seen_at is None or own.seen_at < case.since:
        return pgettext("to the reader", "New")
    whats = Counter(own.since.split())
    worst = (case.zone or 0, case.priority or 0)
    if own.zone is not None and worst > (own.zone, own.priority or 0):
        return _("Worse since last")
    if whats["worsened"]:
        return _("Worse since last")
    if whats["joined"]:
        count = whats["joined"]
        return ngettext("%(count)s new result", "%(count)s new results", count) % {"count": count}
    return _("Changed since last") if whats else ""
