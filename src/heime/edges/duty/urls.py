"""The pages of duty, and where they are."""

from django.urls import path

from heime.edges.duty import demophone, dutyplan, ownnumber, shiftpage

urlpatterns = [
    path("vakt/", shiftpage.shift, name="shift"),
    path("vakt/ta", shiftpage.take, name="take-shift"),
    path("vakt/ga", shiftpage.leave, name="leave-shift"),
    path("vakt/plan", dutyplan.duty_plan, name="duty-plan"),
    path("vakt/plan/apent", dutyplan.set_hours, name="set-hours"),
    path("vakt/plan/bakvakt", dutyplan.set_on_call, name="set-on-call"),
    path("vakt/plan/bakvakt/<uuid:on_call_id>/av", dutyplan.end_on_call, name="end-on-call"),
    path("vakt/plan/trinn", dutyplan.set_step, name="set-step"),
    path("varsling", ownnumber.own_number, name="own-number"),
    path("demo-telefon", demophone.demo_phone, name="demo-phone"),
]
