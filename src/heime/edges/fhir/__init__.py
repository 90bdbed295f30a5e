"""The FHIR R4 door: translates resources to and from what the service knows. No rule lives here."""
