"""Where people, and the rights to them, are found."""

from django.urls import path

from heime.edges.people import (
    accesspage,
    changespage,
    changing,
    duplicatespage,
    emergency,
    listing,
    offerspage,
    ownaccess,
    reviewpage,
    staffpage,
)

_CHANGES = "person/<uuid:enrolment_id>/endringer"

urlpatterns = [
    path("personer/", listing.people_page, name="people"),
    path("personer/tilbud", offerspage.offers, name="offers"),
    path("tilbud/<uuid:move_id>/ja", offerspage.accept, name="accept-move"),
    path("tilbud/<uuid:move_id>/nei", offerspage.refuse, name="refuse-move"),
    path("personer/like", duplicatespage.alike, name="duplicates"),
    path(_CHANGES, changespage.page, name="what-changed"),
    path(f"{_CHANGES}/dod", changing.died, name="record-death"),
    path(f"{_CHANGES}/dod-rettet", changing.did_not_die, name="correct-death"),
    path(f"{_CHANGES}/tilbud", changing.offer, name="offer-move"),
    path(f"{_CHANGES}/tilbud-trukket", changing.withdraw, name="withdraw-move"),
    path(f"{_CHANGES}/nummer", changing.replace_number, name="replace-number"),
    path(f"{_CHANGES}/nummer-til", changing.add_number, name="add-number"),
    path(f"{_CHANGES}/adresse", changing.protect, name="protect-address"),
    path(f"{_CHANGES}/adresse-apnet", changing.open_address, name="open-address"),
    path(f"{_CHANGES}/adresse-fri", changing.lift, name="lift-protection"),
    path(f"{_CHANGES}/koblet", changing.link, name="link-records"),
    path(f"{_CHANGES}/skilt", changing.part, name="part-records"),
    path("person/<uuid:enrolment_id>/tilgang", accesspage.access_page, name="person-access"),
    path("person/<uuid:enrolment_id>/tilgang/gi", accesspage.give, name="give-right"),
    path("person/<uuid:enrolment_id>/tilgang/sperr", accesspage.make_block, name="make-block"),
    path("tilgang/<uuid:right_id>/avslutt", accesspage.end, name="end-right"),
    path("tilgang/<uuid:right_id>/bekreft", accesspage.confirm, name="confirm-right"),
    path("tilgang/<uuid:right_id>/innsigelse", accesspage.make_objection, name="object"),
    path("tilgang/<uuid:right_id>/gjennomga", reviewpage.review, name="review"),
    path("innsigelse/<uuid:objection_id>/svar", reviewpage.answer, name="answer-objection"),
    path("sperre/<uuid:block_id>/opphev", accesspage.lift_block, name="lift-block"),
    path("nod/", emergency.emergency, name="emergency"),
    path("gjennomgang/", reviewpage.reviews, name="reviews"),
    path("ansatte/", staffpage.staff_page, name="staff"),
    path("ansatte/gi", staffpage.give, name="give-post"),
    path("ansatte/bekreft", staffpage.confirm, name="confirm-post"),
    path("ansatte/avslutt", staffpage.end, name="end-post"),
    path("hjem/tilgang", ownaccess.own_access, name="own-access"),
]
