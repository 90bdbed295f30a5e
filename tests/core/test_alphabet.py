"""Names in the Norwegian order, without leaning on the machine's own."""

from heime.core.alphabet import order_of


def test_the_last_three_letters_come_last_and_in_their_order() -> None:
    names = ["Åse", "Øverli", "Ærlig", "Zeiner", "Aas", "Berg", "Ås", "Édouard", "Eide", "Öberg"]

    assert sorted(names, key=order_of) == [
        "Aas", "Berg", "Édouard", "Eide", "Zeiner", "Ærlig", "Öberg", "Øverli", "Ås", "Åse",
    ]  # fmt: skip


def test_capitals_make_no_difference() -> None:
    assert order_of("ØVERLI") == order_of("øverli")
