"""Each connection plans the questions of the wall once.

They are asked for every table that a statement names, and planning one takes far longer than
answering it: left to itself the database planned them anew each time, since it expects nothing of
a scope that it has not been told.
"""

from django.db import migrations

FUNCTIONS = ("own_reach(text)", "ctx_reach(text)", "ctx_blocked(text)", "ctx_patients()")
KEPT = [f"ALTER FUNCTION {one} SET plan_cache_mode = force_generic_plan" for one in FUNCTIONS]
ANEW = [f"ALTER FUNCTION {one} RESET plan_cache_mode" for one in FUNCTIONS]


class Migration(migrations.Migration):
    dependencies = [("access", "0011_about")]

    operations = [migrations.RunSQL(KEPT, ANEW)]
