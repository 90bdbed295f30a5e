"""A privacy notice to begin from, in bokmål and nynorsk: a draft until a municipality approves it.

Norwegian in code because it is content: a text that a municipality changes and signs, not a label.
"""

DRAFTS = {
    "nb": """
{municipality} kommune er ansvarlig for opplysningene om deg i Heime. Vi bruker dem til å følge deg
opp hjemme: målingene og svarene dine, planen din, og det som blir gjort når noe må følges opp.

Vi behandler opplysningene fordi kommunen har plikt til å gi helsehjelp og til å føre journal.
Du kan si nei til å delta, og du kan slutte når du vil. Det som står i journalen, blir stående.

Oppfølgingsteamet ditt ser det som trengs for å følge deg opp. Andre, for eksempel fastlegen eller
en pårørende, ser noe bare når det er gitt en rett til det. Du kan se hvem som har tilgang, avslutte
den og sperre for noen. Hver gang noen ser opplysningene dine, blir det skrevet i en logg som du kan
lese.

Du kan be om en kopi, be om at feil blir rettet, og be om at noe blir slettet. Opplysningene blir
tatt vare på så lenge loven sier at en pasientjournal skal tas vare på.

Har du spørsmål, kan du kontakte oppfølgingsteamet eller kommunens personvernombud. Du kan klage til
Datatilsynet, og på tilgang til journal til statsforvalteren.
""",
    "nn": """
{municipality} kommune har ansvaret for opplysningane om deg i Heime. Vi bruker dei til å følgje deg
opp heime: målingane og svara dine, planen din, og det som blir gjort når noko må følgjast opp.

Vi behandlar opplysningane fordi kommunen har plikt til å gi helsehjelp og til å føre journal.
Du kan seie nei til å vere med, og du kan slutte når du vil. Det som står i journalen, blir ståande.

Oppfølgingsteamet ditt ser det som trengst for å følgje deg opp. Andre, til dømes fastlegen eller
ein pårørande, ser noko berre når det er gitt ein rett til det. Du kan sjå kven som har tilgang,
avslutte han og sperre for nokon. Kvar gong nokon ser opplysningane dine, blir det skrive i ein logg
som du kan lese.

Du kan be om ein kopi, be om at feil blir retta, og be om at noko blir sletta. Opplysningane blir
tekne vare på så lenge lova seier at ein pasientjournal skal takast vare på.

Har du spørsmål, kan du kontakte oppfølgingsteamet eller personvernombodet i kommunen. Du kan klage
til Datatilsynet, og på tilgang til journal til statsforvaltaren.
""",
}
