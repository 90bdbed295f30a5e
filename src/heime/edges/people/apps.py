from django.apps import AppConfig


class PeopleDoor(AppConfig):
    """The pages; `people` alone is the label of the records."""

    name = "heime.edges.people"
    label = "people_door"
