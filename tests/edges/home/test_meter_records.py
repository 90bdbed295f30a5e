"""What a meter has stored is one result, however often and by whichever phone it is fetched."""

from datetime import UTC, datetime, timedelta

import pytest

from heime.records.home.models import HomeEntry
from heime.records.measurements.models import Measurement
from tests.edges.home.phone import ago, iso, oxygen
from tests.people import DB

TAKEN = datetime.now(UTC) - timedelta(minutes=50)


def fetched(value="95", *, shown=TAKEN, sequence=7, id_="browser-1", off=timedelta(0)):
    """An entry of something stored; `off`: how the phone placed it in time."""
    device = {"model": "M1", "id": id_, "sequence": sequence, "at": iso(shown)}
    return oxygen(value, manual=False, device=device, at=iso(TAKEN + off))


def kept():
    return Measurement.objects.using(DB).count()


def test_fetched_again_after_the_phone_has_forgotten_it(bound, astrid):
    phone = bound(astrid)
    (first,), (again,) = phone.told(fetched()), phone.told(fetched(id_="browser-2"))

    assert (first["status"], again["status"]) == ("kept", "known")
    assert {**again, "id": 0, "status": 0} == {**first, "id": 0, "status": 0}
    assert kept() == 1


def test_fetched_by_two_phones_whose_clocks_differ(bound, astrid, marit):
    bound(astrid).told(fetched())
    (told,) = bound(marit, "Marit sin").told(fetched(off=timedelta(minutes=-61)))

    assert told["status"] == "known"
    assert kept() == 1


def test_the_second_entry_is_remembered_for_ever_too(bound, astrid):
    phone, again = bound(astrid), fetched(id_="browser-2")
    phone.told(fetched())
    first, second = phone.told(again), phone.told(again)

    assert first == second
    made = HomeEntry.objects.using(DB).values_list("made", flat=True)
    assert len(made) == 2
    assert len(set(made)) == 1


def test_marked_wrong_by_the_phone_that_fetched_it_last(bound, astrid):
    from tests.edges.home.phone import entry

    phone, again = bound(astrid), fetched(id_="browser-2")
    phone.told(fetched(), again)
    (told,) = phone.told(entry("wrong", of=again["id"], why="Naboen min."))

    assert told["status"] == "kept"


def test_both_in_one_request_are_one(bound, astrid):
    phone = bound(astrid)
    assert [one["status"] for one in phone.told(fetched(), fetched())] == ["kept", "known"]
    assert kept() == 1


@pytest.mark.parametrize(
    "other",
    [
        fetched("94"),
        fetched(sequence=8),
        fetched(shown=TAKEN + timedelta(seconds=1)),
        fetched(sequence=None),
    ],
)
def test_another_result_is_another(bound, astrid, other):
    phone = bound(astrid)
    phone.told(fetched())
    (told,) = phone.told(other)

    assert told["status"] == "kept"
    assert kept() == 2


def test_without_a_number_of_its_own_a_clock_that_runs_is_enough(bound, astrid):
    phone = bound(astrid)
    phone.told(fetched(sequence=None))
    (told,) = phone.told(fetched(sequence=None, off=timedelta(minutes=30)))

    assert told["status"] == "known"


def test_a_clock_that_always_starts_anew_tells_no_two_results_apart(bound, astrid):
    phone, never_set = bound(astrid), datetime(2010, 1, 1, tzinfo=UTC)
    phone.told(fetched(sequence=None, shown=never_set))
    later = fetched(sequence=None, shown=never_set, off=timedelta(minutes=30))
    at_once = fetched(sequence=None, shown=never_set, off=timedelta(minutes=3))

    assert [one["status"] for one in phone.told(later, at_once)] == ["kept", "known"]


def test_what_was_measured_just_now_is_never_taken_for_something_stored(bound, astrid):
    phone = bound(astrid)
    device = {"model": "M1", "id": "b", "sequence": None, "at": None}
    entries = [oxygen("95", device=device, manual=False, at=ago(minutes=n)) for n in (9, 2)]

    assert [one["status"] for one in phone.told(*entries)] == ["kept", "kept"]


def test_its_number_is_kept(bound, astrid):
    bound(astrid).told(fetched())

    one = HomeEntry.objects.using(DB).get()
    assert (one.content["model"], one.content["sequence"]) == ("M1", 7)


@pytest.mark.parametrize("number", [-1, 1 << 40, True, "7"])
def test_a_number_that_no_meter_gives_is_refused(bound, astrid, number):
    (told,) = bound(astrid).told(fetched(sequence=number))

    assert (told["status"], told["code"]) == ("refused", "bad-entry")
