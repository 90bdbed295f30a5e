"""What matters to the demo's people, in bokmål and nynorsk. Each sentence is used once."""

from heime.ops.population.person import Condition

Sentence = tuple[str, str]
"""Bokmål, nynorsk."""

HEART: tuple[Sentence, ...] = (
    ("Jeg vil klare å gå opp til setra en gang til.",
     "Eg vil klare å gå opp til stølen ein gong til."),
    ("Jeg vil synge i koret på torsdagene.", "Eg vil syngje i koret på torsdagane."),
    ("Jeg vil kjøre bil selv så lenge det er trygt.",
     "Eg vil køyre bil sjølv så lenge det er trygt."),
    ("Jeg vil slippe å ligge på sykehus i vinter.", "Eg vil sleppe å liggje på sjukehus i vinter."),
    ("Jeg vil være med i sauesankinga, om så bare ved grinda.",
     "Eg vil vere med i sauesankinga, om så berre ved grinda."),
    ("Jeg vil sove flatt i min egen seng.", "Eg vil sove flatt i mi eiga seng."),
    ("Jeg vil måke min egen trapp.", "Eg vil måke mi eiga trapp."),
    ("Jeg vil strikke ferdig koftene til barnebarna.",
     "Eg vil strikke ferdig koftene til barneborna."),
    ("Jeg vil vite at noen sier fra hvis hjertet svikter.",
     "Eg vil vite at nokon seier frå om hjartet sviktar."),
    ("Jeg vil ha kaffe med naboen hver fredag.", "Eg vil ha kaffi med naboen kvar fredag."),
    ("Jeg vil fiske røye på isen.", "Eg vil fiske røye på isen."),
    ("Jeg vil tørre å være alene på hytta igjen.", "Eg vil tore å vere åleine på hytta att."),
    ("Jeg vil danse på bygdefesten i juli.", "Eg vil danse på bygdefesten i juli."),
    ("Jeg vil passe bikuber enda en sommer.", "Eg vil passe biekubar endå ein sommar."),
    ("Jeg vil følge barnebarnet til skolestart.", "Eg vil følgje barnebarnet til skulestart."),
)  # fmt: skip

LUNGS: tuple[Sentence, ...] = (
    ("Jeg vil klare å gå til postkassa og hjem uten å stoppe.",
     "Eg vil klare å gå til postkassa og heim utan å stoppe."),
    ("Jeg vil slippe å være redd for pusten om natta.",
     "Eg vil sleppe å vere redd for pusten om natta."),
    ("Jeg vil bake flatbrød til jul.", "Eg vil bake flatbrød til jul."),
    ("Jeg vil stelle potetene mine selv.", "Eg vil stelle potetene mine sjølv."),
    ("Jeg vil le sammen med oldebarnet uten å hoste.",
     "Eg vil le saman med oldebarnet utan å hoste."),
    ("Jeg vil bo hjemme, med ved i ovnen.", "Eg vil bu heime, med ved i omnen."),
    ("Jeg vil spille trekkspill på lørdagene.", "Eg vil spele trekkspel på laurdagane."),
    ("Jeg vil unngå ambulansen.", "Eg vil unngå ambulansen."),
    ("Jeg vil ut i båten på vannet.", "Eg vil ut i båten på vatnet."),
    ("Jeg vil sitte i stolen ved vinduet, ikke ligge til sengs.",
     "Eg vil sitje i stolen ved vindauget, ikkje liggje til sengs."),
    ("Jeg vil snakke med en jeg kjenner når det blir tungt.",
     "Eg vil snakke med ein eg kjenner når det blir tungt."),
    ("Jeg vil klippe graset foran huset.", "Eg vil slå graset framfor huset."),
    ("Jeg vil orke handleturen på fredag.", "Eg vil orke handleturen på fredag."),
    ("Jeg vil gå tur med hunden.", "Eg vil gå tur med hunden."),
    ("Jeg vil være med på pensjonisttreffet.", "Eg vil vere med på pensjonisttreffet."),
)  # fmt: skip

MEMORY: tuple[Sentence, ...] = (
    ("Jeg vil bo på garden der jeg er født.", "Eg vil bu på garden der eg er fødd."),
    ("Jeg vil kjenne igjen dem som kommer inn døra.", "Eg vil kjenne att dei som kjem inn døra."),
    ("Jeg vil lage min egen frokost.", "Eg vil lage min eigen frukost."),
    ("Jeg vil høre på radio om morgenen.", "Eg vil høyre på radio om morgonen."),
    ("Jeg vil gå den vante runden til fjøset.", "Eg vil gå den vande runden til fjøset."),
    ("Jeg vil at de hjemme får sove om natta.", "Eg vil at dei heime får sove om natta."),
    ("Jeg vil ha de samme menneskene rundt meg.", "Eg vil ha dei same menneska rundt meg."),
    ("Jeg vil i kirken når det er sang.", "Eg vil i kyrkja når det er song."),
    ("Jeg vil ha katten hos meg.", "Eg vil ha katten hos meg."),
    ("Jeg vil se på bildene fra fjellet.", "Eg vil sjå på bileta frå fjellet."),
)  # fmt: skip

MOOD: tuple[Sentence, ...] = (
    ("Jeg vil ha overskudd til å møte folk igjen.", "Eg vil ha overskot til å møte folk att."),
    ("Jeg vil tilbake i halv jobb til våren.", "Eg vil tilbake i halv jobb til våren."),
    ("Jeg vil sove en hel natt.", "Eg vil sove ei heil natt."),
    ("Jeg vil ut i skogen tre ganger i uka.", "Eg vil ut i skogen tre gonger i veka."),
    ("Jeg vil bli glad i maten igjen.", "Eg vil bli glad i maten att."),
    ("Jeg vil slippe å grue meg til hver morgen.", "Eg vil sleppe å grue meg til kvar morgon."),
    ("Jeg vil ta telefonen når søsteren min ringer.", "Eg vil ta telefonen når syster mi ringjer."),
    ("Jeg vil snekre ferdig båten.", "Eg vil snikre ferdig båten."),
    ("Jeg vil være til stede når barna er på besøk.",
     "Eg vil vere til stades når borna er på besøk."),
    ("Jeg vil spille bridge på onsdagene.", "Eg vil spele bridge på onsdagane."),
)  # fmt: skip


def sentences_for(conditions: tuple[Condition, ...]) -> tuple[Sentence, ...]:
    """The sentences to choose from, by what the person is followed up for first."""
    match conditions[0]:
        case Condition.COPD:
            return LUNGS
        case Condition.DEMENTIA:
            return MEMORY
        case Condition.DEPRESSION:
            return MOOD
        case _:
            return HEART
