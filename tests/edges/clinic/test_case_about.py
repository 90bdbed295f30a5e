"""A case about more than a measurement: a form, several together, a silence, a week at home."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from heime.records.worklist.models import Case
from tests.edges.clinic import cases


def page(client: Client, case: Case) -> str:
    answer = client.get(f"/sak/{case.id}/")
    assert answer.status_code == 200, answer.content[:400]
    return answer.content.decode().replace("\u00a0", " ")


def worklist(client: Client) -> str:
    return client.get("/").content.decode().replace("\u00a0", " ")


def section(html: str, title: str) -> str:
    return html.split(f'aria-labelledby="{title}"')[1].split("</section>")[0]


def answers(html: str) -> list[tuple[str, str]]:
    """Each answer on the page with the word it is marked by."""
    found = re.findall(r'<div class="answer[^>]*>.*?<dd[^>]*>(.*?)</dd></div>', html, re.S)
    return [
        (
            re.sub("<[^>]*>", "", one.split("<span")[0]).strip(),
            "".join(re.findall(r"<strong>([^<]*)", one)),
        )
        for one in found
    ]


MAKERS: list[Callable[..., Case]] = [
    cases.bad_breath, cases.not_safe, cases.silent, cases.three_areas, cases.home_week,
]  # fmt: skip


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("make", MAKERS)
def test_every_sort_of_case_opens_in_every_language(cast, signed_in, now, make, language) -> None:
    case = make(cast, now, cases.whole_plan(cast, now))
    client = signed_in(cast.ingrid, language)

    assert "Astrid Lunde" in worklist(client)
    assert "Astrid Lunde" in page(client, case)


def test_a_form_shows_each_answer_and_which_counted(cast, signed_in, now) -> None:
    html = page(signed_in(cast.ingrid), cases.bad_breath(cast, now, cases.whole_plan(cast, now)))
    form = section(html, "form-title")

    assert "The answers tell of breathlessness at rest, and that is red in the plan." in html
    assert "answered by next of kin" in form
    given = answers(form)
    breath = "So hard that I am out of breath at rest or cannot speak in whole sentences"
    assert given[0] == (breath, "Red")
    assert given[2] == ("Yellow or green", "Yellow")
    assert given[3] == ("Yes", ""), "a cough counts in no rule that fired"
    assert given[4] == ("Not answered", ""), "a blank is not a no"


def test_a_mark_is_shape_and_word_and_not_colour_alone(cast, signed_in, now) -> None:
    html = page(signed_in(cast.ingrid), cases.bad_breath(cast, now, cases.whole_plan(cast, now)))

    red = section(html, "form-title").split("answer-4")[1].split("</div>")[0]

    assert 'class="shape shape-4"' in red
    assert "<strong>Red</strong>" in red


def test_item_nine_and_being_safe_stand_first_whatever_the_sum(cast, signed_in, now) -> None:
    html = page(signed_in(cast.ingrid), cases.not_safe(cast, now, cases.whole_plan(cast, now)))
    form = section(html, "form-title")

    assert "17 of 27" in form
    first, rest = form.split('<dl class="answers">')
    assert answers(first) == [("Unsure", "Red"), ("Several days", "Yellow")]
    assert "hurting yourself" in first
    assert len(answers(rest)) == 8
    assert ("Not answered", "") in answers(rest)


def test_nynorsk_readers_get_the_official_text_and_are_told_so(cast, signed_in, now) -> None:
    case = cases.not_safe(cast, now, cases.whole_plan(cast, now))
    form = section(page(signed_in(cast.ingrid, "nn"), case), "form-title")

    assert 'lang="nb"' in form
    assert "berre på bokmål" in form
    assert "Er du trygg akkurat no?" in form


def test_only_a_sum_came(cast, signed_in, now) -> None:
    at = now - cases.timedelta(minutes=4)
    sent = cases.response(cast, "phq9", at, None, total=21)
    judged = cases.judgement(
        cast, cases.ASKED["phq9"], at, cases.Zone.YELLOW, "P-5", about=sent.id, phq9_total="21"
    )
    case = cases.people.case(judged, due_at=now + cases.timedelta(hours=1))

    form = section(page(signed_in(cast.ingrid), case), "form-title")

    assert "21 of 27" in form
    assert "Only the sum came, not the single answers." in form
    assert answers(form) == []


def test_what_counts_together_is_named_result_by_result(cast, signed_in, now) -> None:
    html = page(signed_in(cast.ingrid), cases.three_areas(cast, now, cases.whole_plan(cast, now)))
    together = section(html, "together-title")

    assert "Three or more areas are yellow or red the same day" in html
    assert together.count('scope="row"') == 3
    assert "90 %" in together
    assert "114 /min" in together
    assert "Daily questions on COPD" in together
    assert "heavier breathing than usual" in together, "what the answers told, not that they came"
    assert "Red" not in together, "each of them is yellow by itself"


def test_a_silence_says_what_was_agreed_since_when_and_what_came_last(cast, signed_in, now) -> None:
    html = page(signed_in(cast.ingrid), cases.silent(cast, now, cases.whole_plan(cast, now)))
    missing = section(html, "missing-title")

    assert "has been missing for 48 hours" in html
    assert "every day 09:00 (06:00–12:00)" in missing
    assert "<strong>93 %</strong>" in missing


def test_a_whole_week_shows_its_mean_and_every_day(cast, signed_in, now) -> None:
    html = page(signed_in(cast.ingrid), cases.home_week(cast, now, cases.whole_plan(cast, now)))
    week = section(html, "week-title")

    assert "<strong>142/88.5 mmHg</strong>" in week
    assert "24 readings on 6 days" in week
    assert week.count('<span class="reading">142/88 ') == 28
    assert "no, not the first day" in week


def test_a_week_that_is_not_whole_has_no_mean(cast, signed_in, now) -> None:
    plan = cases.whole_plan(cast, now)
    html = page(signed_in(cast.ingrid), cases.home_week(cast, now, plan, days=2))
    week = section(html, "week-title")

    assert "Not complete: no mean is worked out." in week
    assert "8 readings on 2 days" in week
    assert "Mean" not in week


def test_a_reading_keeps_its_own_zone_when_it_also_counts_together(cast, signed_in, now) -> None:
    html = page(signed_in(cast.ingrid), cases.three_areas(cast, now, cases.whole_plan(cast, now)))

    table = html.split("Oxygen saturation as a table")[1].split("</table>")[0]

    assert "Yellow" in table
    assert "Red" not in table


def test_another_teams_nurse_sees_no_form(cast, signed_in, now) -> None:
    case = cases.not_safe(cast, now)

    answer = signed_in(cast.kari).get(f"/sak/{case.id}/")

    assert answer.status_code == 404
    assert "PHQ" not in answer.content.decode()
