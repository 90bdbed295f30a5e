"""What may be done with rights: confirmed, reviewed, objected to, ended; and roles given by staff.

A right that needs a second clinician gives nothing until there is one. What a policy cannot see,
the row as it was before, a trigger looks at: that a right is only ever shortened, that whoever
confirms or reviews is the one who asks, and neither its holder nor its giver. The triggers hold
the web's role; nobody else changes these rows but tests and those who run Heime.
"""

import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

REACH = """
CREATE OR REPLACE FUNCTION ctx_reach(wanted text) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    me uuid := ctx_account();
BEGIN
    IF me IS NULL THEN
        RETURN '{}';
    END IF;
    RETURN ARRAY(
        SELECT e.id
          FROM posts_of(me) p
          JOIN role_scope rs ON rs.role = p.role AND rs.scope = wanted
               AND (NOT rs.clinical OR p.profession <> '')
               AND (rs.signs IS NULL OR p.profession = ANY (rs.signs))
          JOIN team_municipality tm ON tm.team_id = p.team_id
               AND tm.starts_at <= now() AND (tm.ends_at IS NULL OR tm.ends_at > now())
          JOIN enrolment e ON e.team_id = p.team_id AND e.municipality_id = tm.municipality_id
               AND e.starts_at <= now() AND (e.ends_at IS NULL
                    OR e.ends_at > now() - interval '30 days')
          JOIN phase_scope ps ON ps.scope = wanted
               AND ps.phase = CASE WHEN e.ends_at <= now() THEN 'ended' ELSE e.phase END
        UNION ALL
        SELECT r.enrolment_id
          FROM access_right r JOIN enrolment e ON e.id = r.enrolment_id
         WHERE r.account_id = me AND wanted = ANY (r.scopes)
           AND r.starts_at <= now() AND (r.ends_at IS NULL OR r.ends_at > now())
           AND CASE r.ground
               WHEN 'self' THEN true
               WHEN 'emergency' THEN EXISTS (
                    SELECT FROM posts_of(me) p
                     WHERE p.role IN ('legevakt', 'hospital', 'doctor', 'nurse', 'lead')
                       AND p.profession <> '')
               ELSE (e.ends_at IS NULL OR e.ends_at > now())
                    AND e.phase IN (SELECT phase FROM phase_others)
                    AND (r.ground NOT IN ('incapacity', 'guardian') OR r.second_by_id IS NOT NULL)
               END
        UNION ALL
        SELECT r.enrolment_id
          FROM posts_of(me) p
          JOIN role_scope rs ON rs.role = p.role AND rs.scope = wanted
               AND (NOT rs.clinical OR p.profession <> '')
               AND (rs.signs IS NULL OR p.profession = ANY (rs.signs))
          JOIN access_right r ON r.organisation_id = p.organisation_id AND wanted = ANY (r.scopes)
               AND r.starts_at <= now() AND (r.ends_at IS NULL OR r.ends_at > now())
          JOIN enrolment e ON e.id = r.enrolment_id
               AND (e.ends_at IS NULL OR e.ends_at > now())
               AND e.phase IN (SELECT phase FROM phase_others));
END $$;
"""

HONEST = """
CREATE FUNCTION right_changed_honestly() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF current_user <> '{p}app' THEN
        RETURN NEW;
    END IF;
    IF NEW.ends_at IS DISTINCT FROM OLD.ends_at
       AND (NEW.ends_at IS NULL OR NEW.ends_at > OLD.ends_at
            OR NEW.ended_by_id IS DISTINCT FROM ctx_account()) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a right is only ever shortened, by name';
    END IF;
    IF NEW.second_by_id IS DISTINCT FROM OLD.second_by_id
       AND (OLD.second_by_id IS NOT NULL OR NEW.second_by_id IS DISTINCT FROM ctx_account()
            OR NEW.second_by_id = OLD.account_id) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a second person confirms for themselves';
    END IF;
    IF NEW.reviewed_by_id IS DISTINCT FROM OLD.reviewed_by_id
       AND (NEW.reviewed_by_id IS DISTINCT FROM ctx_account()
            OR NEW.reviewed_by_id = OLD.account_id) THEN
        RAISE insufficient_privilege USING MESSAGE = 'nobody reviews their own access';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER access_right_honest BEFORE UPDATE ON access_right
    FOR EACH ROW EXECUTE FUNCTION right_changed_honestly();

CREATE FUNCTION post_changed_honestly() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF current_user <> '{p}app' THEN
        RETURN NEW;
    END IF;
    IF NEW.ends_at IS DISTINCT FROM OLD.ends_at
       AND (NEW.ends_at IS NULL OR NEW.ends_at > OLD.ends_at) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a role is only ever ended';
    END IF;
    IF NEW.confirmed_by_id IS DISTINCT FROM OLD.confirmed_by_id
       AND (OLD.confirmed_by_id IS NOT NULL OR OLD.given_by_id IS NULL
            OR NEW.confirmed_by_id IS DISTINCT FROM ctx_account()) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a second person confirms for themselves';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER membership_honest BEFORE UPDATE ON membership
    FOR EACH ROW EXECUTE FUNCTION post_changed_honestly();
REVOKE ALL ON FUNCTION right_changed_honestly(), post_changed_honestly() FROM PUBLIC;
"""

# What a ground may give at most (core/rights.py GROUNDS), with contact that goes with everything.
READING = "contact,values,plan,cases,messages"
SCOPES = f"""
ALTER TABLE access_right ADD CONSTRAINT access_right_no_more CHECK (scopes <@ CASE
    WHEN ground IN ('self', 'guardian') THEN '{{{READING},log,rights}}'::varchar[]
    WHEN ground IN ('gp', 'referral') THEN '{{{READING},planning}}'::varchar[]
    ELSE '{{{READING}}}'::varchar[] END)
"""
ME = "(SELECT ctx_account())"


def reach(scope):
    return f"enrolment_id = ANY ((SELECT ctx_reach('{scope}'))::uuid[])"


def unblocked(scope):
    return f"NOT enrolment_id = ANY ((SELECT ctx_blocked('{scope}'))::uuid[])"


def policy(table, command, using, check=None, *, restrictive=""):
    kind = " AS RESTRICTIVE" if restrictive else ""
    parts = [
        f"CREATE POLICY {table}_app_{command.lower()}{restrictive} ON {table}{kind}"
        f" FOR {command} TO {{p}}app"
    ]
    if command != "INSERT":
        parts.append(f"USING ({using})")
    if command in ("INSERT", "UPDATE"):
        parts.append(f"WITH CHECK ({check or using})")
    return " ".join(parts)


def statements():
    yield from rights()
    yield from objections()
    yield from what_follows_from_a_right()
    yield from posts()


def rights():
    # Those who work in an organisation know that it has the right; only then can they use it.
    theirs = (
        "organisation_id IN (SELECT m.organisation_id FROM membership m"
        f" WHERE m.account_id = {ME} AND m.starts_at <= now()"
        " AND (m.ends_at IS NULL OR m.ends_at > now())"
        " AND (m.given_by_id IS NULL OR m.confirmed_by_id IS NOT NULL))"
    )
    mine = f"account_id = {ME}"
    yield (
        "ALTER POLICY access_right_app_select ON access_right"
        f" USING ({reach('rights')} OR {mine} OR {theirs})"
    )
    ours = f"({mine} OR {theirs} OR {unblocked('rights')})"
    yield policy("access_right", "SELECT", ours, restrictive="_blocked")
    yield policy(
        "access_right",
        "INSERT",
        f"(ground = 'emergency' OR {unblocked('rights')})"
        " AND num_nonnulls(second_by_id, ended_by_id, reviewed_by_id, reviewed_at) = 0",
        restrictive="_new",
    )
    yield policy(
        "access_right", "UPDATE", f"({mine} OR {unblocked('rights')})", restrictive="_blocked"
    )
    yield "GRANT UPDATE (second_by_id) ON access_right TO {p}app"
    # Whom a block is against does not lift it, nor does anybody who reaches no rights for one.
    for command in ("SELECT", "INSERT", "UPDATE"):
        yield policy("access_block", command, unblocked("rights"), restrictive="_blocked")
    yield policy(
        "access_block", "UPDATE", f"account_id IS DISTINCT FROM {ME}", restrictive="_not_own"
    )


def objections():
    yield "ALTER TABLE objection ENABLE ROW LEVEL SECURITY"
    yield "ALTER TABLE objection FORCE ROW LEVEL SECURITY"
    yield "REVOKE ALL ON objection FROM PUBLIC"
    yield (
        "ALTER TABLE objection ADD CONSTRAINT objection_enrolment"
        " FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolment (municipality_id, id)"
    )
    # To a right of the same person, and of no other.
    yield "ALTER TABLE access_right ADD CONSTRAINT right_of_enrolment UNIQUE (enrolment_id, id)"
    yield (
        "ALTER TABLE objection ADD CONSTRAINT objection_right"
        " FOREIGN KEY (enrolment_id, right_id) REFERENCES access_right (enrolment_id, id)"
    )
    for command, scope in (("SELECT", "rights"), ("INSERT", "rights"), ("UPDATE", "work")):
        yield policy("objection", command, reach(scope))
        yield policy("objection", command, unblocked(scope), restrictive="_blocked")
    yield "GRANT SELECT, INSERT ON objection TO {p}app"
    yield "GRANT UPDATE (answered_by_id, answered_at, answer, ended_right) ON objection TO {p}app"


def what_follows_from_a_right():
    # An emergency access is told of at once, by the one who opens it.
    yield policy("notice", "INSERT", reach("contact"))
    yield policy("notice", "INSERT", unblocked("contact"), restrictive="_blocked")
    yield "GRANT INSERT ON notice TO {p}app"
    # Ending a follow-up ends what meters may send.
    for command in ("SELECT", "UPDATE"):
        yield f"DROP POLICY IF EXISTS binding_app_{command.lower()} ON binding"
        yield f"DROP POLICY IF EXISTS binding_app_{command.lower()}_blocked ON binding"
        yield policy("binding", command, reach("work"))
        yield policy("binding", command, unblocked("work"), restrictive="_blocked")
    yield "GRANT SELECT ON binding TO {p}app"
    yield "GRANT UPDATE (ends_at) ON binding TO {p}app"
    # A next of kin who is given a right gets an account, and the contact says whose it is.
    yield policy("contact", "UPDATE", reach("rights"))
    yield policy("contact", "UPDATE", unblocked("rights"), restrictive="_blocked")
    yield "GRANT UPDATE (account_id) ON contact TO {p}app"


def posts():
    """Who works where is no secret among those who work here; who may change it is."""
    yield "ALTER TABLE membership ENABLE ROW LEVEL SECURITY"
    yield "ALTER TABLE membership FORCE ROW LEVEL SECURITY"
    yield "REVOKE ALL ON membership FROM PUBLIC"
    administered = "= ANY ((SELECT ctx_administered())::smallint[])"
    live = "starts_at <= now() AND (ends_at IS NULL OR ends_at > now())"
    here = (
        f"(municipality_id {administered}"
        f" OR team_id IN (SELECT t.team_id FROM team_municipality t"
        f" WHERE t.municipality_id {administered} AND {live})"
        f" OR organisation_id IN (SELECT o.organisation_id FROM organisation_municipality o"
        f" WHERE o.municipality_id {administered} AND {live}))"
    )
    yield "CREATE POLICY membership_app_select ON membership FOR SELECT TO {p}app USING (true)"
    yield policy(
        "membership", "INSERT", "", f"{here} AND given_by_id = {ME} AND confirmed_by_id IS NULL"
    )
    yield policy("membership", "UPDATE", here)
    yield "GRANT INSERT ON membership TO {p}app"
    yield "GRANT USAGE ON SEQUENCE membership_id_seq TO {p}app"
    yield "GRANT UPDATE (confirmed_by_id, ends_at) ON membership TO {p}app"
    # The functions of the wall, and the commands of those who run Heime.
    for command in ("SELECT", "INSERT", "UPDATE"):
        using = "" if command == "INSERT" else " USING (true)"
        check = "" if command == "SELECT" else " WITH CHECK (true)"
        yield (
            f"CREATE POLICY membership_owner_{command.lower()} ON membership FOR {command}"
            f" TO CURRENT_USER{using}{check}"
        )


def build(apps, schema_editor):
    prefix = settings.HEIME_ROLE_PREFIX
    for statement in [REACH, HONEST, SCOPES, *statements()]:
        schema_editor.execute(statement.replace("{p}", prefix), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0007_walls_by_right"),
        ("exchange", "0001_initial"),
        ("people", "0003_organisations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("text", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("ended_right", models.BooleanField(default=False)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="people.enrolment",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="people.municipality"
                    ),
                ),
                (
                    "right",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="objections",
                        to="access.right",
                    ),
                ),
            ],
            options={
                "db_table": "objection",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("answered_by", None)),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="objection_answered_by_somebody",
                    )
                ],
                "indexes": [
                    models.Index(
                        fields=["municipality", "enrolment"], name="objection_to_enrolment"
                    )
                ],
            },
        ),
        migrations.RunPython(build),
    ]
