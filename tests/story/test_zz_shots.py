from datetime import timedelta
import pytest
from heime.records.keeping.models import Correction, Erasure
from heime.records.measurements.models import Measurement
from heime.records.access.models import SignIn
from heime.core.kinds import Kind
from heime.core.zone import Zone
from tests import people
from tests.flow import letting_in
from tests.people import DB
from tests.story.test_for_everybody import faults


def test_shots(cast, enter, now, monkeypatch):
    monkeypatch.setattr(people, "everybody", lambda at: cast)
    around = letting_in.everybody()
    case = people.red_case(cast, now)
    for d in range(1, 40):
        m = people.measured(cast.astrid, Kind.OXYGEN_SATURATION, str(88 + d % 6), now - timedelta(days=d), source=cast.source)
        people.judged(m, Zone.YELLOW if d % 6 < 2 else Zone.GREEN, "G-2", by_plan=cast.plan)
    place = {"municipality_id": cast.astrid.municipality_id, "enrolment_id": cast.astrid.id}
    Correction.objects.using(DB).create(**place, sort="reading", about=str(m.id), text="Målt på kalde fingre. Ny måling ti minutter etter var 92 %.", mistaken=True, asked_by_person=True, made_by=cast.ingrid, made_at=now)
    Erasure.objects.using(DB).create(**place, reason="Gjelder en annen person", rows=[{"sort": "reading", "id": str(m.id)}], proposed_by=cast.ingrid, proposed_at=now)
    letting_in.consent(around)
    bad = []
    for lang, scheme in (("nb", "light"), ("nn", "dark"), ("en", "light")):
        for width in (1280, 390):
            for who, name in ((around.nina, "nina"), (around.astrid, "astrid")):
                page = enter(who, language=lang, scheme=scheme, width=width, path="/inn/okter", bypass_csp=True)
                paths = ["uttrekk"] + (["rettelser", "sletting", ""] if name == "nina" else [])
                for path in paths:
                    page.goto(f"/person/{cast.astrid.id}/{path}")
                    page.screenshot(path=f"/tmp/sc_hyg/{name}-{path or 'person'}-{lang}-{width}.png", full_page=True)
                    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                    if wide > 0: bad.append((path, lang, width, wide))
                    bad += [(path, lang, f) for f in faults(page)]
    assert bad == []


def test_pdf(cast, enter, now, monkeypatch):
    import subprocess
    monkeypatch.setattr(people, "everybody", lambda at: cast)
    around = letting_in.everybody()
    people.red_case(cast, now)
    page = enter(around.astrid, path=f"/person/{cast.astrid.id}/uttrekk")
    SignIn.objects.using(DB).update(stepped_up_at=now)
    with page.expect_download() as got:
        page.get_by_role("button", name="Til å lese (PDF)").click()
    got.value.save_as("/tmp/sc_hyg/copy.pdf")
    assert open("/tmp/sc_hyg/copy.pdf", "rb").read(5) == b"%PDF-"
