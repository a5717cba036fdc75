"""Ingot alone against the least its work can cost here: rows P4 to P9 of the project's targets."""
import os
from statistics import median

import measure
import works
from clients import PROTOCOL, SAME, Ingot
from works import IN_FLIGHT, MIB

LARGEST_FILES_RSS, SMALL_FILES_RSS, GROWTH = 256 * MIB, 64 * MIB, 10 * MIB


class Rows:
    """Rows `number | measure | figure | target | holds`."""

    def __init__(self):
        self.rows = []

    def at_most(self, number, what, figure, target, unit=""):
        self.rows.append({"row": number, "measure": what, "figure": figure, "target": target, "unit": unit,
                          "holds": figure <= target})
        measure.say(f"{number}: {what}: {figure:.3g} {unit}")

    def table(self):
        lines = ["| row | measure | figure | target | holds |", "|---|---|---|---|---|"]
        for row in self.rows:
            lines.append(f"| {row['row']} | {row['measure']} | {row['figure']:.3g} {row['unit']} | "
                         f"<= {row['target']:.3g} {row['unit']} | {'yes' if row['holds'] else 'NO'} |")
        return "\n".join(lines)


class Floors:
    """ingot-floors: the shortest loop that sends or digests a work."""

    def __init__(self, bench, build):
        self.bench = bench
        self.program = os.path.join(build, "bin", "ingot-floors")

    def cpu(self, way, work, scheme="http"):
        def command(address, ca_file, folder):
            trust = [ca_file] if scheme == "https" else []
            place = [] if way == "digest" else [address]
            return [self.program, way, *place, work.path, *trust]
        cost, stats = self.bench.once(command, scheme)
        if way != "digest" and stats["bytes"] != work.bytes:
            raise measure.Failure(f"floor {way}: {stats['bytes']} bytes arrived instead of {work.bytes}")
        return cost.cpu


def big_rows(bench, build, work, rounds, rows):
    """P4, P5, P6, P9, and the memory of P8, for one big file."""
    floors, ingot = Floors(bench, build), Ingot(build)
    works.warm(work)
    ratios = {name: [] for name in ("plain", "plain md5", "tls", "tls md5", "overhead")}
    seen = []
    for number in range(rounds):
        measure.say(f"round {number + 1}/{rounds}: {work.name} and its floors")
        send, sendfile = floors.cpu("send", work), floors.cpu("sendfile", work)
        write, digest = floors.cpu("send", work, "https"), floors.cpu("digest", work)
        cost = {}
        for name, scheme, integrity in (("plain", "http", PROTOCOL), ("plain md5", "http", SAME),
                                        ("tls", "https", PROTOCOL), ("tls md5", "https", SAME)):
            cost[name], stats = bench.client(ingot, work, scheme, integrity)
            seen.append((cost[name], stats))
        ratios["plain"].append(cost["plain"].cpu / sendfile)
        ratios["plain md5"].append(cost["plain md5"].cpu / send)
        ratios["tls"].append(cost["tls"].cpu / write)
        ratios["tls md5"].append(cost["tls md5"].cpu / write)
        ratios["overhead"].append(cost["plain md5"].cpu / (digest + sendfile))
    rows.at_most("P4", "plain HTTP, no digest / sendfile loop", median(ratios["plain"]), 1.25, "x")
    rows.at_most("P5", "plain HTTP, MD5 of parts / pread+send loop", median(ratios["plain md5"]), 1.5, "x")
    rows.at_most("P6", "HTTPS, no digest / SSL_write loop", median(ratios["tls"]), 0.9, "x")
    rows.at_most("P6", "HTTPS, MD5 of parts / SSL_write loop", median(ratios["tls md5"]), 1.15, "x")
    rows.at_most("P8", f"peak RSS, {IN_FLIGHT} parts of 8 MiB in flight", max(cost.rss for cost, _ in seen) / MIB,
                 LARGEST_FILES_RSS / MIB, "MiB")
    rows.at_most("P9", "plain HTTP, MD5 of parts / (digest floor + sendfile loop)", median(ratios["overhead"]), 1.15, "x")
    rows.at_most("P9", "connections opened, most of all runs", max(stats["connections"] for _, stats in seen), IN_FLIGHT)
    # The program, its libraries and its ledger are read too.
    rows.at_most("P9", "bytes read / bytes of the file", max(cost.read for cost, _ in seen) / work.bytes, 1.05, "x")


def _growth_row(bench, ingot, few, many, rows):
    measure.say(f"memory: {few.name} and {many.name}")
    rss = [bench.client(ingot, work, "http", SAME)[0].rss / MIB for work in (few, many)]
    rows.at_most("P8", f"peak RSS, {many.name} beyond {few.name}", rss[1] - rss[0], GROWTH / MIB, "MiB")


def small_rows(bench, build, smalls, many, rounds, rows):
    """P7 and the memory of P8. `smalls`: (work, target in us); `many`: ten times the files of the first of them."""
    ingot = Ingot(build)
    for work in (*(work for work, _ in smalls), many):
        works.warm(work)
    costs = {work: [] for work, _ in smalls}
    connections = 0
    for number in range(rounds):
        for work, _ in smalls:
            measure.say(f"round {number + 1}/{rounds}: {work.name}")
            cost, stats = bench.client(ingot, work, "http", SAME)
            costs[work].append(cost)
            connections = max(connections, stats["connections"])
    for work, target in smalls:
        cpu = median(cost.cpu for cost in costs[work])
        rows.at_most("P7", f"{work.name}, MD5", work.per_unit(cpu), target, "us CPU/file")
        rows.at_most("P8", f"{work.name}, peak RSS", max(cost.rss for cost in costs[work]) / MIB, SMALL_FILES_RSS / MIB, "MiB")
    rows.at_most("P9", "small files: connections opened, most of all runs", connections, IN_FLIGHT)
    _growth_row(bench, ingot, smalls[0][0], many, rows)
