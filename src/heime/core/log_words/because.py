"""Why somebody could see it: the right that opened it, as the person would say it."""

from collections.abc import Mapping

from heime.core.log_words.names import Said

WHY: Mapping[str, Said] = {
    "care": (
        "fordi teamet følger deg opp", "fordi teamet følgjer deg opp",
        "because the team follows you up",
    ),
    "self": ("", "", ""),
    "consent": (
        "fordi du har gitt samtykke", "fordi du har gitt samtykke",
        "because you have given consent",
    ),
    "incapacity": (
        "fordi behandleren har bestemt at nærmeste pårørende skal holdes orientert",
        "fordi behandlaren har bestemt at næraste pårørande skal haldast orientert",
        "because the clinician has decided that the nearest of kin is kept informed",
    ),
    "guardian": (
        "som verge eller forelder", "som verje eller forelder", "as guardian or parent",
    ),
    "gp": (
        "fordi det er fastlegekontoret ditt", "fordi det er fastlegekontoret ditt",
        "because it is your GP's office",
    ),
    "referral": (
        "fordi du er henvist dit", "fordi du er tilvist dit",
        "because you have been referred there",
    ),
    "emergency": (
        "med nødtilgang, fordi det ikke kunne vente",
        "med naudtilgang, fordi det ikkje kunne vente",
        "by emergency access, because it could not wait",
    ),
    "hand-over": (
        "fordi teamet har overlevert til dem", "fordi teamet har overlevert til dei",
        "because the team has handed over to them",
    ),
    "mandate": (
        "etter avtale med kommunen", "etter avtale med kommunen",
        "by agreement with the municipality",
    ),
    "review": (
        "for å kontrollere at reglene følges", "for å kontrollere at reglane blir følgde",
        "to check that the rules are kept",
    ),
    "operations": (
        "som ledd i drift og kontroll", "som ledd i drift og kontroll",
        "as part of operations and control",
    ),
}  # fmt: skip
