from django.apps import AppConfig


class Measurements(AppConfig):
    name = "heime.records.measurements"
    label = "measurements"
    default_auto_field = "django.db.models.BigAutoField"
