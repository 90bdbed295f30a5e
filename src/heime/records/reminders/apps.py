from django.apps import AppConfig


class Reminders(AppConfig):
    name = "heime.records.reminders"
    label = "reminders"
    default_auto_field = "django.db.models.BigAutoField"
