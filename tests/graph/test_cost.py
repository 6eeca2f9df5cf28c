"""What a plan costs: parts, seconds and bytes, by hand."""

from types import SimpleNamespace

import pytest

from phases.graph.cost import UnitCosts, cost
from phases.graph.forecast import ItemPlan, Known, Planned


def test_cost_counts_shared_parts_once_and_knows_the_room_of_the_cache():
    """By hand: 1,000 bytes each; a has parts 1 to 4, b 3 to 6, and part 1 is in the cache."""
    divided, plain = (SimpleNamespace(name=name, divided=name == "speak") for name in ("speak", "cut"))
    items = [SimpleNamespace(id=id, size=1000) for id in "ab"]
    plans = []
    for item in items:
        tasks = [
            SimpleNamespace(
                name=f"{item.id}:{one.name}",
                key=f"toy:{one.name}",
                item=item,
                phase=one,
                targets=["/no/such/file"],
            )
            for one in (plain, divided)
        ]
        plans.append(ItemPlan(item, phases=[Planned(tasks[0], "maybe", ""), Planned(tasks[1], "make", "")]))
    plans.append(ItemPlan(items[0], phases=[Planned(tasks[0], "fail", "broken")]))
    known = Known(parts={"a:speak": {"1", "2", "3", "4"}, "b:speak": {"3", "4", "5", "6"}})
    costs = UnitCosts(
        {"toy:speak": 0.02, "notes:cut": 9.0},
        {"toy:speak": 3.0, "toy:cut": 1.0, "notes:cut": 900.0},
        cache_bytes=8.0,
        cache_room=5000.0,
        stretch=1.5,
    )
    total = cost(plans, known, {"1"}, costs, workers=2)
    assert (total.parts, total.cached) == (5, 1)
    assert total.sure_s == pytest.approx(0.02 * 1000 * (3 / 4 + 2 / 4) * 1.5 / 2)
    assert total.maybe_s == 0 and total.unmeasured == {"cut"}
    assert total.disk_bytes == 2 * (3000 + 1000) + 5000
