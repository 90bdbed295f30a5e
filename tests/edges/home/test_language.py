"""The app is answered in the language of the account, whatever the browser remembers."""

import pytest

from heime.records.people.models import Account
from tests.edges.home.phone import entry, oxygen
from tests.people import DB


@pytest.fixture
def nynorsk(astrid):
    Account.objects.using(DB).filter(id=astrid.id).update(language="nn")
    return astrid


def test_what_is_shown_and_what_is_refused(nynorsk, signed_in, bound, cast):
    bound(nynorsk).told(oxygen("95"))
    client = signed_in(nynorsk, "en")  # as the one before left the browser
    base = f"/hjem/api/v1/people/{cast.astrid.id}"

    day = client.get(f"{base}/day").json()
    assert day["texts"]["green"].startswith("Verdiane dine er slik planen")
    assert day["results"][0]["words"] == "Grøn"
    refused = client.get(f"/hjem/api/v1/people/{cast.gudbrand.id}/day").json()
    assert refused["detail"].startswith("Vi finn ikkje dette.")
    later = client.post(f"{base}/reminders/later", "{}", content_type="application/json").json()
    assert later["detail"].startswith("Heime kunne ikkje lese")


def test_the_phone_s_own_door_speaks_as_whoever_bound_it(nynorsk, bound):
    phone = bound(nynorsk)
    green, wrong, act = phone.told(oxygen("95"), oxygen("x"), entry("pause_over"))

    assert green["text"].startswith("Verdiane dine er slik planen")
    assert wrong["words"] == "Dette kunne ikkje takast imot. Prøv ein gong til, eller ring teamet."
    assert act["words"] == "Dette kan ikkje gjerast no. Ring teamet om du treng det."
