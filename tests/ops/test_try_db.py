import pytest, time
@pytest.mark.both_databases
def test_a(database):
    from django.db import connection, connections
    t=time.monotonic()
    with connection.cursor() as c:
        c.execute("select current_user, version()"); print(c.fetchone())
    with connections["arrange"].cursor() as c:
        c.execute("select current_user"); print(c.fetchone())
def test_b(database): pass
def test_c(database): pass
