"""Tables and how they are read and written. One Django app per subject; `access` holds the walls."""
