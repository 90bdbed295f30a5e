"""Where local accounts, one's own sign-ins and service accounts are found."""

from django.urls import path

from heime.edges.signin.local import (
    device,
    factors,
    helping,
    password,
    proving,
    service_account,
    sessions,
    sign_in,
)

# The names with `account_` and `mfa_` are those that allauth asks for.
urlpatterns = [
    path("inn/lokalt/", sign_in.sign_in, name="account_login"),
    path("inn/lokalt/kode", sign_in.second_factor, name="mfa_authenticate"),
    path("inn/lokalt/nokkel", sign_in.passkey, name="passkey"),
    path("inn/lokalt/forfra", sign_in.start_over, name="start-over"),
    path("inn/enhet", device.device, name="device"),
    path("inn/enhet/nokkel", device.passkey, name="device-passkey"),
    path("inn/enhet/app", device.app, name="device-app"),
    path("inn/bekreft", proving.step_up, name="step-up"),
    path("inn/las", proving.lock, name="lock"),
    path("inn/last", proving.rests, name="locked"),
    path("inn/forlat", proving.leave, name="leave"),
    path("inn/okter", sessions.sessions, name="sessions"),
    path("inn/okter/andre", sessions.end_others, name="end-other-sessions"),
    path("inn/okter/<uuid:sign_in_id>", sessions.end, name="end-session"),
    path("inn/beskjed", sessions.told, name="told"),
    path("inn/sikkerhet", factors.factors, name="factors"),
    path("inn/sikkerhet/nokkel", factors.passkey, name="add-passkey"),
    path("inn/sikkerhet/passord", password.own_password, name="own-password"),
    path("inn/sikkerhet/app", factors.app, name="add-app"),
    path("inn/sikkerhet/koder", factors.codes, name="recovery-codes"),
    path("inn/sikkerhet/fjern", factors.remove, name="remove-factor"),
    path("inn/kolleger", helping.colleagues, name="colleagues"),
    path("inn/kolleger/<uuid:account_id>", helping.recover, name="recover"),
    path("inn/pasient/<uuid:enrolment_id>", helping.patient_code, name="patient-code"),
    path("fhir/token", service_account.token, name="service-token"),
    path("fhir/enrol", service_account.enrol, name="service-enrol"),
]
