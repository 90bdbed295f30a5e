"""Scores by published scales, and by nothing else."""

from dataclasses import fields, replace
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heime.core.questionnaires import scales
from heime.core.questionnaires.refusals import BadAnswers, UnknownQuestionnaire
from heime.core.questionnaires.scales import Score, from_sum, score
from heime.core.questionnaires.shipped import SHIPPED, named

PHQ9, WHO5, GAD7 = named("phq9"), named("who5"), named("gad7")


def answered(*values):
    return {str(at): value for at, value in enumerate(values, start=1)}


class TestPhq9:
    @pytest.mark.parametrize(
        ("values", "total", "band"),
        [
            ((0,) * 9, 0, "minimal"),
            ((1, 1, 1, 1, 0, 0, 0, 0, 0), 4, "minimal"),
            ((1, 1, 1, 1, 1, 0, 0, 0, 0), 5, "mild"),
            ((1, 1, 1, 1, 1, 1, 1, 1, 1), 9, "mild"),
            ((2, 1, 1, 1, 1, 1, 1, 1, 1), 10, "moderate"),
            ((2, 2, 2, 2, 2, 2, 2, 0, 0), 14, "moderate"),
            ((2, 2, 2, 2, 2, 2, 2, 1, 0), 15, "moderately_severe"),
            ((3, 3, 3, 2, 2, 2, 2, 2, 0), 19, "moderately_severe"),
            ((3, 3, 3, 3, 2, 2, 2, 2, 0), 20, "severe"),
            ((3,) * 9, 27, "severe"),
        ],
    )
    def test_the_sum_and_its_band(self, values, total, band):
        assert score(PHQ9, answered(*values)) == Score(total, total, 0, False, band)

    @pytest.mark.parametrize(
        ("values", "total", "why"),
        [
            ((1, 1, 1, 1, 1, 1, 1, 1, None), 9, "8 x 9/8 is 9"),
            ((1, 1, 1, 1, 0, 0, 0, 0, None), 5, "4 x 9/8 is 4.5: half goes up"),
            ((1, 1, 1, 0, 0, 0, 0, 0, None), 3, "3 x 9/8 is 3.375"),
            ((1, 1, 1, 1, 1, 1, 1, None, None), 9, "7 x 9/7 is 9"),
            ((1, 1, 0, 0, 0, 0, 0, None, None), 3, "2 x 9/7 is 2.57"),
            ((3, 3, 3, 3, 3, 3, 3, None, None), 27, "never more than the scale goes to"),
        ],
    )
    def test_up_to_two_blanks_are_made_up_for(self, values, total, why):
        found = score(PHQ9, answered(*values))
        assert (found.total, found.prorated) == (total, True), why

    def test_three_blanks_are_too_many(self):
        found = score(PHQ9, answered(3, 3, 3, 3, 3, 3, None, None, None))
        assert found == Score(None, 18, 3, False, "")

    def test_an_item_that_is_left_out_is_blank(self):
        assert score(PHQ9, {"1": 1}) == score(PHQ9, answered(1, *[None] * 8))

    def test_whether_somebody_is_safe_is_not_added_up(self):
        values = answered(1, 1, 1, 1, 1, 1, 1, 1, 1)
        assert score(PHQ9, values | {"safe_now": 2}) == score(PHQ9, values)

    def test_item_9_gets_no_level_of_its_own(self):
        """It is a flag for people: 1, 2 and 3 change the sum, and nothing else is said of them."""
        same_sum = [answered(*(rest,) + (0,) * 7 + (item9,)) for rest, item9 in ((3, 0), (0, 3))]
        assert score(PHQ9, same_sum[0]) == score(PHQ9, same_sum[1])
        assert {f.name for f in fields(Score)} == {"total", "raw", "blanks", "prorated", "band"}

    @given(st.lists(st.none() | st.integers(0, 3), min_size=9, max_size=9))
    def test_blanks_are_made_up_for_exactly(self, values):
        found = score(PHQ9, answered(*values))
        given_ = [value for value in values if value is not None]
        if len(given_) < 7:
            assert found.total is None
        else:
            assert found.total == floor(Fraction(sum(given_) * 9, len(given_)) + Fraction(1, 2))
            assert 0 <= found.total <= 27


class TestTheOthers:
    @pytest.mark.parametrize(
        ("total", "band"), [(0, "minimal"), (5, "mild"), (10, "moderate"), (15, "severe")]
    )
    def test_gad7(self, total, band):
        values = [min(3, max(0, total - 3 * at)) for at in range(7)]
        assert score(GAD7, answered(*values)) == Score(total, total, 0, False, band)

    @pytest.mark.parametrize(
        ("values", "total", "band"),
        [
            ((5, 5, 5, 5, 5), 100, "above_cut_off"),
            ((3, 3, 3, 2, 2), 52, "above_cut_off"),
            ((3, 3, 2, 2, 2), 48, "poor"),
            ((2, 2, 2, 1, 1), 32, "poor"),
            ((2, 2, 1, 1, 1), 28, "depression_likely"),
            ((0, 0, 0, 0, 0), 0, "depression_likely"),
        ],
    )
    def test_who5_is_four_times_its_sum(self, values, total, band):
        assert score(WHO5, answered(*values)) == Score(total, total // 4, 0, False, band)

    @pytest.mark.parametrize("scale", [GAD7, WHO5])
    def test_without_a_rule_for_blanks_none_is_made_up(self, scale):
        items = len(scale.questions)
        found = score(scale, answered(*[1] * (items - 1), None))
        assert (found.total, found.blanks, found.band) == (None, 1, "")

    @pytest.mark.parametrize(
        ("total", "band"),
        [(23, "below_cut_off"), (24, "at_risk"), (30, "at_risk"), (31, "high_risk")],
    )
    def test_of_the_carers_scale_only_the_sum_is_known(self, total, band):
        assert from_sum("rss", total).band == band

    def test_a_sum_made_elsewhere_is_scored_alike(self):
        assert from_sum("gad7", 12) == score(GAD7, answered(3, 3, 3, 3, 0, 0, 0))
        assert from_sum("who5", 7).total == 28


class TestRefused:
    @pytest.mark.parametrize("value", [4, -1, True, 1.0, "1"])
    def test_what_is_no_answer(self, value):
        with pytest.raises(BadAnswers) as refused:
            score(PHQ9, answered(value, *[0] * 8))
        assert str(refused.value).startswith("1:"), "says which question, never what was answered"

    @pytest.mark.parametrize(
        ("name", "total"),
        [("phq9", 28), ("gad7", 22), ("who5", 26), ("rss", 61), ("rss", -1), ("rss", True),
         ("rss", 3.0)],
    )  # fmt: skip
    def test_a_sum_that_the_scale_does_not_reach(self, name, total):
        with pytest.raises(BadAnswers):
            from_sum(name, total)

    @pytest.mark.parametrize("name", ["copd_daily", "heart_failure_daily"])
    def test_the_daily_questions_have_no_score(self, name):
        with pytest.raises(UnknownQuestionnaire):
            score(named(name), {})

    def test_nobody_borrows_a_scale_by_its_name(self):
        with pytest.raises(UnknownQuestionnaire):
            score(replace(PHQ9, url="https://example.no/phq9"), answered(*[1] * 9))


@pytest.mark.parametrize("name", scales.SCALES)
def test_every_scale_has_a_source_and_reaches_from_end_to_end(name):
    scale = scales.SCALES[name]
    lows = [band.low for band in scale.bands]
    assert scale.source
    assert lows == sorted(set(lows))
    assert lows[0] == 0
    assert lows[-1] <= scale.highest * scale.factor
    assert all(set(band.words) == {"nb", "nn", "en"} for band in scale.bands)
    if scale.items:
        tops = [max(SHIPPED[name].question(item).values) for item in scale.items]
        assert sum(tops) == scale.highest
