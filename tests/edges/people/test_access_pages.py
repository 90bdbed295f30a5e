"""The pages where access is given, ended, opened in an emergency and looked at again."""

from __future__ import annotations

from datetime import timedelta

from heime.core.rights import Ground
from heime.core.roles import Role
from heime.records.access.models import Block, Objection, Right
from tests import people
from tests.flow import letting_in
from tests.flow.letting_in import NUMBER
from tests.people import DB


def text(answer) -> str:
    return answer.content.decode()


def sure(client, who):
    from heime.records.access.models import SignIn

    SignIn.objects.using(DB).filter(account=who).update(stepped_up_at=letting_in.now())
    return client


# --- Who may see this person --------------------------------------------------------------------


def access(around, rest: str = "") -> str:
    return f"/person/{around.cast.astrid.id}/tilgang{rest}"


def consent_form(around, **more) -> dict[str, object]:
    day = (letting_in.now() + timedelta(days=90)).date().isoformat()
    return {
        "ground": "consent", "holder": f"k:{around.kin.id}", "scope": ["values"], "ends": day,
    } | more  # fmt: skip


def test_the_team_gives_sees_and_ends_a_right(around, signed_in) -> None:
    client = signed_in(around.cast.ingrid)

    assert client.post(access(around, "/gi"), consent_form(around)).status_code == 302
    page = text(client.get(access(around)))
    right = Right.objects.using(DB).get(ground="consent")
    assert "Marit Lunde (datter)" in page
    assert "Consent to next of kin" in page

    assert client.post(f"/tilgang/{right.id}/avslutt").status_code == 302
    assert letting_in.fresh(right).ends_at <= letting_in.now()


def test_a_form_that_breaks_a_term_says_so_and_gives_nothing(around, signed_in) -> None:
    client = signed_in(around.cast.ingrid)
    far = (letting_in.now() + timedelta(days=800)).date().isoformat()

    for broken in ({"ends": far}, {"scope": []}, {"holder": ""}, {"ground": "emergency"}):
        answer = client.post(access(around, "/gi"), consent_form(around, **broken))
        assert answer.status_code in (400, 422), broken
        assert 'role="alert"' in text(answer)
    assert not Right.objects.using(DB).filter(ground="consent").exists()


def test_incapacity_waits_on_the_page_until_a_colleague_confirms(around, signed_in) -> None:
    soon = (letting_in.now() + timedelta(days=60)).date().isoformat()
    form = consent_form(around, ground="incapacity", reason="Forstår ikke.", review=soon)
    signed_in(around.cast.nils).post(access(around, "/gi"), form)
    right = Right.objects.using(DB).get(ground="incapacity")
    assert f"/tilgang/{right.id}/bekreft" not in text(
        signed_in(around.cast.nils).get(access(around))
    )

    ingrid = signed_in(around.cast.ingrid)
    assert f"/tilgang/{right.id}/bekreft" in text(ingrid.get("/gjennomgang/"))
    assert ingrid.post(f"/tilgang/{right.id}/bekreft").status_code == 302

    assert letting_in.fresh(right).second_by_id == around.cast.ingrid.id


def test_the_own_team_is_not_blocked_and_the_page_says_what_to_do(around, signed_in) -> None:
    answer = signed_in(around.cast.ingrid).post(
        access(around, "/sperr"), {"against": f"t:{around.cast.north.id}"}
    )

    assert answer.status_code == 422
    assert "End the follow-up instead." in text(answer)


# --- Emergency ----------------------------------------------------------------------------------


def test_emergency_asks_for_a_proof_first(around, signed_in) -> None:
    answer = signed_in(around.lars).get("/nod/")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/inn/bekreft?til=")


def test_emergency_opens_the_person_and_keeps_the_number_out_of_every_address(
    around, signed_in
) -> None:
    client = sure(signed_in(around.lars), around.lars)
    assert client.get("/nod/").status_code == 200

    answer = client.post("/nod/", {"number": NUMBER, "code": "acute", "reason": "Bevisstløs."})

    assert answer.headers["Location"] == f"/person/{around.cast.astrid.id}/"
    page = text(client.get(answer.headers["Location"]))
    assert "You opened this in an emergency." in page
    assert NUMBER not in page
    assert "Emergency access" in text(client.get("/personer/"))


def test_emergency_says_why_not_without_repeating_the_number(around, signed_in) -> None:
    client = sure(signed_in(around.lars), around.lars)

    for number, said in (
        ("14834550085", "This is not a national identity number."),
        ("14834599997", "Nobody with this number"),
    ):
        answer = client.post("/nod/", {"number": number, "code": "acute", "reason": "Akutt."})
        assert answer.status_code in (404, 422), number
        if answer.status_code == 404:
            assert said in text(answer)
        assert number not in text(answer)


def test_the_lead_reviews_it(around, now, signed_in) -> None:
    right = people.right(
        around.cast.astrid, Ground.EMERGENCY, account=around.lars, given_by=around.lars, now=now,
        reason="Funnet bevisstløs.",
    )  # fmt: skip
    client = signed_in(around.nina)
    for path in ("/", "/?del=liste"):
        assert "1 emergency access waits for a review." in text(client.get(path))
    assert "emergency access" not in text(signed_in(around.cast.kari).get("/"))
    assert "Funnet bevisstløs." in text(client.get("/gjennomgang/"))
    assert "Lars Dahl" in text(client.get("/gjennomgang/"))

    assert signed_in(around.cast.ingrid).post(f"/tilgang/{right.id}/gjennomga").status_code == 403
    answer = client.post(
        f"/tilgang/{right.id}/gjennomga", {"finding": "needed", "text": "Riktig vurdert."}
    )

    assert answer.status_code == 302
    assert letting_in.fresh(right).finding == "needed: Riktig vurdert."
    assert "Nothing waits for a look." in text(client.get("/gjennomgang/"))


# --- At home ------------------------------------------------------------------------------------


def test_astrid_sees_who_may_see_and_revokes_with_one_tap(around, signed_in) -> None:
    right = letting_in.consent(around)
    client = signed_in(around.astrid)
    page = text(client.get("/hjem/tilgang"))
    assert "Marit Lunde (datter)" in page
    assert "Oppfølgingsteamet Nord-Gudbrandsdal" in page

    answer = client.post(f"/tilgang/{right.id}/avslutt", {"til": "/hjem/tilgang"})

    assert answer.headers["Location"] == "/hjem/tilgang"
    assert signed_in(around.marit).get("/hjem/tilgang").status_code == 403


def test_astrid_gives_blocks_and_lifts_by_herself(around, signed_in) -> None:
    client = signed_in(around.astrid)
    client.post(access(around, "/gi"), consent_form(around))
    client.post(access(around, "/sperr"), {"against": f"o:{around.office.id}"})

    page = text(client.get("/hjem/tilgang"))
    assert "Breelvi legekontor" in page
    assert "Readings and answers" in page
    block = Block.objects.using(DB).get()
    client.post(f"/sperre/{block.id}/opphev")
    assert Block.objects.using(DB).get().ends_at is not None


def test_astrid_objects_and_reads_the_answer(around, now, signed_in) -> None:
    right = people.right(
        around.cast.astrid, Ground.INCAPACITY, account=around.marit, given_by=around.cast.nils,
        now=now, reason="Forstår ikke.",
    )  # fmt: skip
    Right.objects.using(DB).filter(id=right.id).update(second_by=around.cast.ingrid)
    client = signed_in(around.astrid)
    client.post(f"/tilgang/{right.id}/innsigelse", {"text": "Jeg bestemmer selv."})
    made = Objection.objects.using(DB).get()

    nurse = signed_in(around.cast.tor)
    assert "Jeg bestemmer selv." in text(nurse.get("/gjennomgang/"))
    nurse.post(f"/innsigelse/{made.id}/svar", {"text": "Du har rett.", "ends": "yes"})

    assert "Du har rett." in text(client.get("/hjem/tilgang"))


def test_her_daughter_sees_what_she_has_been_given_and_gives_it_up(around, signed_in) -> None:
    right = letting_in.consent(around)
    client = signed_in(around.marit)
    page = text(client.get("/hjem/tilgang"))
    assert "Astrid Lunde" in page
    assert "Readings and answers" in page

    client.post(f"/tilgang/{right.id}/avslutt")

    assert letting_in.fresh(right).ended_by_id == around.marit.id


# --- Staff --------------------------------------------------------------------------------------


def test_roles_are_given_by_one_and_confirmed_by_another(around, now, signed_in) -> None:
    people.account("siri", "Siri Nygard", "SP", member_of=None, now=now)
    admins = []
    for user, name in (("anne", "Anne Lie"), ("bjorn", "Bjørn Sletten")):
        one = people.account(user, name, "", member_of=None, now=now)
        people.post(one, Role.ADMINISTRATOR, municipality=people.LOM, now=now)
        admins.append(sure(signed_in(one), one))
    anne, bjorn = admins
    form = {"user": "siri", "role": "nurse", "where": f"t:{around.cast.north.id}"}

    assert anne.post("/ansatte/gi", form).status_code == 302
    page = text(bjorn.get("/ansatte/"))
    assert "Siri Nygard" in page
    post = letting_in.people.Membership.objects.using(DB).get(account__username="siri")
    answer = anne.post("/ansatte/bekreft", {"post": post.id})
    assert answer.status_code == 403
    assert "Somebody else must do this." in text(answer)
    assert bjorn.post("/ansatte/bekreft", {"post": post.id}).status_code == 302
    assert bjorn.post("/ansatte/avslutt", {"post": post.id}).status_code == 302


def test_a_role_for_nobody_says_what_to_do(around, now, signed_in) -> None:
    anne = people.account("anne", "Anne Lie", "", member_of=None, now=now)
    people.post(anne, Role.ADMINISTRATOR, municipality=people.LOM, now=now)
    client = sure(signed_in(anne), anne)
    form = {"user": "ingen", "role": "nurse", "where": f"t:{around.cast.north.id}"}

    answer = client.post("/ansatte/gi", form)

    assert answer.status_code == 404
    assert "Nobody has this user name." in text(answer)
    assert client.post("/ansatte/gi", {}).status_code == 422


def test_a_nurse_does_not_open_the_staff_page(around, signed_in) -> None:
    assert signed_in(around.cast.ingrid).get("/ansatte/").status_code == 403
