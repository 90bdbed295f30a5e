"""The municipalities of the three regions, and the five partners that may join later.

Numbers and written language: norway.md 1.10. Those the source calls neutral, and the one whose
sources disagree (3422), start in bokmål: it is data, and each municipality may change it.
"""

from django.db import migrations

MUNICIPALITIES = [
    # number, name, region, language, active
    (3435, "Vågå", "Nord-Gudbrandsdal", "nn", True),
    (3433, "Skjåk", "Nord-Gudbrandsdal", "nn", True),
    (3434, "Lom", "Nord-Gudbrandsdal", "nn", True),
    (3437, "Sel", "Nord-Gudbrandsdal", "nb", True),
    (3431, "Dovre", "Nord-Gudbrandsdal", "nb", True),
    (3432, "Lesja", "Nord-Gudbrandsdal", "nb", True),
    (3451, "Nord-Aurdal", "Valdres", "nb", True),
    (3449, "Sør-Aurdal", "Valdres", "nb", True),
    (3454, "Vang", "Valdres", "nn", True),
    (3450, "Etnedal", "Valdres", "nb", True),
    (3453, "Øystre Slidre", "Valdres", "nn", True),
    (3452, "Vestre Slidre", "Valdres", "nn", True),
    (3420, "Elverum", "Sør-Østerdal", "nb", True),
    (3425, "Engerdal", "Sør-Østerdal", "nb", True),
    (3423, "Stor-Elvdal", "Sør-Østerdal", "nb", True),
    (3421, "Trysil", "Sør-Østerdal", "nb", True),
    (3419, "Våler", "Sør-Østerdal", "nb", True),
    (3422, "Åmot", "Sør-Østerdal", "nb", True),
    (3429, "Folldal", "Nord-Østerdal", "nb", False),
    (3428, "Alvdal", "Nord-Østerdal", "nb", False),
    (3424, "Rendalen", "Nord-Østerdal", "nb", False),
    (3427, "Tynset", "Nord-Østerdal", "nb", False),
    (3426, "Tolga", "Nord-Østerdal", "nb", False),
]


def add(apps, schema_editor):
    municipality = apps.get_model("people", "Municipality")
    municipality.objects.bulk_create(
        municipality(number=number, name=name, region=region, language=language, active=active)
        for number, name, region, language, active in MUNICIPALITIES
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
