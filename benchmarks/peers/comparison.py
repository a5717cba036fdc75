"""The same work through every client, in interleaved rounds, each checked by what arrived."""
import os
import shutil
import tempfile
from dataclasses import asdict, dataclass, field
from statistics import median

import measure
import works
from clients import Client
from works import MIB


@dataclass
class Entry:
    """One client at one work: a Cost and the sink's counters for each round."""
    work: works.Work
    scheme: str
    integrity: str
    client: Client
    costs: list = field(default_factory=list)
    stats: list = field(default_factory=list)
    failure: str = ""

    @property
    def cell(self):
        return self.work.name, self.scheme, self.integrity

    def middle(self, what):
        return median(getattr(cost, what) for cost in self.costs)


class Bench:
    """Where things are: the build, the folder for throw-away files, the processors."""

    def __init__(self, build, folder, client_cpus, sink_cpu, is_verifying):
        self.sink = os.path.join(build, "bin", "ingot-sink")
        self.folder = folder
        self.client_cpus, self.sink_cpu, self.is_verifying = client_cpus, sink_cpu, is_verifying

    def once(self, make_command, scheme, variables=lambda folder: {}):
        """One run with a sink of its own: its cost, and the sink's counters."""
        folder = tempfile.mkdtemp(dir=self.folder)
        try:
            with measure.Sink(self.sink, self.sink_cpu, folder, self.is_verifying) as sink:
                command = make_command(sink.addresses[scheme], sink.ca_file, folder)
                cost = measure.run(command, self.client_cpus, folder, variables(folder))
                return cost, sink.stats()
        finally:
            shutil.rmtree(folder)

    def client(self, client, work, scheme, integrity):
        """As once(), for a client, whose work must have arrived whole."""
        cost, stats = self.once(lambda address, ca, folder: client.command(work, address, ca, integrity, folder), scheme,
                                client.variables)
        for name, wanted in (("bytes", work.bytes), ("objects", work.files), ("mismatches", 0)):
            if stats[name] != wanted:
                raise measure.Failure(f"{client.name}: {stats[name]} {name} arrived instead of {wanted}")
        return cost, stats


def compare(bench, clients, tasks, rounds):
    """`tasks`: (work, scheme, integrity). A client that fails once is left out of that task from there on."""
    entries = [Entry(*task, client) for task in tasks for client in clients if client.takes(task[0], task[2])]
    for number in range(rounds):
        for entry in entries:
            if entry.failure:
                continue
            measure.say(f"round {number + 1}/{rounds}: {', '.join(entry.cell)}: {entry.client.name}")
            # Each time: a system that takes back memory nobody has used for a minute would charge the first of a round.
            works.warm(entry.work)
            try:
                cost, stats = bench.client(entry.client, entry.work, entry.scheme, entry.integrity)
            except measure.Failure as failure:
                entry.failure = str(failure)
                measure.say(entry.failure)
                continue
            entry.costs.append(cost)
            entry.stats.append(stats)
    return entries


def _ratio(entry, base):
    """Median of the rounds' own ratios: what the machine does at the time, it does to both."""
    if base is None or entry is base or base.failure:
        return None
    return median(one.cpu / other.cpu for one, other in zip(entry.costs, base.costs))


def _vouched(stats):
    kinds = [f"{name[5:]} {stats[name]}" for name in ("with_md5", "with_sha256", "with_checksum") if stats[name]]
    return f"{', '.join(kinds) or 'none'} of {stats['puts']}"


def results(entries):
    """For JSON: one object for each entry, with its rounds."""
    bases = {entry.cell: entry for entry in entries if entry.client.name == "ingot"}
    return [{"work": entry.work.name, "scheme": entry.scheme, "integrity": entry.integrity, "client": entry.client.name,
             "failure": entry.failure, "ratio_to_ingot": None if entry.failure else _ratio(entry, bases.get(entry.cell)),
             "per_unit": None if entry.failure else entry.work.per_unit(entry.middle("cpu")), "unit": entry.work.unit,
             "rounds": [{**asdict(cost), "sink": stats} for cost, stats in zip(entry.costs, entry.stats)]}
            for entry in entries]


def table(entries):
    lines = ["| work | scheme | compared as | client | CPU | unit | wall s | RSS MiB | sink CPU s | CPU x ingot | PUTs vouched for |",
             "|---|---|---|---|---|---|---|---|---|---|---|"]
    bases = {entry.cell: entry for entry in entries if entry.client.name == "ingot"}
    for entry in entries:
        name = entry.client.name + (f" ({entry.client.note})" if entry.client.note else "")
        if entry.failure:
            lines.append(f"| {' | '.join(entry.cell)} | {name} | failed | | | | | | |")
            continue
        ratio = _ratio(entry, bases.get(entry.cell))
        cpu = entry.work.per_unit(entry.middle("cpu"))
        sink_cpu = median(stats["cpu_seconds"] for stats in entry.stats)
        lines.append(f"| {' | '.join(entry.cell)} | {name} | {cpu:.3g} | {entry.work.unit} | {entry.middle('wall'):.2f} | "
                     f"{entry.middle('rss') / MIB:.0f} | {sink_cpu:.2f} | {'' if ratio is None else f'{ratio:.2f}'} | "
                     f"{_vouched(entry.stats[-1])} |")
    return "\n".join(lines)
