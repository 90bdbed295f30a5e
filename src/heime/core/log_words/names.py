"""What the log calls things, in bokmål, nynorsk and English, as the person would say them."""

from collections.abc import Mapping

Said = tuple[str, str, str]
LANGUAGES = ("nb", "nn", "en")

AND: Said = ("og", "og", "and")
AT: Said = ("i {place}", "i {place}", "at {place}")

SORTS: Mapping[str, Said] = {
    "staff": ("En ansatt", "Ein tilsett", "A member of staff"),
    "self": ("Du", "Du", "You"),
    "kin": ("En pårørende", "Ein pårørande", "A next of kin"),
    "system": ("Systemet «{name}»", "Systemet «{name}»", "The system “{name}”"),
    "heime": ("Heime selv", "Heime sjølv", "Heime itself"),
    "unknown": ("Noen", "Nokon", "Somebody"),
}

# Roles of core/roles, and professions of code list 9060 where the log only knows that.
ROLES: Mapping[str, Said] = {
    "nurse": ("sykepleier", "sjukepleiar", "nurse"),
    "doctor": ("lege", "lege", "doctor"),
    "therapist": ("terapeut", "terapeut", "therapist"),
    "lead": ("teamleder", "teamleiar", "team lead"),
    "assistant": ("medarbeider", "medarbeidar", "assistant"),
    "gp": ("fastlege", "fastlege", "general practitioner"),
    "hospital": ("ansatt", "tilsett", "staff"),
    "legevakt": ("legevakt", "legevakt", "out-of-hours care"),
    "manager": ("leder", "leiar", "manager"),
    "coordinator": ("koordinator", "koordinator", "coordinator"),
    "auditor": ("personvernkontroll", "personvernkontroll", "privacy reviewer"),
    "administrator": ("administrator", "administrator", "administrator"),
    "support": ("brukerstøtte", "brukarstøtte", "support"),
    "kin": ("pårørende", "pårørande", "next of kin"),
    "SP": ("sykepleier", "sjukepleiar", "nurse"),
    "LE": ("lege", "lege", "doctor"),
    "PS": ("psykolog", "psykolog", "psychologist"),
    "FT": ("fysioterapeut", "fysioterapeut", "physiotherapist"),
    "ET": ("ergoterapeut", "ergoterapeut", "occupational therapist"),
    "HF": ("helsefagarbeider", "helsefagarbeidar", "health care worker"),
    "VP": ("vernepleier", "vernepleiar", "social educator"),
}

RESOURCES: Mapping[str, Said] = {
    "person": ("siden om deg", "sida om deg", "the page about you"),
    "contact": (
        "navn og kontaktopplysninger", "namn og kontaktopplysningar",
        "your name and contact details",
    ),
    "values": ("målingene og svarene dine", "målingane og svara dine", "your readings and answers"),
    "measurements": ("målingene dine", "målingane dine", "your readings"),
    "answers": ("svarene dine på skjema", "svara dine på skjema", "your answers to forms"),
    "plan": ("planen din", "planen din", "your plan"),
    "cases": (
        "saker om deg i arbeidslista", "saker om deg i arbeidslista",
        "cases about you in the worklist",
    ),
    "messages": ("meldingene dine", "meldingane dine", "your messages"),
    "log": ("denne loggen", "denne loggen", "this log"),
    "rights": (
        "hvem som har tilgang til deg", "kven som har tilgang til deg", "who has access to you",
    ),
    "name": ("navnet ditt", "namnet ditt", "your name"),
    "everything": ("alt om deg", "alt om deg", "everything about you"),
    "number": ("fødselsnummeret ditt", "fødselsnummeret ditt", "your identity number"),
    "moving": ("flyttingen din", "flyttinga di", "your moving"),
    "address": (
        "den beskyttede adressen din", "den verna adressa di", "your protected address",
    ),
    "intake": (
        "opplysningene fra inntaket ditt", "opplysningane frå inntaket ditt",
        "the information from your intake",
    ),
    "closing": (
        "sammendraget av oppfølgingen din", "samandraget av oppfølginga di",
        "the summary of your follow-up",
    ),
    "hand-over": ("en overlevering om deg", "ei overlevering om deg", "a hand-over about you"),
    "device": ("utstyret ditt", "utstyret ditt", "your equipment"),
    "reminders": ("påminnelsene dine", "påminningane dine", "your reminders"),
}  # fmt: skip

SAW: Said = ("så {what}", "såg {what}", "saw {what}")
FETCHED: Said = ("hentet {what}", "henta {what}", "fetched {what}")
SENT: Said = ("sendte {what}", "sende {what}", "sent {what}")
SEARCHED: Said = ("søkte i {what}", "søkte i {what}", "searched {what}")
CHANGED: Said = ("endret {what}", "endra {what}", "changed {what}")
APPROVED: Said = ("godkjente {what}", "godkjende {what}", "approved {what}")
PROPOSED: Said = ("la fram forslag til {what}", "la fram forslag til {what}", "proposed {what}")
ON_LIST: Said = ("hadde deg på en liste", "hadde deg på ei liste", "had you on a list")
TRIED: Said = (
    "prøvde å åpne {what}, men fikk ikke tilgang",
    "prøvde å opne {what}, men fekk ikkje tilgang",
    "tried to open {what} and was refused",
)
COPIED: Said = ("tok en kopi av {what}", "tok ein kopi av {what}", "took a copy of {what}")
PRINTED: Said = ("skrev ut {what}", "skreiv ut {what}", "printed {what}")
ACKNOWLEDGED: Said = (
    "kvitterte for at {what} er lest", "kvitterte for at {what} er lesne",
    "acknowledged having read {what}",
)  # fmt: skip
TOOK_BACK: Said = (
    "tok tilbake en kvittering for {what}", "tok tilbake ei kvittering for {what}",
    "took back an acknowledgement of {what}",
)  # fmt: skip
CHECKED: Said = ("kontrollerte {what}", "kontrollerte {what}", "checked {what}")
TRIED_OUT: Said = (
    "prøvde en annen plan på {what}, uten å endre noe",
    "prøvde ein annan plan på {what}, utan å endre noko",
    "tried another plan on {what} without changing anything",
)
ASKED_FOR: Said = ("ba om å få vite {what}", "bad om å få vite {what}", "asked to know {what}")
LET_OUT: Said = (
    "bekreftet at en annen fikk vite {what}", "stadfesta at ein annan fekk vite {what}",
    "confirmed that somebody else was told {what}",
)  # fmt: skip
HELD_BACK: Said = (
    "sa nei til at en annen fikk vite {what}", "sa nei til at ein annan fekk vite {what}",
    "refused that somebody else was told {what}",
)  # fmt: skip
SETTLED: Said = (
    "undersøkte om noen så på deg uten grunn", "undersøkte om nokon såg på deg utan grunn",
    "looked into whether somebody looked at you without reason",
)  # fmt: skip
ERASED: Said = ("slettet noe av {what}", "sletta noko av {what}", "erased some of {what}")
TO_ERASE: Said = (
    "foreslo å slette noe av {what}", "foreslo å slette noko av {what}",
    "proposed to erase some of {what}",
)  # fmt: skip
ENTERED: Said = ("førte inn {what}", "førte inn {what}", "entered {what}")
INVALIDATED: Said = (
    "sa at noe ikke teller av {what}",
    "sa at noko ikkje tel av {what}",
    "said that something does not count of {what}",
)
CORRECTED: Said = ("rettet {what}", "retta {what}", "corrected {what}")
KEPT: Said = ("tok imot {what}", "tok imot {what}", "received {what}")
STARTED: Said = ("startet oppfølgingen", "starta oppfølginga", "started the follow-up")
REFERRED: Said = (
    "foreslo deg for oppfølging", "foreslo deg for oppfølging", "proposed you for follow-up",
)  # fmt: skip
GAVE_CODE: Said = (
    "ga deg en kode til telefonen din", "gav deg ein kode til telefonen din",
    "gave you a code for your phone",
)  # fmt: skip
OBJECTED: Said = ("protesterte mot {what}", "protesterte mot {what}", "objected to {what}")
ANSWERED: Said = ("svarte på en protest", "svarte på ein protest", "answered an objection")
WROTE: Said = ("skrev en melding", "skreiv ei melding", "wrote a message")
HANDLED: Said = ("tok hånd om {what}", "tok hand om {what}", "dealt with {what}")
DID: Said = ("gjorde noe med opplysningene dine", "gjorde noko med opplysningane dine",
             "did something with your information")  # fmt: skip
OTHER: tuple[Said, str] = (DID, "")

_OF_CASES = (
    "case.taken", "case.released", "case.closed", "case.taken-over", "case.set-aside",
    "case.handed-over", "case.back", "case.done", "case.closing-asked", "case.closing-refused",
    "case.closing-undone", "case.confirmed", "case.reopened", "case.climbed", "task.given",
    "task.done",
)  # fmt: skip
_OF_RIGHTS = ("right.given", "right.confirmed", "right.ended", "block.made", "block.ended")
_OF_HAND_OVERS = (
    "hand-over.asked", "hand-over.answered", "hand-over.accepted", "hand-over.declined",
    "hand-over.done", "hand-over.withdrawn", "hand-over.late",
)  # fmt: skip
DEEDS: Mapping[str, tuple[Said, str]] = {
    "person.opened": (SAW, "person"),
    "person.listed": (ON_LIST, ""),
    "person.found": (SEARCHED, "contact"),
    "measurement.read": (FETCHED, "measurements"),
    "measurement.searched": (FETCHED, "measurements"),
    "answers.read": (FETCHED, "answers"),
    "answers.searched": (FETCHED, "answers"),
    "answer.acknowledged": (ACKNOWLEDGED, "answers"),
    "answer.acknowledged-undone": (TOOK_BACK, "answers"),
    "list.printed": (PRINTED, "values"),
    "received": (KEPT, "values"),
    "safety.same-key-other-content": (KEPT, "values"),
    "person.enrolled": (STARTED, ""),
    "device-code.given": (GAVE_CODE, ""),
    "message.sent": (WROTE, ""),
    "message.read": (SAW, "messages"),
    "message.unread": (SAW, "messages"),
    "message.file-read": (SAW, "messages"),
    "message.taken": (HANDLED, "messages"),
    "message.released": (HANDLED, "messages"),
    "message.settled": (HANDLED, "messages"),
    "hand-over.sent": (SENT, "hand-over"),
    "hand-over.opened": (SAW, "hand-over"),
    "hand-over.printed": (PRINTED, "hand-over"),
    **dict.fromkeys(_OF_CASES, (CHANGED, "cases")),
    **dict.fromkeys(_OF_RIGHTS, (CHANGED, "rights")),
    **dict.fromkeys(_OF_HAND_OVERS, (CHANGED, "hand-over")),
    "plan.drafted": (CHANGED, "plan"),
    "plan.redrafted": (CHANGED, "plan"),
    "plan.proposed": (PROPOSED, "plan"),
    "plan.given-back": (CHANGED, "plan"),
    "plan.approved": (APPROVED, "plan"),
    "verified": (CHECKED, "values"),
    "what-if": (TRIED_OUT, "values"),
    "log.read": (SAW, "log"),
    "log.searched": (SEARCHED, "log"),
    "name.asked": (ASKED_FOR, "name"),
    "name.confirmed": (LET_OUT, "name"),
    "name.refused": (HELD_BACK, "name"),
    "name.revealed": (SAW, "name"),
    "signal.settled": (SETTLED, ""),
    "exported": (COPIED, "everything"),
    "printed": (PRINTED, "everything"),
    "imported": (KEPT, "values"),
    "denied": (TRIED, "person"),
    "right.reviewed": (CHECKED, "rights"),
    "objection.made": (OBJECTED, "rights"),
    "objection.answered": (ANSWERED, ""),
    "emergency.opened": (SAW, "person"),
    "phase.changed": (CHANGED, "person"),
    "referral.made": (REFERRED, ""),
    "intake.written": (CHANGED, "intake"),
    "figure.noted": (CHANGED, "intake"),
    "figure.corrected": (CORRECTED, "intake"),
    "closing.written": (CHANGED, "closing"),
    "closing.printed": (PRINTED, "closing"),
    "person.moved": (CHANGED, "person"),
    "device.bound": (CHANGED, "device"),
    "home-device.bound": (CHANGED, "device"),
    "home-device.revoked": (CHANGED, "device"),
    **dict.fromkeys(("reminders.chosen", "reminders.later"), (CHANGED, "reminders")),
    **dict.fromkeys(("push.allowed", "push.ended"), (CHANGED, "reminders")),
    "reminders.seen": (SAW, "reminders"),
    "correction.made": (CORRECTED, "values"),
    "reading.entered": (ENTERED, "values"),
    "answers.entered": (ENTERED, "values"),
    "set.entered": (ENTERED, "values"),
    "reading.invalidated": (INVALIDATED, "values"),
    "happening.told": (ENTERED, "values"),
    "happening.ended": (CHANGED, "values"),
    "happening.struck": (CORRECTED, "values"),
    "matters.written": (CHANGED, "contact"),
    "values.exported": (COPIED, "values"),
    "erasure.proposed": (TO_ERASE, "values"),
    "erasure.refused": (CHECKED, "values"),
    "erased": (ERASED, "values"),
    "number.added": (CHANGED, "number"),
    "number.replaced": (CHANGED, "number"),
    "move.proposed": (CHANGED, "moving"),
    "move.refused": (CHANGED, "moving"),
    "move.withdrawn": (CHANGED, "moving"),
    "person.died": (CHANGED, "person"),
    "person.died-corrected": (CHANGED, "person"),
    "person.linked": (CHANGED, "person"),
    "person.parted": (CHANGED, "person"),
    "address.protected": (CHANGED, "contact"),
    "address.opened": (SAW, "address"),
    "address.unprotected": (CHANGED, "contact"),
}
"""Action → what was done, and to what unless the entry says another kind of data."""
