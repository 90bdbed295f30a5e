"""Acknowledging green answers in one act: nothing but green, all or nothing, undone in time."""

from datetime import timedelta

import psycopg
import pytest

from heime.core.zone import Priority, State, Zone
from heime.records.desk.models import Acknowledged
from heime.records.worklist.models import Case
from tests import people
from tests.edges.clinic.greens import answer, judged, somebody
from tests.people import DB
from tests.walls.scene import asking


@pytest.fixture
def marit(cast, now):
    return somebody(cast, now)


@pytest.fixture
def green(cast, marit, now):
    return answer(cast, marit, now - timedelta(hours=2))


def send(client, *answers):
    return client.post("/svar/kvitter", {"svar": [str(one.id) for one in answers]})


def kept() -> list[Acknowledged]:
    return list(Acknowledged.objects.using(DB).all())


def test_it_stands_last_on_the_list_with_a_box_to_choose_it(cast, signed_in, green) -> None:
    html = signed_in(cast.ingrid).get("/").content.decode()

    assert "Answers to acknowledge" in html
    assert f'name="svar" value="{green.id}"' in html
    assert "within the limits of the plan" in html


def test_several_in_one_act_each_with_a_receipt_and_a_log_entry(
    cast, signed_in, now, green, log
) -> None:
    other = answer(cast, somebody(cast, now, "Peder"), now - timedelta(hours=1))

    said = send(signed_in(cast.ingrid), green, other)

    assert said.status_code == 200
    assert [one.text for one in kept()] == ["Svaret ditt er lest av Ingrid Moe."] * 2
    assert log().count("answer.acknowledged") == 2
    assert f'value="{green.id}"' not in signed_in(cast.tor).get("/").content.decode()


def test_the_person_is_shown_nothing_until_it_cannot_be_undone(cast, signed_in, green, log) -> None:
    client = signed_in(cast.ingrid)
    send(client, green)
    (row,) = kept()
    assert row.shown_from - row.at == timedelta(seconds=10)

    client.post("/svar/angre", {"batch": str(row.batch)})

    assert kept() == []
    assert "answer.acknowledged-undone" in log()
    assert f'value="{green.id}"' in client.get("/").content.decode()


def test_after_ten_seconds_it_stands(cast, signed_in, green, now) -> None:
    client = signed_in(cast.ingrid)
    send(client, green)
    (row,) = kept()
    Acknowledged.objects.using(DB).update(shown_from=now - timedelta(seconds=1))

    assert client.post("/svar/angre", {"batch": str(row.batch)}).status_code == 409
    assert len(kept()) == 1


def test_a_colleague_cannot_undo_it(cast, signed_in, green) -> None:
    send(signed_in(cast.ingrid), green)
    (row,) = kept()

    assert signed_in(cast.tor).post("/svar/angre", {"batch": str(row.batch)}).status_code == 409


@pytest.mark.parametrize(
    ("zone", "state"),
    [
        (Zone.RED, State.FINAL),
        (Zone.YELLOW, State.FINAL),
        (Zone.GREY, State.FINAL),
        (Zone.GREEN, State.PENDING),
        (Zone.GREEN, State.HISTORICAL),
    ],
)
def test_one_that_is_not_green_and_settled_and_nothing_is_done(
    cast, signed_in, now, green, zone, state
) -> None:
    odd = answer(cast, somebody(cast, now, "Odd"), now - timedelta(hours=1), zone, state)
    client = signed_in(cast.ingrid)

    assert f'value="{odd.id}"' not in client.get("/").content.decode()
    assert send(client, green, odd).status_code == 409
    assert kept() == []


def test_what_is_judged_anew_as_yellow_is_green_no_more(cast, signed_in, now, green) -> None:
    judged(green, Zone.YELLOW, State.FINAL, at=now - timedelta(minutes=1))

    assert send(signed_in(cast.ingrid), green).status_code == 409


def test_whoever_has_a_case_has_answers_read_in_it(cast, signed_in, now, marit, green) -> None:
    people.red_case(cast, now, marit)
    client = signed_in(cast.ingrid)

    assert f'value="{green.id}"' not in client.get("/").content.decode()
    assert send(client, green).status_code == 409


def test_another_teams_nurse_acknowledges_nothing(cast, signed_in, green) -> None:
    assert send(signed_in(cast.kari), green).status_code == 409
    assert kept() == []


@pytest.mark.parametrize("zone", [Zone.RED, Zone.YELLOW, Zone.GREY])
def test_the_database_alone_refuses_what_is_not_green(cast, database, now, marit, zone) -> None:
    odd = answer(cast, marit, now - timedelta(hours=1), zone)

    with pytest.raises(psycopg.errors.CheckViolation):
        _insert(cast, database, now, odd)


def test_the_database_alone_refuses_whoever_has_a_case(cast, database, now, marit, green) -> None:
    people.red_case(cast, now, marit)

    with pytest.raises(psycopg.errors.CheckViolation):
        _insert(cast, database, now, green)


def test_the_database_alone_takes_a_green_one(cast, database, now, marit, green) -> None:
    assert _insert(cast, database, now, green) == 1


def test_the_database_counts_a_closed_case_as_none(cast, database, now, marit, green) -> None:
    case = people.red_case(cast, now, marit)
    Case.objects.using(DB).filter(id=case.id).update(
        state="closed", closed_at=now, closed_by=cast.tor, outcome="advice", note="Ringte.",
        priority=Priority.NORMAL,
    )  # fmt: skip

    assert _insert(cast, database, now, green) == 1


def _insert(cast, database, now, one) -> int:
    token, _ = people.signed_in(cast.ingrid, now)
    with asking(database.app_url, token) as connection:
        return connection.execute(
            "INSERT INTO acknowledged (id, municipality_id, enrolment_id, response_id, by_id, at,"
            " batch, text, shown_from) VALUES (gen_random_uuid(), %s, %s, %s, %s, now(),"
            " gen_random_uuid(), 'x', now())",
            [one.municipality_id, one.enrolment_id, one.id, cast.ingrid.id],
        ).rowcount
