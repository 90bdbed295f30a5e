"""Tables, and how they are read and written. An app per subject; `access` holds the walls."""
