"""What the build of the pages' styles and scripts watches for by itself."""

from heime.ops import frontend


def test_an_icon_that_does_not_exist_is_noticed() -> None:
    built = '.a{mask:url("@navikt/aksel-icons/dist/svg/Nothing.svg")}.b{mask:url(./Bell.svg)}'

    assert frontend.not_found(built) == ["@navikt/aksel-icons/dist/svg/Nothing.svg"]


def test_what_was_built_names_nothing_by_its_package() -> None:
    styles = [path.read_text("utf-8") for path in frontend.built().rglob("*.css")]
    assert styles

    assert [one for style in styles for one in frontend.not_found(style)] == []
