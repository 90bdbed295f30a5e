"""What comes of a signal, and the two who let a reviewer know whom it is about.

Reviewers read the log as a role that from now on writes nothing. What they decide is written by
functions, in the transaction of the web that also writes the log entry. Each function looks for
itself at who asks: a reviewer of that municipality, who is neither the one the signal is about nor
the person who was looked at. A name is let out when another reviewer, or the municipality's
manager, has said yes, and to the one who asked alone, for a week.

Denied attempts of staff belong to no municipality, for nobody was reached. The reviewers of every
municipality that they work for see them.
"""

import uuid_utils.compat as uuid7
from django.conf import settings
from django.db import migrations, models

WHO = """
CREATE FUNCTION ctx_managed() RETURNS smallint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(p.municipality_id), '{}') FROM posts_of(ctx_account()) p
     WHERE p.role = 'manager' AND p.municipality_id IS NOT NULL
$$;

CREATE FUNCTION ctx_audited_staff() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    places smallint[] := ctx_audited();
BEGIN
    RETURN ARRAY(
        SELECT DISTINCT m.account_id FROM membership m
         WHERE m.municipality_id = ANY (places)
            OR m.team_id IN (
                SELECT t.team_id FROM team_municipality t WHERE t.municipality_id = ANY (places))
            OR m.organisation_id IN (
                SELECT o.organisation_id FROM organisation_municipality o
                 WHERE o.municipality_id = ANY (places)));
END $$;

-- Whether somebody is the person who is followed up: by their own right, or by a number of theirs.
CREATE FUNCTION is_person(who uuid, wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM access_right r
                    WHERE r.enrolment_id = wanted AND r.account_id = who AND r.ground = 'self')
        OR EXISTS (SELECT FROM enrolment e
                     JOIN patient p ON p.id = e.patient_id
                     JOIN account a ON a.id = who
                    WHERE e.id = wanted AND (a.national_id_lookup = p.national_id_lookup
                       OR a.national_id_lookup IN (
                            SELECT i.lookup FROM identifier i WHERE i.patient_id = p.id)))
$$;
REVOKE ALL ON FUNCTION is_person(uuid, uuid) FROM PUBLIC;
"""

# Of a signal that one reviews: whether it is one's own affair, and what work there was that day.
FACTS = """
CREATE FUNCTION signal_facts(wanted uuid)
RETURNS TABLE (own boolean, open_case boolean, acted boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT s.account_id = ctx_account() OR is_person(ctx_account(), s.enrolment_id),
           EXISTS (SELECT FROM case_ c
                    WHERE c.enrolment_id = s.enrolment_id
                      AND c.opened_at < (s.day + 1)::timestamp AT TIME ZONE 'Europe/Oslo'
                      AND (c.closed_at IS NULL
                           OR c.closed_at >= s.day::timestamp AT TIME ZONE 'Europe/Oslo')),
           EXISTS (SELECT FROM audit_entry a
                    WHERE a.enrolment_id = s.enrolment_id AND a.account_id = s.account_id
                      AND a.at >= s.day::timestamp AT TIME ZONE 'Europe/Oslo'
                      AND a.at < (s.day + 1)::timestamp AT TIME ZONE 'Europe/Oslo'
                      AND a.action <> 'received' AND a.denied IS NULL
                      AND (a.action LIKE 'case.%' OR a.action LIKE 'plan.%'))
      FROM signal s
     WHERE s.id = wanted AND s.municipality_id = ANY (ctx_audited())
$$;
"""

SETTLE = """
CREATE FUNCTION settle_signal(wanted uuid, finding text, said text, at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    me uuid := ctx_account();
    one signal;
BEGIN
    SELECT * INTO one FROM signal WHERE id = wanted FOR UPDATE;
    IF me IS NULL OR one.id IS NULL OR NOT one.municipality_id = ANY (ctx_audited()) THEN
        RETURN 'no';
    END IF;
    IF one.account_id = me OR is_person(me, one.enrolment_id) THEN
        RETURN 'own';
    END IF;
    IF one.state <> 'open' OR finding = 'open' THEN
        RETURN 'settled';
    END IF;
    UPDATE signal SET state = finding, state_by_id = me, state_at = at, note = said
     WHERE id = wanted;
    RETURN 'done';
END $$;
"""

NAMES = """
CREATE FUNCTION ask_name(wanted uuid, made uuid, why text, at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    me uuid := ctx_account();
    one signal;
BEGIN
    SELECT * INTO one FROM signal WHERE id = wanted FOR UPDATE;
    IF me IS NULL OR one.id IS NULL OR one.enrolment_id IS NULL
       OR NOT one.municipality_id = ANY (ctx_audited()) THEN
        RETURN 'no';
    END IF;
    IF one.account_id = me OR is_person(me, one.enrolment_id) THEN
        RETURN 'own';
    END IF;
    IF EXISTS (SELECT FROM reveal r
                WHERE r.signal_id = wanted AND r.asked_by_id = me AND r.answered_at IS NULL) THEN
        RETURN 'waits';
    END IF;
    INSERT INTO reveal (id, municipality_id, enrolment_id, signal_id, asked_by_id, asked_at, reason)
    VALUES (made, one.municipality_id, one.enrolment_id, wanted, me, at, why);
    RETURN 'done';
END $$;

CREATE FUNCTION answer_name(wanted uuid, agreed boolean, at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    me uuid := ctx_account();
    one reveal;
BEGIN
    SELECT * INTO one FROM reveal WHERE id = wanted FOR UPDATE;
    IF me IS NULL OR one.id IS NULL
       OR NOT one.municipality_id = ANY (ctx_audited() || ctx_managed()) THEN
        RETURN 'no';
    END IF;
    IF one.asked_by_id = me OR is_person(me, one.enrolment_id)
       OR EXISTS (SELECT FROM signal s WHERE s.id = one.signal_id AND s.account_id = me) THEN
        RETURN 'own';
    END IF;
    IF one.answered_at IS NOT NULL THEN
        RETURN 'answered';
    END IF;
    UPDATE reveal SET answered_by_id = me, answered_at = at, granted = agreed WHERE id = wanted;
    RETURN 'done';
END $$;

CREATE FUNCTION revealed_name(wanted uuid)
RETURNS TABLE (given varchar, family varchar, birth_date date, until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT p.given, p.family, p.birth_date, r.answered_at + interval '7 days'
      FROM reveal r
      JOIN enrolment e ON e.id = r.enrolment_id
      JOIN patient p ON p.id = e.patient_id
     WHERE r.signal_id = wanted AND r.asked_by_id = ctx_account() AND r.granted
       AND r.answered_by_id <> r.asked_by_id
       AND r.answered_at > now() - interval '7 days'
       AND r.municipality_id = ANY (ctx_audited())
     ORDER BY r.answered_at DESC LIMIT 1
$$;
"""
FOR_THE_WEB = (
    "signal_facts(uuid)",
    "settle_signal(uuid, text, text, timestamptz)",
    "ask_name(uuid, uuid, text, timestamptz)",
    "answer_name(uuid, boolean, timestamptz)",
    "revealed_name(uuid)",
)
FOR_THE_READER = ("ctx_managed()", "ctx_audited_staff()")
AUDITED = "municipality_id = ANY ((SELECT ctx_audited())::smallint[])"
MANAGED = "municipality_id = ANY ((SELECT ctx_managed())::smallint[])"


def statements():
    functions = ", ".join([*FOR_THE_WEB, *FOR_THE_READER])
    yield f"REVOKE ALL ON FUNCTION {functions} FROM PUBLIC"
    yield f"GRANT EXECUTE ON FUNCTION {', '.join(FOR_THE_WEB)} TO {{p}}app"
    yield f"GRANT EXECUTE ON FUNCTION {', '.join(FOR_THE_READER)} TO {{p}}audit"
    # The reader of the log reads, and nothing else.
    yield "DROP POLICY signal_audit_update ON signal"
    yield "REVOKE UPDATE (state, state_by_id, state_at, note) ON signal FROM {p}audit"
    for command in ("SELECT", "UPDATE"):
        check = " WITH CHECK (true)" if command == "UPDATE" else ""
        yield (
            f"CREATE POLICY signal_owner_{command.lower()} ON signal FOR {command}"
            f" TO CURRENT_USER USING (true){check}"
        )
    yield (
        "ALTER POLICY audit_entry_audit_select ON audit_entry USING ("
        f"enrolment_id = ANY ((SELECT ctx_log())::uuid[]) OR {AUDITED}"
        " OR municipality_id IS NULL AND (denied OR action = 'denied')"
        " AND account_id = ANY ((SELECT ctx_audited_staff())::uuid[]))"
    )
    yield "ALTER TABLE reveal ENABLE ROW LEVEL SECURITY"
    yield "ALTER TABLE reveal FORCE ROW LEVEL SECURITY"
    yield "REVOKE ALL ON reveal FROM PUBLIC"
    yield (
        "ALTER TABLE reveal ADD CONSTRAINT reveal_enrolment"
        " FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id)"
    )
    yield (
        "ALTER TABLE reveal ADD CONSTRAINT reveal_signal"
        " FOREIGN KEY (signal_id) REFERENCES signal (id)"
    )
    yield "GRANT SELECT ON reveal TO {p}audit"
    yield (
        "CREATE POLICY reveal_audit_select ON reveal FOR SELECT TO {p}audit"
        f" USING ({AUDITED} OR {MANAGED})"
    )
    yield "CREATE POLICY reveal_owner_select ON reveal FOR SELECT TO CURRENT_USER USING (true)"
    yield "CREATE POLICY reveal_owner_insert ON reveal FOR INSERT TO CURRENT_USER WITH CHECK (true)"
    yield (
        "CREATE POLICY reveal_owner_update ON reveal FOR UPDATE TO CURRENT_USER"
        " USING (true) WITH CHECK (true)"
    )


def build(apps, schema_editor):
    for statement in [WHO, FACTS, SETTLE, NAMES, *statements()]:
        text = statement.replace("{p}", settings.HEIME_ROLE_PREFIX)
        schema_editor.execute(text, params=None)


class Migration(migrations.Migration):
    dependencies = [("access", "0009_changes"), ("audit", "0006_signals")]
    operations = [
        migrations.RemoveConstraint("signal", "signal_settled_by_somebody"),
        migrations.AddConstraint(
            "signal",
            models.CheckConstraint(
                name="signal_settled_by_somebody",
                condition=models.Q(state="open", state_at=None)
                | models.Q(
                    state__in=["explained", "followed-up", "unsettled"],
                    state_at__isnull=False,
                    state_by_id__isnull=False,
                ),
            ),
        ),
        migrations.CreateModel(
            name="Reveal",
            fields=[
                ("id", models.UUIDField(default=uuid7.uuid7, primary_key=True, serialize=False)),
                ("municipality_id", models.SmallIntegerField()),
                ("enrolment_id", models.UUIDField()),
                ("signal_id", models.UUIDField()),
                ("asked_by_id", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                ("reason", models.TextField()),
                ("answered_by_id", models.UUIDField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("granted", models.BooleanField(null=True)),
            ],
            options={
                "db_table": "reveal",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(answered_at=None),
                        fields=("signal_id", "asked_by_id"),
                        name="reveal_asked_once",
                    ),
                    models.CheckConstraint(
                        name="reveal_answered_by_another",
                        condition=models.Q(answered_by_id=None, answered_at=None, granted=None)
                        | models.Q(
                            answered_by_id__isnull=False,
                            answered_at__isnull=False,
                            granted__isnull=False,
                        )
                        & ~models.Q(answered_by_id=models.F("asked_by_id")),
                    ),
                ],
            },
        ),
        migrations.RunPython(build),
    ]
