"""A meter that shows LO: no number anywhere, and somebody's work at once."""

import pytest

from heime.records.measurements.models import Measurement
from heime.records.worklist.models import Case
from tests.edges.home.phone import off_scale, oxygen
from tests.edges.home.test_day import a_day
from tests.people import DB


def test_it_is_red_for_the_person_and_first_on_the_list(signed_in, bound, cast, astrid):
    (told,) = bound(astrid).told(off_scale())
    page = signed_in(cast.ingrid).get("/").content.decode()

    assert (told["zone"], told["state"], told["priority"]) == ("red", "final", "high")
    assert "viste LO: verdien er lavere enn det kan måle" in told["words"]
    assert told["promise"]
    assert told["remeasure_after_minutes"] == 5
    assert "Oxygen saturation: LO, lower than the meter can measure, critical value" in page


def test_there_is_no_number_in_the_day_the_curves_or_the_door(signed_in, bound, cast, astrid):
    bound(astrid).told(off_scale())
    her = signed_in(astrid)
    (result,) = a_day(her, cast.astrid)["results"]
    trends = her.get(f"/hjem/api/v1/people/{cast.astrid.id}/trends?days=30").json()
    row = Measurement.objects.using(DB).get()

    assert (result["off_scale"], result["zone"]) == ("below", "red")
    assert "value" not in result
    assert trends["kinds"] == []
    assert (row.value, row.rejected) == (None, True)


def test_green_afterwards_does_not_settle_it(signed_in, bound, cast, astrid):
    phone = bound(astrid)
    phone.told(off_scale())
    (told,) = phone.told(oxygen("95"))

    assert told["zone"] == "red"
    assert Case.objects.using(DB).get().zone == 4
    assert a_day(signed_in(astrid), cast.astrid)["now"]["zone"] == "red"


def test_where_the_plan_has_no_line_it_asks_again_and_is_not_green(bound, astrid):
    (told,) = bound(astrid).told(off_scale("above_range"))

    assert (told["zone"], told["remeasure_after_minutes"]) == ("grey", 5)


@pytest.mark.parametrize(
    "wrong",
    [
        oxygen("95", quality=["below_range"]),
        off_scale() | {"quality": ["below_range", "above_range"]},
        off_scale() | {"quality": []},
    ],
)
def test_a_number_and_none_at_once_is_refused(bound, astrid, wrong):
    (told,) = bound(astrid).told(wrong)

    assert (told["status"], told["code"]) == ("refused", "bad-entry")
