"""The patient, their next of kin and the wall tablet: the app, and the JSON that it reads."""
