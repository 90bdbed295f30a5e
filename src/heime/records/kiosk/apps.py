from django.apps import AppConfig


class Kiosk(AppConfig):
    name = "heime.records.kiosk"
    label = "kiosk"
    default_auto_field = "django.db.models.BigAutoField"
