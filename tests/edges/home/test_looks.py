"""How the app looks is kept with the person: chosen by them, or for them by their team."""

import pytest

from heime.core.rights import Ground
from heime.records.looks.models import AppLook
from tests import people

DB = people.DB
LARGE = {"mode": "simple", "text_size": 3, "contrast": True}


def address(cast, what: str) -> str:
    return f"/hjem/api/v1/people/{cast.astrid.id}/{what}"


def chosen(client, cast, look):
    return client.post(address(cast, "look"), look, content_type="application/json")


def shown(client, cast):
    person = client.get(address(cast, "day")).json()["person"]
    return {name: person[name] for name in LARGE}


def test_what_one_chose_on_one_phone_is_found_on_the_next(cast, astrid, signed_in, log):
    old, new = signed_in(astrid, "nb"), signed_in(astrid, "nb")
    assert shown(new, cast) == {"mode": "normal", "text_size": 1, "contrast": False}

    assert chosen(old, cast, LARGE).json() == LARGE
    assert shown(new, cast) == LARGE
    assert "look.chosen" in log()
    chosen(new, cast, LARGE | {"text_size": 4})
    assert shown(old, cast)["text_size"] == 4
    assert AppLook.objects.using(DB).count() == 1


def test_the_team_chooses_for_somebody_and_a_tablet_is_lent_the_same(cast, astrid, signed_in):
    team = signed_in(cast.ingrid, "nb")
    page = f"/person/{cast.astrid.id}/nettbrett"
    assert 'id="size" name="size"><option value="1">1</option><option value="2" selected>' in (
        team.get(page).content.decode()
    )
    answer = team.post(f"{page}/visning", {"mode": "simple", "size": "4", "contrast": "1"})

    assert answer.status_code == 302
    assert shown(signed_in(astrid, "nb"), cast) == LARGE | {"text_size": 4}
    assert '<option value="4" selected>4</option></select>\n      <p><button' in (
        team.get(page).content.decode()
    )


def test_kin_see_the_app_their_own_way_and_choose_for_nobody(cast, astrid, marit, signed_in):
    chosen(signed_in(astrid, "nb"), cast, LARGE)
    daughter = signed_in(marit, "nb")

    assert shown(daughter, cast) == {"mode": "normal", "text_size": 1, "contrast": False}
    assert chosen(daughter, cast, LARGE | {"text_size": 1}).status_code == 404
    assert AppLook.objects.using(DB).get().text_size == 3


def test_strangers_choose_nothing(cast, astrid, signed_in, now):
    other = people.account("gudbrand", "", "", member_of=None, now=now)
    people.right(cast.gudbrand, Ground.SELF, account=other, given_by=cast.ingrid, now=now)

    assert chosen(signed_in(other, "nb"), cast, LARGE).status_code == 404
    page = f"/person/{cast.astrid.id}/nettbrett/visning"
    assert signed_in(cast.kari, "nb").post(page, {"mode": "simple", "size": "4"}).status_code == 404
    assert not AppLook.objects.using(DB).exists()


@pytest.mark.parametrize(
    "wrong",
    [{"mode": "huge"}, {"text_size": 5}, {"text_size": "3"}, {"text_size": True}, {"contrast": 1}],
)
def test_a_look_that_there_is_not_is_refused(cast, astrid, signed_in, wrong):
    assert chosen(signed_in(astrid, "nb"), cast, LARGE | wrong).status_code in (400, 422)
    assert not AppLook.objects.using(DB).exists()
