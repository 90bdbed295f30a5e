"""Questionnaires as data: what is asked, in which words, by whose leave, and how it is scored.

form.py says what a questionnaire is, checking.py refuses one that contradicts itself, asking.py
finds the next question, day.py puts one person's day together, scales.py scores. One file per
instrument; shipped.py lists them. fhir_out.py, fhir_in.py and responses.py speak FHIR R4, and
register.py keeps other people's instruments out. What to say when somebody is not safe: safety.py.
"""
