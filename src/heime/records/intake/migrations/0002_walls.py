"""Who may propose somebody, write in an intake, and read what came of it; and what is frozen.

A team reads and writes about those it works with. Somebody outside, a GP or a ward, proposes a
person through `refer` and reaches nobody by it: they see, of what their own office proposed, only
whether it was answered. Figures from before the start stand still from the start on.
"""

from django.conf import settings
from django.db import migrations

TABLES = {
    "referral": {"SELECT": "work", "INSERT": "work"},
    "intake_step": {"SELECT": "work", "INSERT": "work"},
    "start_figure": {"SELECT": "work", "INSERT": "work"},
    "phase_change": {"SELECT": "contact", "INSERT": "work"},
    "closing": {"SELECT": "work", "INSERT": "work"},
}
OWNER = {"referral": "SELECT INSERT", "phase_change": "SELECT INSERT", "intake_step": "SELECT"}
"""What the functions do as the owner, who is under the wall too."""
ME = "(SELECT ctx_account())"

FUNCTIONS = """
-- Somebody is proposed: found by the number, or made with a follow-up in the phase referred. Of a
-- person who is followed up already the proposal goes to whoever does it (unless only_new).
CREATE FUNCTION refer(place smallint, to_team uuid, lookups bytea[], sealed bytea, person jsonb,
                      proposal jsonb, only_new boolean, at timestamptz,
                      OUT became text, OUT about uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    me uuid := ctx_account();
    office uuid := (proposal ->> 'organisation')::uuid;
    known uuid;
    dead boolean;
BEGIN
    became := 'no';
    IF me IS NULL OR NOT EXISTS (
        SELECT FROM team_municipality tm WHERE tm.team_id = to_team AND tm.municipality_id = place
           AND tm.starts_at <= now() AND (tm.ends_at IS NULL OR tm.ends_at > now())) THEN
        RETURN;
    END IF;
    IF office IS NULL AND NOT EXISTS (
            SELECT FROM posts_of(me) p
              JOIN role_scope rs ON rs.role = p.role AND rs.scope = 'work' AND p.profession <> ''
             WHERE p.team_id = to_team)
       OR office IS NOT NULL AND NOT EXISTS (
            SELECT FROM posts_of(me) p
              JOIN organisation_municipality om ON om.organisation_id = p.organisation_id
                   AND om.municipality_id = place AND om.starts_at <= now()
                   AND (om.ends_at IS NULL OR om.ends_at > now())
             WHERE p.organisation_id = office AND p.role IN ('gp', 'hospital', 'legevakt')
               AND p.profession <> '') THEN
        RETURN;
    END IF;
    -- One at a time for each person: else two would make two records.
    PERFORM pg_advisory_xact_lock(hashtextextended(encode(lookups[1], 'hex'), place));
    SELECT p.id, p.died_on IS NOT NULL INTO known, dead FROM patient p
     WHERE p.municipality_id = place AND (p.national_id_lookup = ANY (lookups) OR p.id IN (
            SELECT i.patient_id FROM identifier i WHERE i.lookup = ANY (lookups)))
     LIMIT 1;
    IF dead THEN
        became := 'dead';
        RETURN;
    END IF;
    SELECT e.id INTO about FROM enrolment e
     WHERE e.patient_id = known AND e.phase <> 'ended' AND (e.ends_at IS NULL OR e.ends_at > now())
     ORDER BY e.starts_at DESC LIMIT 1;
    IF about IS NOT NULL THEN
        became := 'known';
        IF only_new THEN
            RETURN;
        END IF;
    ELSE
        became := CASE WHEN known IS NULL THEN 'new' ELSE 'again' END;
        IF known IS NULL THEN
            known := gen_random_uuid();
            INSERT INTO patient (id, municipality_id, national_id, national_id_lookup, given,
                family, birth_date, sex, language, phone, address, gp_office, matters)
            VALUES (known, place, sealed, lookups[1], person ->> 'given', person ->> 'family',
                (person ->> 'born')::date, person ->> 'sex', person ->> 'language',
                person ->> 'phone', '', person ->> 'gp_office', '');
        END IF;
        about := (proposal ->> 'enrolment')::uuid;
        INSERT INTO enrolment (id, municipality_id, patient_id, team_id, conditions, phase,
            starts_at)
        SELECT about, place, known, to_team,
               ARRAY(SELECT jsonb_array_elements_text(proposal -> 'conditions')), 'referred',
               least(at, now());
        INSERT INTO phase_change (id, municipality_id, enrolment_id, before, after, at, why,
            made_by_id)
        VALUES (gen_random_uuid(), place, about, '', 'referred', at, '', me);
    END IF;
    INSERT INTO referral (id, municipality_id, enrolment_id, proposer, name, phone,
        organisation_id, why, conditions, received_on, made_by_id, made_at)
    SELECT (proposal ->> 'id')::uuid, place, about, proposal ->> 'proposer', proposal ->> 'name',
           proposal ->> 'phone', office, proposal ->> 'why',
           ARRAY(SELECT jsonb_array_elements_text(proposal -> 'conditions')),
           (proposal ->> 'received_on')::date, me, at;
END $$;

-- What became of the asker's office's own proposals: no more than an answer to it would say.
CREATE FUNCTION referred_by_us() RETURNS TABLE (
    made_at timestamptz, given varchar, family varchar, answer text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT r.made_at, p.given, p.family,
           CASE WHEN e.phase = 'referred' THEN 'waits'
                WHEN EXISTS (SELECT FROM intake_step s WHERE s.enrolment_id = e.id
                        AND s.step = 'decision' AND s.content ->> 'answer' = 'no') THEN 'no'
                WHEN e.phase = 'ended' THEN 'ended' ELSE 'yes' END
      FROM referral r JOIN enrolment e ON e.id = r.enrolment_id
      JOIN patient p ON p.id = e.patient_id
     WHERE r.organisation_id IN (
            SELECT m.organisation_id FROM posts_of(ctx_account()) m
             WHERE m.role IN ('gp', 'hospital', 'legevakt') AND m.profession <> '')
       AND r.made_at > now() - interval '180 days'
       AND NOT e.id = ANY ((SELECT ctx_blocked('contact'))::uuid[])
     ORDER BY r.made_at DESC LIMIT 100
$$;
REVOKE ALL ON FUNCTION referred_by_us(),
    refer(smallint, uuid, bytea[], bytea, jsonb, jsonb, boolean, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION referred_by_us(),
    refer(smallint, uuid, bytea[], bytea, jsonb, jsonb, boolean, timestamptz) TO {p}app;

CREATE FUNCTION start_figure_frozen() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE insufficient_privilege USING MESSAGE = 'a figure from before the start stands still';
    END IF;
    IF NEW.corrects_id IS NULL AND EXISTS (
            SELECT FROM enrolment e
             WHERE e.id = NEW.enrolment_id AND e.phase IN ('active', 'paused', 'ended'))
       OR NEW.corrects_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM start_figure f WHERE f.id = NEW.corrects_id
               AND f.enrolment_id = NEW.enrolment_id AND f.figure = NEW.figure) THEN
        RAISE insufficient_privilege USING MESSAGE = 'after the start a figure is only corrected';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER start_figure_frozen BEFORE INSERT OR UPDATE ON start_figure
    FOR EACH ROW EXECUTE FUNCTION start_figure_frozen();
REVOKE ALL ON FUNCTION start_figure_frozen() FROM PUBLIC;
"""

# The log has told of every step since there was one, in the words "active paused"; a death that
# was recorded by mistake took its step back without one.
KNOWN = """
INSERT INTO phase_change (id, municipality_id, enrolment_id, before, after, at, why)
SELECT gen_random_uuid(), e.municipality_id, e.id, q.before, q.after, q.at, ''
  FROM (SELECT a.enrolment_id, a.at, split_part(a.detail, ' ', 1) AS before,
               split_part(a.detail, ' ', 2) AS after
          FROM audit_entry a WHERE a.action = 'phase.changed' AND NOT coalesce(a.denied, false)
         UNION ALL
        SELECT d.enrolment_id, d.corrected_at, 'ended', d.phase
          FROM death d WHERE d.corrected_at IS NOT NULL AND d.phase <> 'ended') AS q
  JOIN enrolment e ON e.id = q.enrolment_id
 WHERE q.before IN ('referred', 'intake', 'active', 'paused', 'ended')
   AND q.after IN ('referred', 'intake', 'active', 'paused', 'ended')
"""


def reach(scope):
    return f"enrolment_id = ANY ((SELECT ctx_reach('{scope}'))::uuid[])"


def hashed(scope):
    """The same for reading many: looked up in a table of hashes, once a query."""
    return f"enrolment_id IN (SELECT unnest((SELECT ctx_reach('{scope}'))::uuid[]))"


def unblocked(scope):
    return f"NOT enrolment_id = ANY ((SELECT ctx_blocked('{scope}'))::uuid[])"


def policy(table, command, condition, *, role="{p}app", name="app", kind=""):
    using = "" if command == "INSERT" else f" USING ({condition})"
    check = f" WITH CHECK ({condition})" if command == "INSERT" else ""
    blocked = "_blocked" if kind else ""
    return (
        f"CREATE POLICY {table}_{name}_{command.lower()}{blocked} ON {table}{kind}"
        f" FOR {command} TO {role}{using}{check}"
    )


def statements():
    for table, commands in TABLES.items():
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
        yield f"REVOKE ALL ON {table} FROM PUBLIC"
        yield (
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_enrolment"
            " FOREIGN KEY (municipality_id, enrolment_id)"
            " REFERENCES enrolment (municipality_id, id)"
        )
        for command, scope in commands.items():
            mine = f"{reach(scope)} AND made_by_id = {ME}"
            yield policy(table, command, mine if command == "INSERT" else hashed(scope))
            yield policy(table, command, unblocked(scope), kind=" AS RESTRICTIVE")
            yield f"GRANT {command} ON {table} TO {{p}}app"
    # Who was away when is asked before anybody's silence is judged.
    yield policy("phase_change", "SELECT", "true", role="{p}worker", name="worker")
    yield "GRANT SELECT ON phase_change TO {p}worker"
    for table, commands in OWNER.items():
        for command in commands.split():
            yield policy(table, command, "true", role="CURRENT_USER", name="owner")


def build(apps, schema_editor):
    prefix = settings.HEIME_ROLE_PREFIX
    for statement in [*statements(), FUNCTIONS, KNOWN]:
        schema_editor.execute(statement.replace("{p}", prefix), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0009_changes"),
        ("audit", "0007_review"),
        ("intake", "0001_initial"),
        ("keeping", "0002_walls"),
    ]
    operations = [migrations.RunPython(build)]
