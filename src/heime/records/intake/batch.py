"""When somebody was in which phase, for whoever judges silence."""

PHASES = """
SELECT coalesce(json_agg(json_build_array(at, nullif(before, ''), after) ORDER BY at, id), '[]')
  FROM phase_change WHERE enrolment_id = ANY (%(people)b::uuid[])
"""
"""Part of a statement: the steps of these people's follow-ups, as JSON."""
