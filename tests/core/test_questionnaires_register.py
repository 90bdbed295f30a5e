"""Nobody's questionnaire is shipped without leave, and a licensed one comes in with its licence."""

import pytest

from heime.core.questionnaires import register
from heime.core.questionnaires.fhir_out import to_fhir
from heime.core.questionnaires.refusals import BadQuestionnaire, LicenceNeeded
from heime.core.questionnaires.shipped import SHIPPED
from tests.architecture.repository import ROOT, texts
from tests.core.test_questionnaires_fhir import a_form


def test_no_file_of_the_repository_holds_an_item_that_others_own():
    found = {name: keys for name, text in texts().items() if (keys := register.phrases_in(text))}

    assert not found, "Take it out: the instrument is licensed. Its sum may be kept, its text not."


# Written backwards, or this file would be found.
PLANTED = " ".join(reversed(["ands", "ifs", "no", "me", "after", "repeat"]))


def test_it_would_notice():
    assert register.phrases_in(f"# a comment\nITEM = '{PLANTED}'") == {"MMSE"}
    assert register.phrases_in(PLANTED.upper().replace(" ", ', "\n')) == {"MMSE"}
    assert not register.phrases_in(PLANTED.replace("after", "before"))


def test_it_would_notice_any_phrase_wherever_it_stands():
    words = ["the", "quick", "brown", "fox", "jumps", "over"]
    known = {register.digest(words): "FOX"}
    text = "Once, THE quick (brown) «fox»\n  jumps -- over a dog"
    assert register.phrases_in(text, known) == {"FOX"}
    assert not register.phrases_in(text.replace("quick", "slow"), known)


def test_every_phrase_belongs_to_an_instrument_on_the_register():
    assert set(register.PHRASES.values()) <= {owned.key for owned in register.OWNED}
    assert len(register.PHRASES) > 40


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_shipped_is_not_on_the_register(name):
    assert not register.instruments_in(SHIPPED[name])


@pytest.mark.parametrize("name", SHIPPED)
def test_the_page_of_questionnaires_tells_of_every_one(name):
    page = (ROOT / "docs" / "questionnaires.md").read_text(encoding="utf-8")
    assert f"`{name}`" in page


def test_the_page_of_questionnaires_tells_of_every_owned_one():
    page = (ROOT / "docs" / "questionnaires.md").read_text(encoding="utf-8")
    assert [owned.key for owned in register.OWNED if owned.key not in page] == []


def test_who5_stands_in_a_file_of_its_own_under_its_own_notice():
    folder = ROOT / "src" / "heime" / "core" / "questionnaires"
    own = (folder / "who5.py").read_text(encoding="utf-8")
    assert "NOT under the licence of this project" in own
    others = [path for path in folder.glob("*.py") if path.name != "who5.py"]
    assert not [path for path in others if "opplagt og uthvilt" in path.read_text("utf-8")]


class TestBringingIn:
    def test_what_nobody_owns_needs_no_licence(self):
        assert register.bring_in(a_form()).licence == "Eksempel kommune, CC0"

    @pytest.mark.parametrize(
        ("changed", "key"),
        [
            ({"title": "CAT"}, "CAT"),
            ({"title": "COPD Assessment Test (norsk)"}, "CAT"),
            ({"name": "CatDaily"}, "CAT"),
            ({"url": "https://example.no/Questionnaire/epds"}, "EPDS"),
            ({"title": "MADRS-S"}, "MADRS"),
            ({"title": "Montgomery-Åsberg Depression Rating Scale"}, "MADRS"),
            ({"title": "HADS"}, "HADS"),
            ({"title": "BDI-II"}, "BDI"),
            ({"title": "MMSE-NR3"}, "MMSE"),
            ({"title": "EQ-5D-5L"}, "EQ-5D"),
            ({"copyright": "© EuroQol Research Foundation"}, "EQ-5D"),
            ({"title": "Insomnia Severity Index"}, "ISI"),
            ({"title": "Relatives' Stress Scale"}, "RSS"),
        ],
    )
    def test_what_somebody_owns_needs_one(self, changed, key):
        with pytest.raises(LicenceNeeded) as refused:
            register.bring_in(a_form(**changed))
        assert str(refused.value).startswith(f"{key}:")

    def test_a_new_name_does_not_hide_its_items(self):
        form = a_form(title="Minnetest")
        form["item"][0]["text"] = PLANTED
        with pytest.raises(LicenceNeeded, match="MMSE"):
            register.bring_in(form)

    def test_with_a_licence_it_comes_in_and_carries_it(self):
        found = register.bring_in(a_form(title="CAT"), licence=" Avtale 2026/17 ")
        assert found.licence == "Avtale 2026/17"

    def test_a_reference_is_a_reference_and_no_document(self):
        with pytest.raises(BadQuestionnaire, match="licence"):
            register.bring_in(a_form(title="CAT"), licence="x" * 201)

    @pytest.mark.parametrize("blank", ["", "   "])
    def test_an_empty_reference_is_none(self, blank):
        with pytest.raises(LicenceNeeded):
            register.bring_in(a_form(title="CAT"), licence=blank)

    def test_a_word_inside_another_is_no_instrument(self):
        assert not register.instruments_in(
            register.bring_in(a_form(title="Kategorier av risiko i hverdagen"))
        )

    def test_nobody_replaces_one_of_ours(self):
        for mine in (to_fhir(SHIPPED["phq9"]), a_form(name="phq9")):
            with pytest.raises(BadQuestionnaire, match="ours"):
                register.bring_in(mine)
