"""The questionnaires that are shipped, what comes next while answering, and one person's day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from heime.core.questionnaires import asking, checking, day, form, safety
from heime.core.questionnaires.form import Compare, Option, Question, When
from heime.core.questionnaires.refusals import BadQuestionnaire, UnknownQuestionnaire
from heime.core.questionnaires.shipped import SHIPPED, named

PHQ9, WHO5, GAD7 = named("phq9"), named("who5"), named("gad7")
COPD, HEART = named("copd_daily"), named("heart_failure_daily")
SATURDAY = date(2026, 11, 21)


class TestWhatIsShipped:
    @pytest.mark.parametrize("name", SHIPPED)
    def test_is_sound(self, name):
        assert checking.faults(SHIPPED[name]) == []

    def test_is_these_and_no_others(self):
        assert set(SHIPPED) == {"phq9", "who5", "gad7", "copd_daily", "heart_failure_daily"}
        with pytest.raises(UnknownQuestionnaire):
            named("rss")

    @pytest.mark.parametrize("name", SHIPPED)
    def test_says_by_whose_leave(self, name):
        assert SHIPPED[name].licence
        assert SHIPPED[name].attribution

    def test_the_link_ids_are_those_of_the_rules(self):
        assert [q.link_id for q in COPD.questions] == [f"k{n}" for n in range(1, 10)]
        assert [q.link_id for q in HEART.questions] == [f"h{n}" for n in range(1, 11)]
        assert [q.link_id for q in PHQ9.questions] == [*"123456789", "safe_now"]

    def test_every_answer_counts_what_the_rules_expect(self):
        assert COPD.question("k1").values == HEART.question("h1").values == (0, 1, 2, 3)
        assert COPD.question("k3").values == (0, 1, 2)
        assert COPD.question("k8").values == tuple(range(15))
        assert HEART.question("h4").values == (0, 1, 2)
        assert HEART.question("h10").option(0).text["nb"] == "Ja"
        assert all(q.values == (0, 1, 2, 3) for q in PHQ9.questions if q is not safety.SAFE_NOW)
        assert all(q.values == (5, 4, 3, 2, 1, 0) for q in WHO5.questions)

    @pytest.mark.parametrize(
        ("form", "safety_questions"),
        [
            (PHQ9, {"9", "safe_now"}),
            (WHO5, set()),
            (GAD7, set()),
            (COPD, {"k1", "k3", "k7", "k8", "k9"}),
            (HEART, {"h1", "h2", "h3", "h6", "h7"}),
        ],
        ids=lambda one: getattr(one, "name", ""),
    )
    def test_what_red_needs_is_marked_as_safety(self, form, safety_questions):
        assert {q.link_id for q in form.questions if q.safety} == safety_questions

    def test_the_items_of_the_scales_carry_the_codes_of_the_reference(self):
        codes = [q.code for q in PHQ9.questions[:9]]
        assert codes == [
            "44250-9", "44255-8", "44259-0", "44254-1", "44251-7",
            "44258-2", "44252-5", "44253-3", "44260-8",
        ]  # fmt: skip
        assert [o.code for o in PHQ9.questions[0].options] == [
            "LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9",
        ]  # fmt: skip


class TestLanguages:
    def test_our_own_questions_are_said_in_all_three(self):
        assert COPD.languages == HEART.languages == ("nb", "nn", "en")

    def test_readers_of_nynorsk_get_the_scale_in_bokmal_and_are_told(self):
        item = PHQ9.question("1")
        assert form.can_be_given(PHQ9, "nn")
        assert form.say(item.text, "nn") == item.text["nb"]
        assert "berre på bokmål" in form.note_for(PHQ9, "nn")
        assert form.note_for(PHQ9, "nb") == form.note_for(COPD, "nn") == ""

    def test_but_the_question_of_safety_in_nynorsk(self):
        assert form.say(safety.SAFE_NOW.text, "nn") == "Er du trygg akkurat no?"

    def test_gad7_is_given_to_readers_of_english_only(self):
        assert form.can_be_given(GAD7, "en")
        assert not form.can_be_given(GAD7, "nb")
        assert not form.can_be_given(GAD7, "nn")
        with pytest.raises(UnknownQuestionnaire):
            form.say(GAD7.question("1").text, "nb")

    @pytest.mark.parametrize("scale", [PHQ9, WHO5])
    def test_bokmal_at_second_hand_says_that_it_awaits_its_check(self, scale):
        assert "awaiting check against the official text" in scale.status
        assert scale.awaiting["nb"] == "check against the official text"
        assert scale.awaiting["nn"] == "official translation"


class TestAsking:
    def test_goes_through_the_questions_in_order(self):
        assert asking.next_question(COPD, {}).link_id == "k1"
        assert asking.next_question(COPD, {"k1": 0, "k2": 1}).link_id == "k3"

    def test_a_required_question_that_was_passed_over_comes_again(self):
        answers = {q.link_id: 0 for q in COPD.questions} | {"k4": None}
        assert asking.next_question(COPD, answers).link_id == "k4"
        assert not asking.complete(COPD, answers)
        assert asking.complete(COPD, answers | {"k4": 0})

    def test_a_scale_may_be_left_blank_item_by_item(self):
        blank = dict.fromkeys("123456789")
        assert asking.complete(PHQ9, blank)
        assert asking.next_question(PHQ9, {}).link_id == "1"

    @pytest.mark.parametrize(
        ("item9", "asked", "why"),
        [
            (0, False, "never"),
            (None, False, "passed over: staff are told instead (P-3)"),
            (1, True, "several days"),
            (2, True, "more than half the days"),
            (3, True, "nearly every day"),
        ],
    )
    def test_safe_now_is_asked_right_after_item_9(self, item9, asked, why):
        answers = dict.fromkeys("12345678", 0) | {"9": item9}
        following = asking.next_question(PHQ9, answers)
        assert (following is safety.SAFE_NOW) is asked, why
        assert asking.opens_safety_screen(PHQ9, answers) is asked, why

    @pytest.mark.parametrize(
        ("place", "value", "shown"),
        [
            ("k1", 3, True), ("k1", 2, False), ("k3", 2, True), ("k3", 1, False),
            ("k7", 1, True), ("k9", 1, True), ("k9", 0, False), ("k9", None, False),
            ("h1", 3, True), ("h6", 1, True), ("h7", 1, True), ("h2", 1, False), ("h10", 1, False),
        ],
    )  # fmt: skip
    def test_what_is_red_and_urgent_by_itself_shows_the_numbers_at_once(self, place, value, shown):
        questionnaire = COPD if place.startswith("k") else HEART
        assert asking.is_emergency(questionnaire.question(place), value) is shown


def made_of(*questions):
    return replace(COPD, questions=questions)


def asked(link_id, *when, any_of=False):
    return Question(
        link_id,
        {"nb": link_id, "nn": link_id, "en": link_id},
        form.YES_NO,
        when=when,
        any_of=any_of,
    )


YES_TO_A = When("a", Compare.IS, 1)


class TestConditions:
    @pytest.mark.parametrize(
        ("when", "answers", "shown", "why"),
        [
            (YES_TO_A, {"a": 1}, True, "as asked for"),
            (YES_TO_A, {"a": 0}, False, "another answer"),
            (YES_TO_A, {"a": None}, False, "a blank is no answer"),
            (When("a", Compare.IS_NOT, 1), {"a": 0}, True, "another answer"),
            (When("a", Compare.IS_NOT, 1), {}, False, "no answer is not another answer"),
            (When("a", Compare.EXISTS, True), {"a": 0}, True, "answered"),
            (When("a", Compare.EXISTS, True), {"a": None}, False, "passed over"),
            (When("a", Compare.EXISTS, False), {}, True, "not answered"),
        ],
    )
    def test_of_one(self, when, answers, shown, why):
        visible = asking.visible(made_of(asked("a"), asked("b", when)), answers)
        assert ([q.link_id for q in visible] == ["a", "b"]) is shown, why

    def test_all_or_any(self):
        both = (YES_TO_A, When("b", Compare.IS, 1))
        of_all = made_of(asked("a"), asked("b"), asked("c", *both))
        of_any = made_of(asked("a"), asked("b"), asked("c", *both, any_of=True))
        assert len(asking.visible(of_all, {"a": 1, "b": 0})) == 2
        assert len(asking.visible(of_any, {"a": 1, "b": 0})) == 3

    def test_an_answer_to_a_question_that_is_not_asked_counts_for_nothing(self):
        chain = made_of(asked("a"), asked("b", YES_TO_A), asked("c", When("b", Compare.IS, 1)))
        assert len(asking.visible(chain, {"a": 1, "b": 1})) == 3
        assert len(asking.visible(chain, {"a": 0, "b": 1})) == 1

    def test_the_order_of_the_questions_does_not_matter(self):
        backwards = made_of(asked("c", When("b", Compare.IS, 1)), asked("b", YES_TO_A), asked("a"))
        assert len(asking.visible(backwards, {"a": 1, "b": 1})) == 3


SAYS = {"nb": "ja", "nn": "ja", "en": "yes"}


class TestChecking:
    @pytest.mark.parametrize(
        ("broken", "where", "why"),
        [
            (made_of(asked("a", When("b", Compare.IS, 1)), asked("b", YES_TO_A)),
             "when:", "a -> b -> a"),
            (made_of(asked("a", YES_TO_A)), "when:", "a -> a"),
            (made_of(asked("a"), asked("b", When("z", Compare.IS, 1))),
             "questions[1].when[0].question", "no question 'z'"),
            (made_of(asked("a"), asked("a")), "questions[1].link_id", "'a' is there twice"),
            (made_of(asked("")), "questions[0].link_id", "needs a link id"),
            (made_of(asked("stem")), "questions[0].link_id", "line over the questions"),
            (made_of(asked("a"), asked("b", When("a", Compare.IS, 7))),
             "questions[1].when[0].answer", "no answer to 'a'"),
            (made_of(asked("a"), asked("b", When("a", Compare.EXISTS, 1))),
             "questions[1].when[0].answer", "yes or no"),
            (made_of(replace(asked("a"), options=())), "questions[0].options", "answers to choose"),
            (made_of(replace(asked("a"), options=(Option(None, SAYS),))),
             "questions[0].options[0].value", "whole number"),
            (made_of(replace(asked("a"), options=(Option(True, SAYS),))),
             "questions[0].options[0].value", "whole number"),
            (made_of(replace(asked("a"), options=(Option(1.0, SAYS),))),
             "questions[0].options[0].value", "whole number"),
            (made_of(replace(asked("a"), options=(Option(1, {"nb": "ja"}),))),
             "questions[0].options[0].text", "'nn'"),
            (made_of(replace(asked("a"), options=(form.YES_NO[0], form.YES_NO[0]))),
             "questions[0].options[1].value", "counts the same"),
            (made_of(replace(asked("a"), options=(Option(0, SAYS), Option(1, SAYS)))),
             "questions[0].options", "say the same"),
            (made_of(replace(asked("a"), options=(form.YES_NO[0], Option(1, SAYS, code="0")))),
             "questions[0].options", "same code"),
            (made_of(replace(asked("a"), text={"nb": "a", "en": "a"})),
             "questions[0].text", "not said in 'nn'"),
            (made_of(), "questions:", "none"),
            (replace(COPD, version=""), "version:", "must be there"),
            (replace(COPD, languages=("nb", "nn", "xx")), "languages:", "'xx'"),
        ],
    )  # fmt: skip
    def test_refuses_with_where_and_why(self, broken, where, why):
        with pytest.raises(BadQuestionnaire) as refused:
            checking.check(broken)
        assert where in str(refused.value)
        assert why in str(refused.value)

    def test_a_long_way_round_is_told_once(self):
        ring = [asked(f"q{n}", When(f"q{(n + 1) % 5}", Compare.IS, 1)) for n in range(5)]
        assert len(checking.faults(made_of(*ring))) == 1

    def test_two_ways_to_one_question_are_no_circle(self):
        assert not checking.faults(
            made_of(
                asked("a"),
                asked("b", YES_TO_A),
                asked("c", YES_TO_A),
                asked("d", When("b", Compare.IS, 1), When("c", Compare.IS, 1)),
            )
        )

    def test_a_very_long_chain_is_no_trouble(self):
        chain = [asked("q0"), *(asked(f"q{n}", When(f"q{n - 1}", Compare.IS, 1))
                                for n in range(1, 3000))]  # fmt: skip
        assert not checking._circles(made_of(*chain))


def places(of):
    return [place for one in of.asked for place in one.places]


class TestTheDay:
    def test_what_two_forms_ask_alike_is_asked_once_and_goes_to_both(self):
        today = day.questions_for([COPD, HEART], SATURDAY)
        breath = [one for one in today.asked if ("copd_daily", "k1") in one.places]
        chest = [one for one in today.asked if ("copd_daily", "k9") in one.places]
        assert [one.places for one in breath] == [
            (("copd_daily", "k1"), ("heart_failure_daily", "h1"))
        ]
        assert set(chest[0].places) == {("copd_daily", "k9"), ("heart_failure_daily", "h6")}
        assert "trykk" in chest[0].question.text["nb"], "the fuller question covers both"

    def test_what_counts_as_the_same_has_the_same_answers(self):
        for group in day.SAME:
            questions = [SHIPPED[name].question(link_id) for name, link_id in group]
            assert len({q.values for q in questions}) == 1
            assert len({tuple(o.emergency for o in q.options) for q in questions}) == 1

    def test_there_are_at_most_ten(self):
        for back in range(30):
            today = day.questions_for([HEART, COPD], SATURDAY - timedelta(days=back))
            assert len(today.asked) == 10

    def test_one_form_alone_is_asked_whole(self):
        assert len(day.questions_for([COPD], SATURDAY).asked) == 9
        assert len(day.questions_for([HEART], SATURDAY).asked) == 10
        assert day.questions_for([COPD], SATURDAY).put_off == ()

    def test_what_is_put_off_is_said(self):
        today = day.questions_for([COPD, HEART], SATURDAY)
        assert len(places(today)) + len(today.put_off) == 19
        assert not set(places(today)) & set(today.put_off)

    def test_safety_is_asked_every_day(self):
        for back in range(30):
            today = day.questions_for([COPD, HEART], SATURDAY - timedelta(days=back))
            assert {"k1", "k3", "k7", "k8", "k9", "h1", "h2", "h3", "h6", "h7"} <= {
                link_id for _, link_id in places(today)
            }

    def test_all_others_have_their_turn_within_any_week(self):
        everything = {(f.name, q.link_id) for f in (COPD, HEART) for q in f.questions}
        for start in range(30):
            days = (SATURDAY + timedelta(days=start + n) for n in range(7))
            week = {
                place for one in days for place in places(day.questions_for([COPD, HEART], one))
            }
            assert week == everything

    def test_the_same_day_asked_for_twice_gives_the_same_questions(self):
        assert day.questions_for([COPD, HEART], SATURDAY) == day.questions_for(
            [COPD, HEART], SATURDAY
        )

    def test_what_today_calls_for_goes_before_those_whose_turn_it_is(self):
        swelling = ("heart_failure_daily", "h4")
        for back in range(10):
            today = day.questions_for(
                [COPD, HEART], SATURDAY - timedelta(days=back), pinned={swelling}
            )
            assert swelling in places(today)
            assert len(today.asked) == 10

    def test_a_scale_is_asked_whole_and_in_its_own_order(self):
        today = day.questions_for([PHQ9, COPD], SATURDAY)
        items = [link_id for name, link_id in places(today) if name == "phq9"]
        assert items == [*"123456789", "safe_now"]

    def test_beside_a_scale_only_safety_is_asked(self):
        today = day.questions_for([PHQ9, COPD], SATURDAY)
        daily = [link_id for name, link_id in places(today) if name == "copd_daily"]
        assert daily == ["k1", "k3", "k7", "k8", "k9"]

    def test_one_scale_a_day_the_one_with_item_9_first(self):
        today = day.questions_for([WHO5, GAD7, PHQ9], SATURDAY)
        assert {name for name, _ in places(today)} == {"phq9"}
        assert today.later == ("who5", "gad7")

    def test_answers_go_to_every_form_that_asked(self):
        today = day.questions_for([COPD, HEART], SATURDAY)
        answers = {at: 0 for at in range(len(today.asked))}
        sorted_out = day.spread(today, answers | {0: 2, 1: None})
        assert sorted_out["copd_daily"]["k1"] == sorted_out["heart_failure_daily"]["h1"] == 2
        assert None in {**sorted_out["copd_daily"], **sorted_out["heart_failure_daily"]}.values()
        assert set(sorted_out) == {"copd_daily", "heart_failure_daily"}

    def test_nobody_expected_nothing_asked(self):
        assert day.questions_for([], SATURDAY) == day.Day((), (), ())


class TestWhatIsSaidAboutSafety:
    def test_the_four_numbers_in_their_order(self):
        assert [phone.number for phone in safety.PHONES] == [
            "113", "116 117", "116 123", "22 40 00 40",
        ]  # fmt: skip
        assert all(phone.check == "verify at release" for phone in safety.PHONES)
        assert safety.KIRKENS_SOS.dial == "tel:22400040"

    @pytest.mark.parametrize("reader", form.LANGUAGES)
    def test_in_every_language(self, reader):
        for words in (
            safety.THANKS, safety.CALL_NOW, safety.CALL_ME, safety.NOBODY_READS_NOW,
            safety.SAFE_NOW.text, *(phone.name for phone in safety.PHONES),
        ):  # fmt: skip
            assert words[reader]

    def test_before_the_form_it_says_who_reads_and_when_and_where_help_is_now(self):
        said = safety.expected_reading("nn", who="oppfølgingstenesta", hours="på kvardagar 8–15.30")
        assert "blir lesne av oppfølgingstenesta på kvardagar 8–15.30" in said
        assert all(phone.number in said for phone in safety.PHONES)

    def test_unsure_is_named_apart_and_never_passes_for_yes(self):
        assert safety.SAFE_NOW_WORDS == {0: "yes", 1: "no", 2: "unsure"}
        assert [o.emergency for o in safety.SAFE_NOW.options] == [False, True, True]
        assert not safety.SAFE_NOW.required, "nobody is held back from sending what they said"
