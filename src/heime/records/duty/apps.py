from django.apps import AppConfig


class Duty(AppConfig):
    name = "heime.records.duty"
    label = "duty"
    default_auto_field = "django.db.models.BigAutoField"
