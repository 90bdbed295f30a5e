"""Whoever moves ends where they were: with a row that says so, as every other end has."""

from django.db import migrations

ACCEPT = """
CREATE OR REPLACE FUNCTION accept_move(offered uuid, by_team uuid, patient_made uuid, enrolment_made uuid,
                            in_phase text, at timestamptz) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    me uuid := ctx_account();
    offer move;
    person patient;
    known uuid;
BEGIN
    SELECT * INTO offer FROM move WHERE id = offered AND answered_at IS NULL FOR UPDATE;
    IF offer.id IS NULL OR in_phase NOT IN ('referred', 'intake') OR NOT EXISTS (
        SELECT FROM posts_of(me) p
          JOIN role_scope rs ON rs.role = p.role AND rs.scope = 'work' AND p.profession <> ''
          JOIN team_municipality tm ON tm.team_id = p.team_id AND tm.municipality_id = offer.to_id
               AND tm.starts_at <= now() AND (tm.ends_at IS NULL OR tm.ends_at > now())
         WHERE p.team_id = by_team) THEN
        RETURN NULL;
    END IF;
    SELECT p.* INTO person FROM patient p JOIN enrolment e ON e.patient_id = p.id
     WHERE e.id = offer.enrolment_id;
    SELECT p.id INTO known FROM patient p
     WHERE p.municipality_id = offer.to_id AND p.national_id_lookup = person.national_id_lookup;
    IF known IS NULL THEN
        known := patient_made;
        INSERT INTO patient (id, municipality_id, national_id, national_id_lookup, given, family,
            birth_date, sex, language, phone, address, gp_office, matters, protection)
        VALUES (known, offer.to_id, person.national_id, person.national_id_lookup, person.given,
            person.family, person.birth_date, person.sex, person.language, person.phone, '', '',
            person.matters, person.protection);
        INSERT INTO identifier (id, municipality_id, patient_id, system, value, lookup, use,
            starts_at, ends_at, assigner)
        SELECT gen_random_uuid(), offer.to_id, known, i.system, i.value, i.lookup, i.use,
               i.starts_at, i.ends_at, i.assigner
          FROM identifier i WHERE i.patient_id = person.id;
    END IF;
    INSERT INTO enrolment (id, municipality_id, patient_id, team_id, conditions, phase, starts_at)
    SELECT enrolment_made, offer.to_id, known, by_team, e.conditions, in_phase, at
      FROM enrolment e WHERE e.id = offer.enrolment_id;
    INSERT INTO transfer (enrolment_id, municipality_id, earlier_id, linked_by_id, linked_at)
    VALUES (enrolment_made, offer.to_id, offer.enrolment_id, me, at);
    INSERT INTO phase_change (id, municipality_id, enrolment_id, before, after, at, why, made_by_id)
    SELECT gen_random_uuid(), e.municipality_id, e.id, e.phase, 'ended', at, 'moved', me
      FROM enrolment e WHERE e.id = offer.enrolment_id AND e.phase <> 'ended';
    UPDATE enrolment SET phase = 'ended', ends_at = at WHERE id = offer.enrolment_id;
    UPDATE binding SET ends_at = at
     WHERE enrolment_id = offer.enrolment_id AND (ends_at IS NULL OR ends_at > at);
    DELETE FROM watch WHERE enrolment_id = offer.enrolment_id;
    DELETE FROM awaited WHERE enrolment_id = offer.enrolment_id;
    UPDATE move SET answered_by_id = me, answered_at = at, answer = 'accepted',
        became_id = enrolment_made WHERE id = offered;
    RETURN enrolment_made;
END $$;
"""

# Those who moved before this was written. What phase they were in is what was kept last of them.
BEFORE = """
INSERT INTO phase_change (id, municipality_id, enrolment_id, before, after, at, why, made_by_id)
SELECT gen_random_uuid(), e.municipality_id, e.id, coalesce(
           (SELECT p.after FROM phase_change p WHERE p.enrolment_id = e.id AND p.at <= m.answered_at
             ORDER BY p.at DESC LIMIT 1), 'active'),
       'ended', m.answered_at, 'moved', m.answered_by_id
  FROM move m JOIN enrolment e ON e.id = m.enrolment_id
 WHERE m.answer = 'accepted' AND NOT EXISTS (
       SELECT FROM phase_change p WHERE p.enrolment_id = e.id AND p.after = 'ended');
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0009_changes"), ("intake", "0002_walls")]
    operations = [migrations.RunSQL(ACCEPT), migrations.RunSQL(BEFORE)]
