"""However a run ends: exit code, summary, status, ledger and the four reports say the same."""
import collections
import csv
import html.parser
import json
import os
import re
import signal
import sqlite3
import time
import unittest
import xml.etree.ElementTree as xml

from json_schema import problems
from world import SOURCE, WorldTest

FAILED = {"rejected", "failed", "auth", "conflict", "unknown", "source_changed", "unreadable"}


def state_names():
    """{number in a ledger: the word for it}, from the header that declares them."""
    with open(os.path.join(SOURCE, "host/ledger/item.hpp"), encoding="utf-8") as text:
        states = re.search(r"enum class ItemState.*?\};", text.read(), re.S).group(0)
    return {int(number): name for name, number in re.findall(r"^  (\w+) = (\d+),", states, re.M)}


class Outcomes(html.parser.HTMLParser):
    """The page's table of outcomes."""

    def __init__(self, text):
        super().__init__()
        self.rows, self.is_inside, self.is_cell = [], False, False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        if tag == "table":
            self.is_inside = dict(attributes).get("id") == "outcomes"
        if self.is_inside and tag == "tr":
            self.rows.append([])
        if self.is_inside and tag == "td":
            self.rows[-1].append("")
            self.is_cell = True

    def handle_endtag(self, tag):
        if tag == "td":
            self.is_cell = False

    def handle_data(self, data):
        if self.is_inside and self.is_cell:
            self.rows[-1][-1] += data


class Ends(WorldTest):
    def manifest_job(self, address, names, **sections):
        self.table("items.csv", [{"File": name, "Title": "t " + name} for name in names] or [{"File": ""}])
        if not names:
            self.write("items.csv", "File,Title\n")
        return self.vendor_job(
            address, {"access_token": {"secret": "env:DASH_TOKEN"}, "folder": "/E2E", "poll": {"every": "200ms"}, "batch_size": 5},
            {"folder": {"root": self.drop}, "manifest": {"csv": "items.csv", "match": {"column": "File"}},
             "fields": {"Title": {"column": "Title"}}}, **sections)

    def listed(self):
        return sorted(os.listdir(self.drop))

    def finish(self, process):
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def run_to_end(self, *words, **kwargs):
        return self.finish(self.start_ingot("run", *words, "--output", "json", **kwargs))

    def reports(self):
        """The four reports of the newest run, read."""
        paths = {name: os.path.join(self.folder, "all." + name) for name in ("json", "csv", "junit", "html")}
        self.expect(0, "report", *[word for name, path in paths.items() for word in ("--" + name, path)])
        with open(paths["json"], encoding="utf-8") as text:
            report = json.load(text)
        with open(paths["csv"], newline="", encoding="utf-8") as text:
            lines = list(csv.DictReader(text))
        with open(paths["html"], encoding="utf-8") as text:
            page = {row[0]: int(row[1].replace(",", "")) for row in Outcomes(text.read()).rows if row}
        return report, lines, xml.parse(paths["junit"]).getroot(), page

    def ledger(self, run):
        with sqlite3.connect(f"file:{self.state}/runs/{run}/ledger.db?mode=ro", uri=True) as ledger:
            rows = ledger.execute("SELECT state, count(*) FROM item GROUP BY state").fetchall()
        return {state_names()[state]: count for state, count in rows}

    def agree(self, code, end, done):
        """Of one run that has just ended; answers its outcomes and the report."""
        returned, out, err = done
        self.assertEqual(returned, code, out + err)
        summary = json.loads(out)
        report, lines, suite, page = self.reports()
        self.assertEqual(problems(json.loads(self.run_offline("schema", "--report").stdout), report), [])
        outcomes = dict(collections.Counter(each["outcome"] for each in report["items"]))
        failed = sum(count for name, count in outcomes.items() if name in FAILED)
        status = json.loads(self.run_ingot("status", "--output", "json").stdout)
        self.assertEqual((summary["end"], summary["exit_code"]), (end, code))
        self.assertEqual((report["run"]["end"], report["run"]["exit_code"]), (end, code))
        self.assertEqual((status["end"], status["exit_code"]), (end, code))
        self.assertEqual((summary["items"], summary["failed"], summary["done"]),
                         (len(report["items"]), failed, outcomes.get("done", 0)))
        self.assertEqual({name: each["items"] for name, each in report["totals"]["by_outcome"].items()}, outcomes)
        self.assertEqual((report["totals"]["items"], report["totals"]["failed"]), (len(report["items"]), failed))
        self.assertEqual(status["items"], outcomes)
        self.assertEqual(self.ledger(summary["run"]), outcomes)
        self.assertEqual(dict(collections.Counter(line["outcome"] for line in lines)), outcomes)
        self.assertEqual(page, outcomes)
        self.assertEqual((int(suite.get("tests")) - int(suite.get("errors")), int(suite.get("failures"))), (len(lines), failed))
        self.assertEqual(int(suite.get("failures")) + int(suite.get("errors")) > 0, code != 0, "red exactly when the run is")
        self.rows_have_ids(report, lines)
        return outcomes, report

    def rows_have_ids(self, report, lines):
        by_key = {line["key"]: line for line in lines}
        for item in report["items"]:
            line = by_key[item["key"]]
            self.assertEqual(line["remote_id"], item.get("remote_id", ""))
            if item["outcome"] == "done":
                self.assertTrue(line["remote_id"], item)
                self.assertEqual(line["row.Title"], "t " + item["key"])

    def test_all_went_well(self):
        self.files(6)
        outcomes, _ = self.agree(0, "finished", self.run_to_end(self.manifest_job(self.lab().address, self.listed())))
        self.assertEqual(outcomes, {"done": 6})

    def test_some_failed(self):
        self.files(4)
        self.write("drop/empty.bin", b"")
        job = self.manifest_job(self.lab().address, self.listed() + ["missing.bin"])
        outcomes, _ = self.agree(5, "finished", self.run_to_end(job))
        self.assertEqual(outcomes, {"done": 4, "rejected": 1, "unreadable": 1})

    def test_more_failed_than_the_budget_allows(self):
        self.files(3)
        job = self.manifest_job(self.lab("--latency", "100ms").address, self.listed() + ["gone 1", "gone 2", "gone 3"],
                                failure={"budget": 2})
        outcomes, _ = self.agree(6, "budget", self.run_to_end(job))
        self.assertEqual(outcomes["unreadable"], 3)

    def test_the_deadline_was_over(self):
        self.files(60)
        job = self.manifest_job(self.lab("--latency", "150ms").address, self.listed(),
                                upload={"deadline": "1s", "in_flight": 1, "backoff": "20ms..500ms"})
        outcomes, _ = self.agree(6, "deadline", self.run_to_end(job))
        self.assertLess(outcomes.get("done", 0), 60)

    def test_the_credentials_were_refused(self):
        self.files(3)
        outcomes, _ = self.agree(7, "auth", self.run_to_end(self.manifest_job(self.lab().address, self.listed()),
                                                            env={"DASH_TOKEN": "not-the-token"}))
        self.assertNotIn("done", outcomes)

    def test_the_vendor_is_not_there(self):
        self.files(3)
        outcomes, _ = self.agree(8, "unavailable", self.run_to_end(self.manifest_job("http://127.0.0.1:1", self.listed())))
        self.assertNotIn("done", outcomes)

    def interrupt(self, number, code):
        self.files(60)
        lab = self.lab("--latency", "30ms")
        process = self.start_ingot("run", self.manifest_job(lab.address, self.listed()), "--output", "json")
        while lab.requests() < 25:
            self.assertIsNone(process.poll())
            time.sleep(0.02)
        process.send_signal(number)
        outcomes, before = self.agree(code, "interrupted", self.finish(process))
        process = self.start_ingot("resume", "--output", "json")
        outcomes, report = self.agree(0, "finished", self.finish(process))
        self.assertEqual(outcomes, {"done": 60})
        self.assertEqual(report["run"]["id"], before["run"]["id"])

    def test_it_was_interrupted_and_went_on(self):
        self.interrupt(signal.SIGINT, 130)

    def test_it_was_terminated_and_went_on(self):
        self.interrupt(signal.SIGTERM, 143)

    def test_there_was_nothing_to_do(self):
        job = self.manifest_job(self.lab().address, [])
        outcomes, _ = self.agree(0, "finished", self.run_to_end(job))
        self.assertEqual(outcomes, {})
        self.agree(11, "finished", self.run_to_end(job, "--fail-on-empty"))

    def test_the_source_could_not_be_read(self):
        job = self.manifest_job(self.lab().address, ["a"])
        self.write("items.csv", "Other\nx\n")
        self.agree(3, "invalid", self.run_to_end(job))


if __name__ == "__main__":
    unittest.main()
