"""Who sees what of a wiki: trees, includes, links, lists."""

import pytest

from folkmoot.commons.content import actions as content
from folkmoot.commons.spaces.viewer import GUEST
from folkmoot.listen.wiki import actions, queries
from folkmoot.listen.wiki.models import Page
from folkmoot.testing.makers import AT, make_item, make_space, viewer

from .makers import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return House(audience=0)


def shown(branch):
    return [(node.title, shown_nodes(node.children)) for node in branch.nodes]


def shown_nodes(nodes):
    return None if nodes is None else [(node.title, shown_nodes(node.children)) for node in nodes]


def hide(house, item):
    """Only members may read it from now on."""
    content.change_audience(viewer=viewer(house.writer), item_id=item.id, audience=3, at=AT)
    item.refresh_from_db()


def test_the_tree_opens_the_way_to_the_current_page_and_no_other(house):
    a, _b = house.page("A"), house.page("B")
    a1 = house.page("A1", under=a)
    house.page("A2", under=a)
    house.page("A11", under=a1)
    found = queries.tree(viewer(house.writer), house.space, a1.id)
    assert shown(found) == [("A", [("A1", [("A11", None)]), ("A2", None)]), ("B", None)]
    assert [node.has_children for node in found.nodes] == [True, False]
    assert found.nodes[0].children[0].is_current


def test_a_hidden_page_leaves_no_gap_and_its_children_move_up(house):
    a, b = house.page("A"), house.page("Hidden")
    house.page("C")
    house.page("Child", under=b)
    hide(house, b)
    for who in (GUEST, viewer(house.customer), viewer(house.reader)):
        assert [node.title for node in queries.branch(who, house.space, None).nodes] == ["A", "Child", "C"]
        assert [item.title for _depth, item in queries.subtree(who, house.space)] == ["A", "Child", "C"]
    assert [node.title for node in queries.branch(viewer(house.writer), house.space, None).nodes] == [
        "A",
        "Hidden",
        "C",
    ]
    assert a.title == "A"


def test_the_overview_shows_two_levels_as_far_as_one_may_see(house):
    a, b = house.page("A"), house.page("B")
    a1 = house.page("A1", under=a)
    house.page("A11", under=a1)
    hidden = house.page("Hidden", under=b)
    house.page("B11", under=hidden)
    hide(house, hidden)
    found = queries.overview(GUEST, house.space)
    assert shown(found) == [("A", [("A1", None)]), ("B", [("B11", None)])]
    assert found.nodes[0].children[0].has_children
    assert shown(queries.overview(viewer(house.writer), house.space))[1] == ("B", [("Hidden", None)])


def test_a_long_level_is_cut_and_goes_on(house):
    actions.import_pages(
        viewer=viewer(house.moderator), space=house.space, at=AT,
        pages=[actions.ImportedPage(key=str(n), title=f"Page {n:03}", body="x") for n in range(130)],
    )  # fmt: skip
    first = queries.branch(viewer(house.writer), house.space, None)
    assert (len(first.nodes), first.nodes[0].title) == (100, "Page 000")
    rest = queries.branch(viewer(house.writer), house.space, None, after=int(first.more))
    assert [rest.nodes[0].title, len(rest.nodes), rest.more] == ["Page 100", 30, ""]
    last = rest.nodes[-1]
    assert any(node.is_current for node in queries.tree(viewer(house.writer), house.space, last.id).nodes)
    hundred_and_first = Page.objects.filter(space=house.space).order_by("position")[100]
    nodes = queries.tree(viewer(house.writer), house.space, hundred_and_first.pk).nodes
    assert [len(nodes), sum(node.is_current for node in nodes)] == [101, 1]


def test_the_way_down_costs_the_same_however_deep(house, django_assert_num_queries):
    above, me = None, viewer(house.writer)
    for number in range(9):
        above = house.page(f"Level {number}", "x", under=above)
        if number in (1, 8):
            with django_assert_num_queries(4):
                top = queries.tree(me, house.space, above.pk)
    depth, nodes = 0, top.nodes
    while nodes:
        depth, nodes = depth + 1, next(node for node in nodes if node.title.startswith("Level")).children
    assert depth == 9


def test_an_include_shows_what_the_reader_may_see_and_hidden_looks_like_absent(house):
    terms = house.page("Terms", "Thirty days, **net**.")
    page = house.page("Offer", "Before.\n\n{{include: Terms}}\n\nAfter.")
    for who in (GUEST, viewer(house.writer)):
        assert "Thirty days, <strong>net</strong>" in queries.read(who, page).html
    hide(house, terms)
    hidden = queries.read(GUEST, page).html
    assert "Thirty days" in queries.read(viewer(house.writer), page).html
    assert "Thirty" not in hidden
    content.delete(viewer=viewer(house.writer), item_id=terms.id, at=AT)
    Page.objects.filter(pk=terms.id).delete()
    assert queries.read(GUEST, page).html == hidden


def test_includes_that_go_in_a_circle_end(house):
    house.page("One", "1\n\n{{include: Two}}")
    two = house.page("Two", "2\n\n{{include: One}}\n\n{{include: Two}}")
    html = queries.read(viewer(house.writer), two).html
    assert html.count("would show itself") == 2
    assert len(html) < 4000


def test_many_includes_do_not_grow_without_end(house):
    for level in range(8):
        house.page(f"Level {level}", "\n\n".join(["text"] + [f"{{{{include: Level {level + 1}}}}}"] * 12))
    page = house.page("Top", "{{include: Level 0}}")
    assert len(queries.read(viewer(house.writer), page).html) < 200_000


def test_a_link_to_a_hidden_page_looks_as_one_to_no_page(house):
    secret = house.page("Plan")
    page = house.page("Linking", "[[Plan]] and [[Plot]]")
    hide(house, secret)
    html = queries.read(GUEST, page).html
    assert html.count("is-wanted") == 2
    assert html.replace("plot", "plan").replace("Plot", "Plan").count(">Plan</a>") == 2
    assert queries.read(viewer(house.writer), page).html.count("is-wanted") == 1
    assert [each.title for each in queries.wanted(GUEST, house.space)] == ["Plan", "Plot"]
    assert [each.title for each in queries.wanted(viewer(house.writer), house.space)] == ["Plot"]


def test_a_hidden_page_is_in_nobodys_way(house):
    hide(house, house.page("Plan"))
    again = house.page("Plan", by=house.moderator)
    assert queries.page_named(GUEST, "works", "plan") == again


def test_links_reach_other_spaces_that_one_may_see(house):
    other = make_space(slug="other", audience=2)
    there = make_item(kind="page", space=other, title="There", body="x")
    page = house.page("Here", "[[other:There]]")
    assert f"/w/{_key(there)}/" in queries.read(viewer(house.writer), page).html
    assert "is-wanted" in queries.read(GUEST, page).html


def _key(item):
    from folkmoot.base.ids import to_text

    return to_text(item.id)


def test_backlinks_and_lists_name_only_what_one_may_see(house):
    page = house.page("Goal")
    source = house.page("Source", "[[Goal]]")
    hide(house, source)
    house.change(source, "[[Goal]] again")
    row = Page.objects.get(pk=page.id)
    assert queries.backlinks(GUEST, row) == []
    assert queries.backlinks(viewer(house.writer), row) == [source]
    assert [each.title for each in queries.recent(GUEST, house.space)] == ["Goal"]
    assert list(queries.changes(GUEST, house.space).rows) == []
    assert len(queries.changes(viewer(house.writer), house.space).rows) == 1


def test_headings_get_addresses_of_their_own(house):
    page = house.page(body="# Test\n\n## Test\n\n### In *wind*\n\n<h3>x</h3>")
    seen = queries.read(viewer(house.writer), page)
    assert [(each.level, each.words, each.slug) for each in seen.headings] == [
        (1, "Test", "test"), (2, "Test", "test-2"), (3, "In wind", "in-wind"),
    ]  # fmt: skip


def test_remarks_are_marked_in_the_text(house):
    page = house.page(body="Test brakes *every* day.")
    from folkmoot.commons.content import queries as contents
    from folkmoot.commons.content.passages import Passage

    content.remark(
        viewer=viewer(house.colleague), item_id=page.id, passage=Passage("brakes every day"), body="Sundays?", at=AT
    )
    html = queries.read(viewer(house.writer), page, remarks=contents.remarks(viewer(house.writer), page)).html
    assert html.count('class="remark"') == 3
    assert html.count("<em>") == 1
