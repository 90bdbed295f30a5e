from django.apps import AppConfig


class SignIn(AppConfig):
    name = "heime.records.signin"
    label = "signin"
    default_auto_field = "django.db.models.BigAutoField"
