"""The worklist: whose cases stand on it, in what order, and with which words."""

from django.test import Client

from tests import people


def page(client: Client, path: str = "/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode()


def test_a_red_case_stands_with_its_reason_value_and_deadline(cast, signed_in, now) -> None:
    people.red_case(cast, now)

    html = page(signed_in(cast.ingrid))

    assert "Astrid Lunde" in html
    assert "Lom · COPD" in html
    assert "Oxygen saturation 86\u00a0% (limit 88), second measurement" in html
    assert "<strong>Red</strong>" in html
    assert "7 min ago" in html
    assert "by " in html


def test_another_teams_nurse_sees_nothing_of_her(cast, signed_in, now) -> None:
    people.red_case(cast, now)

    html = page(signed_in(cast.kari))

    assert "Astrid" not in html
    assert "The worklist is empty" in html
