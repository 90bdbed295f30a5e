"""What a phone at home sends is received once, judged, and answered."""

from heime.records.home.models import HomeEntry
from heime.records.measurements.models import Measurement
from tests.edges.home.phone import oxygen
from tests.people import DB


def test_a_value_that_is_sent_is_kept_judged_and_answered(bound, astrid):
    (told,) = bound(astrid).told(oxygen("95"))
    assert (told["status"], told["zone"], told["state"]) == ("kept", "green", "final")
    assert told["text"] == "Verdiene dine er slik planen din sier at de skal være."
    assert told["promise"] is None
    assert Measurement.objects.using(DB).count() == 1


def test_sent_again_it_has_the_same_answer_and_is_one(bound, astrid):
    phone, one = bound(astrid), oxygen("95")
    (first,), (again,) = phone.told(one), phone.told(one)
    assert again == first | {"status": "known"}
    assert Measurement.objects.using(DB).count() == HomeEntry.objects.using(DB).count() == 1


def test_one_id_never_means_two_things(bound, astrid, log):
    phone, one = bound(astrid), oxygen("95")
    phone.told(one)
    (told,) = phone.told(one | {"value": "84"})
    assert (told["status"], told["code"]) == ("refused", "same-key-other-content")
    assert Measurement.objects.using(DB).count() == 1
    assert "safety.same-key-other-content" in log()


def test_the_first_low_value_asks_for_another_and_the_second_is_promised_a_look(bound, astrid):
    phone = bound(astrid)
    (first,) = phone.told(oxygen("85"))
    assert (first["state"], first["remeasure_after_minutes"]) == ("pending", 5)
    assert first["promise"] is None
    (second,) = phone.told(oxygen("85"))
    assert (second["zone"], second["state"]) == ("red", "final")
    assert second["promise"]["words"].startswith("Teamet ser dette før ")
