"""The table of one run: medians, and ratios to each peer."""
import statistics

from . import measures

# The measure, of which of ours, at least how many times which peer's rate. On a machine that others use as well rates
# say little, and the processor's time for a unit of the load, of both ends, says the same: at most 1/n of the peer's.
GOALS = [
    ("send", None, "mir", 0.8, "ceiling"), ("fetch", None, "mir", 0.8, "ceiling"), ("send", None, "mir", 1.0, "kernel"),
    ("send", None, "mir-plain", 0.8, "ceiling-plain"), ("fetch", None, "mir-plain", 0.9, "ceiling-plain"),
    ("connect", None, "mir", 1.0, "kernel"), ("echo", None, "mir", 0.8, "ceiling"),
    ("loss", 0.1, "mir-plain", 0.8, "kernel-plain"), ("loss", 1, "mir-plain", 0.8, "kernel-plain"),
]


def median(values):
    return statistics.median(values) if values else 0


def ratios(cells, pick):
    """Of every round, ours by theirs; the median of that: what disturbs a round disturbs both."""
    def ratio(ours, theirs):
        pairs = [(a, b) for a, b in zip(pick(ours), pick(theirs)) if a and b]
        return median([a / b for a, b in pairs])
    return ratio


def title(name, parameter):
    if name == "loss":
        return f"goodput at {parameter:g} % loss", "Mbit/s", measures.BULK
    if name == "flows":
        return f"1 KiB on each of {parameter} flows in turn", "Mbit/s", measures.BULK
    if name == "memory":
        return "memory of an idle connection", "bytes", 1
    what, unit, worth, _ = measures.RATES[name]
    return what, unit, worth


def show_row(key, cells):
    what, unit, worth = title(*key)
    print(f"\n{what}\n  {'':14}{unit:>10}  rate / that of: {'  '.join(f'{name:>13}' for name in cells)}")
    for name, cell in cells.items():
        compared = [ratios(cells, lambda c: c.rates)(cell, other) for other in cells.values()]
        print(f"  {name:14}{median(cell.rates) * worth:10.0f}  {'':16}" +
              "  ".join(f"{value:12.2f}x" if value else f"{'-':>13}" for value in compared))
    if not any(any(cell.costs) for cell in cells.values()):
        return
    print(f"  {'':14}{'ns, each':>10}  time / that of:")
    for name, cell in cells.items():
        compared = [ratios(cells, lambda c: c.costs)(cell, other) for other in cells.values()]
        print(f"  {name:14}{median(cell.costs) * 1e9:10.3f}  {'':16}" +
              "  ".join(f"{value:12.2f}x" if value else f"{'-':>13}" for value in compared))


def show_goals(table):
    print("\ngoals: the rate, in times that of a peer; and the same from processor time (1 / ratio)")
    for name, parameter, ours, goal, peer in GOALS:
        cells = table.rows.get((name, parameter), {})
        if ours not in cells or peer not in cells:
            continue
        rate = ratios(cells, lambda c: c.rates)(cells[ours], cells[peer])
        cost = ratios(cells, lambda c: c.costs)(cells[peer], cells[ours])
        print(f"  {'met    ' if rate >= goal else 'NOT met'} {rate:5.2f} ({cost:5.2f}) of {goal:.1f} x {peer:14}{ours:10} "
              f"{title(name, parameter)[0]}")
    for name in ("send", "fetch"):
        cells = table.rows.get((name, None), {})
        if "mir" in cells and "kernel" in cells:
            cost = ratios(cells, lambda c: c.costs)(cells["mir"], cells["kernel"])
            print(f"  {'met    ' if 0 < cost <= 1 else 'NOT met'} {cost:5.2f} of at most 1.0 x kernel processor time a byte, "
                  f"{title(name, None)[0]}")


def show(table, rounds):
    print(f"\nmedian of {rounds} rounds; a ratio is the median of each round's; time is the processor's, of both ends")
    for key, cells in table.rows.items():
        show_row(key, cells)
    show_goals(table)
