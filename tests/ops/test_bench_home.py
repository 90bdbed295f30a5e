"""What `./heime bench home` makes of a report of Lighthouse's."""

import pytest

from heime.ops.bench import home


def report(performance: float = 0.97) -> dict:
    one = {"scoreDisplayMode": "binary", "score": 1}
    audits = {name: {**one, "numericValue": 1200.4} for name in home.MEASURED}
    audits["button-name"] = {**one, "score": 0}
    audits["a-manual-one"] = {"scoreDisplayMode": "manual", "score": None}
    refs = [{"id": name} for name in audits]
    return {
        "categories": {
            "performance": {"score": performance, "auditRefs": refs},
            "accessibility": {"score": 1, "auditRefs": []},
            "best-practices": {"score": 1, "auditRefs": []},
        },
        "audits": audits,
    }


def test_scores_are_of_a_hundred_and_what_failed_is_named() -> None:
    found = home.read(report())

    assert (found["performance"], found["accessibility"]) == (97, 100)
    assert found["first_paint_ms"] == 1200
    assert found["found"] == ["button-name"]


def test_a_page_that_did_not_come_up_is_no_result() -> None:
    with pytest.raises(RuntimeError, match="NO_FCP"):
        home.read(report() | {"runtimeError": {"code": "NO_FCP"}})


def test_a_page_below_the_aim_is_missed() -> None:
    fine, slow = home.read(report()), home.read(report(0.94))

    assert home.missed({"today": fine}) == []
    assert home.missed({"today": slow}) == ["today: performance is 94; 95 is the aim"]
