"""Who lends tablets, how one is bound without a sign-in, and the little that one may know.

A team that works with somebody lends, changes and clears. A tablet has no sign-in: it asks by its
own token through kiosk_card(), which knows a given name, whom to call and how it is to look. The
day's tasks are worked out on the receiving connection, where that token reaches this one person.
"""

from django.conf import settings
from django.db import migrations

ME = "(SELECT ctx_account())"
REACHED = "enrolment_id = ANY ((SELECT ctx_reach('work'))::uuid[])"
UNBLOCKED = "NOT enrolment_id = ANY ((SELECT ctx_blocked('work'))::uuid[])"

FUNCTIONS = """
-- A tablet types its code: a sender, a token and a binding of its own, in the person's own name.
CREATE FUNCTION bind_kiosk(code bytea, wanted uuid, hash bytea, at timestamptz, until timestamptz,
                           OUT person uuid, OUT place smallint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    found kiosk_code;
    sender integer;
BEGIN
    UPDATE kiosk_code SET used_at = now()
     WHERE code_hash = code AND used_at IS NULL AND expires_at > now()
    RETURNING * INTO found;
    IF found.id IS NULL OR NOT EXISTS (
        SELECT FROM access_right r JOIN enrolment e ON e.id = r.enrolment_id
         WHERE r.account_id = found.account_id AND r.enrolment_id = found.enrolment_id
           AND r.ground = 'self' AND r.starts_at <= now()
           AND (r.ends_at IS NULL OR r.ends_at > now())
           AND e.phase IN (SELECT phase FROM phase_others)
           AND (e.ends_at IS NULL OR e.ends_at > now())) THEN
        RETURN;
    END IF;
    person := found.enrolment_id;
    place := found.municipality_id;
    INSERT INTO source (name, sort) VALUES ('Heime at home', 'home') RETURNING id INTO sender;
    INSERT INTO bearer (id, token_hash, source_id, expires_at)
    VALUES (gen_random_uuid(), hash, sender, until);
    INSERT INTO binding (id, source_id, municipality_id, enrolment_id, starts_at)
    VALUES (gen_random_uuid(), sender, found.municipality_id, found.enrolment_id, at);
    INSERT INTO home_device (id, municipality_id, enrolment_id, source_id, account_id, name, kiosk,
        made_at)
    VALUES (wanted, found.municipality_id, found.enrolment_id, sender, found.account_id,
        found.name, true, at);
    INSERT INTO kiosk_device (device_id, municipality_id, enrolment_id, mode, text_size, lent_by_id,
        lent_at)
    VALUES (wanted, found.municipality_id, found.enrolment_id, found.mode, found.text_size,
        found.given_by_id, at);
END $$;

-- The lent tablet behind the token of this transaction. Of one that is to clear itself, or whose
-- right has ended, no more than that.
CREATE FUNCTION kiosk_card()
RETURNS TABLE (device uuid, enrolment uuid, municipality smallint, mode varchar, text_size smallint,
               read_at timestamptz, wipe boolean, may_send boolean, given_name varchar,
               language varchar, team uuid, team_name varchar, team_phone varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT k.device_id, k.enrolment_id, k.municipality_id, k.mode, k.text_size, k.read_at,
           k.wipe_at IS NOT NULL OR d.revoked_at IS NOT NULL, q.live,
           CASE WHEN q.live THEN p.given ELSE '' END, a.language, e.team_id,
           t.name, coalesce(ta.phone, '')
      FROM bearer b
      JOIN home_device d ON d.source_id = b.source_id
      JOIN kiosk_device k ON k.device_id = d.id
      JOIN account a ON a.id = d.account_id
      JOIN enrolment e ON e.id = k.enrolment_id
      JOIN patient p ON p.id = e.patient_id
      JOIN team t ON t.id = e.team_id
      LEFT JOIN team_address ta ON ta.team_id = t.id
      CROSS JOIN LATERAL (
        SELECT k.wipe_at IS NULL AND home_may_send(d.source_id) AS live) AS q
     WHERE b.token_hash = ANY (ctx_hashes()) AND b.revoked_at IS NULL AND b.expires_at > now()
       AND k.wiped_at IS NULL
$$;

-- The tablet behind this token has fetched the day; or it has cleared itself, and is no more.
CREATE FUNCTION kiosk_seen(cleared boolean) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    this uuid := (SELECT device FROM kiosk_card());
BEGIN
    IF cleared THEN
        UPDATE kiosk_device SET wiped_at = now() WHERE device_id = this AND wiped_at IS NULL
           AND EXISTS (SELECT FROM home_device d WHERE d.id = this
                AND (wipe_at IS NOT NULL OR d.revoked_at IS NOT NULL));
        IF NOT FOUND THEN
            RETURN false;
        END IF;
        UPDATE home_device d SET revoked_at = now(), revoked_by_id = k.wipe_by_id
          FROM kiosk_device k WHERE k.device_id = d.id AND d.id = this AND d.revoked_at IS NULL;
    ELSE
        UPDATE kiosk_device SET read_at = now() WHERE device_id = this;
        UPDATE home_device SET seen_at = now() WHERE id = this;
    END IF;
    RETURN this IS NOT NULL;
END $$;

REVOKE ALL ON FUNCTION bind_kiosk(bytea, uuid, bytea, timestamptz, timestamptz), kiosk_card(),
    kiosk_seen(boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bind_kiosk(bytea, uuid, bytea, timestamptz, timestamptz) TO {p}app;
GRANT EXECUTE ON FUNCTION kiosk_card(), kiosk_seen(boolean) TO {p}ingest;
"""
OWNER = {
    "kiosk_code": ("SELECT", "UPDATE"),
    "kiosk_device": ("SELECT", "INSERT", "UPDATE"),
    "home_device": ("UPDATE",),
}
"""What the functions do as the owner, who is under the wall too."""
APP = {"kiosk_code": ("SELECT", "INSERT", "UPDATE"), "kiosk_device": ("SELECT", "UPDATE")}
CHANGED = {"kiosk_code": "expires_at", "kiosk_device": "mode, text_size, wipe_at, wipe_by_id"}


def policy(name, on, command, condition, role):
    using = "" if command == "INSERT" else f" USING ({condition})"
    check = f" WITH CHECK ({condition})" if command in ("INSERT", "UPDATE") else ""
    return f"CREATE POLICY {name} ON {on} FOR {command} TO {role}{using}{check}"


def statements():
    for table, commands in APP.items():
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
        yield f"REVOKE ALL ON {table} FROM PUBLIC"
        yield (
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_enrolment"
            " FOREIGN KEY (municipality_id, enrolment_id)"
            " REFERENCES enrolment (municipality_id, id)"
        )
        for command in commands:
            given = f"{REACHED} AND given_by_id = {ME}" if command == "INSERT" else REACHED
            name = f"{table}_app_{command.lower()}"
            yield policy(name, table, command, given, "{p}app")
            yield policy(f"{name}_blocked", f"{table} AS RESTRICTIVE", command, UNBLOCKED, "{p}app")
            columns = f" ({CHANGED[table]})" if command == "UPDATE" else ""
            yield f"GRANT {command}{columns} ON {table} TO {{p}}app"
    for table, commands in OWNER.items():
        for command in commands:
            name = f"{table}_kiosk_{command.lower()}"
            yield policy(name, table, command, "true", "CURRENT_USER")


def build(apps, schema_editor):
    prefix = settings.HEIME_ROLE_PREFIX
    for statement in [*statements(), FUNCTIONS]:
        schema_editor.execute(statement.replace("{p}", prefix), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0002_walls"),
        ("kiosk", "0001_initial"),
    ]
    operations = [migrations.RunPython(build)]
