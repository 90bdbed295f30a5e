"""Where people, and the rights to them, are found."""

from django.urls import path

from heime.edges.people import (
    accesspage,
    emergency,
    listing,
    ownaccess,
    personpage,
    reviewpage,
    staffpage,
)

urlpatterns = [
    path("personer/", listing.people_page, name="people"),
    path("person/<uuid:enrolment_id>/", personpage.person_page, name="person"),
    path("person/<uuid:enrolment_id>/fase", personpage.move, name="move-phase"),
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
