"""The reports a run leaves, as their readers find them: migration team, CI server, script, person."""
import csv
import html.parser
import json
import os
import unittest
import xml.etree.ElementTree as xml

from world import WorldTest, sha256

ALL = {"json": "out/${run.id}.json", "csv": "out/${run.id}.csv", "junit": "out/${run.id}.xml",
       "html": "out/${run.id}.html"}


class Page(html.parser.HTMLParser):
    """Elements that would fetch something, the text outside script and style, and the rows of each table."""

    def __init__(self, text):
        super().__init__()
        self.fetching, self.words, self.rows, self.inside, self.table = [], [], {}, [], None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        names = dict(attributes)
        if tag not in ("meta", "input"):
            self.inside.append(tag)
        if tag in ("img", "link", "iframe", "object", "embed", "audio", "video", "base", "form"):
            self.fetching.append(tag)
        self.fetching += [name for name in names if name in ("src", "href", "srcset", "action", "style") or
                          name.startswith("on")]
        if tag == "table":
            self.table = names["id"]
        if tag == "tr":
            self.rows.setdefault(self.table, []).append([])
        if tag in ("td", "th"):
            self.rows[self.table][-1].append("")

    def handle_endtag(self, tag):
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass

    def handle_data(self, data):
        if "script" in self.inside or "style" in self.inside:
            return
        self.words.append(data)
        if "td" in self.inside or "th" in self.inside:
            self.rows[self.table][-1][-1] += data


class Reports(WorldTest):
    def manifest_run(self, address, rows, **sections):
        self.table("items.csv", rows)
        return self.vendor_job(
            address, {"access_token": {"secret": "env:DASH_TOKEN"}, "folder": "/E2E", "poll": {"every": "200ms"}},
            {"folder": {"root": self.drop},
             "manifest": {"csv": "items.csv", "match": {"column": "File"}},
             "fields": {"Title": {"column": "Title"}}}, report=ALL, **sections)

    def reports(self):
        folder = os.path.join(self.folder, "out")
        found = {name.rsplit(".", 1)[1]: os.path.join(folder, name) for name in os.listdir(folder)}
        self.assertEqual(sorted(found), ["csv", "html", "json", "xml"])
        with open(found["json"]) as text:
            report = json.load(text)
        with open(found["csv"], newline="") as text:
            lines = list(csv.DictReader(text))
        with open(found["html"]) as text:
            page = text.read()
        return report, lines, xml.parse(found["xml"]).getroot(), page

    def test_a_migration_team_joins_the_ids_back_to_its_manifest(self):
        self.files(6)
        names = sorted(os.listdir(self.drop))
        rows = [{"File": name, "Title": f"={name}, \"new\"", "Unused": "x"} for name in names]
        rows.append({"File": "missing.bin", "Title": "nobody", "Unused": ""})
        lab = self.lab()
        self.expect(5, "run", self.manifest_run(lab.address, rows))
        report, lines, suite, page = self.reports()
        objects = {each["path"]: each for each in lab.audit()["objects"]}
        by_key = {line["key"]: line for line in lines}
        for row in rows[:-1]:
            line = by_key[row["File"]]
            self.assertEqual(line["remote_id"], objects["/E2E/" + row["File"]]["asset_id"])
            self.assertEqual(line["row.Title"], "'" + row["Title"], "no formula in a spreadsheet")
            self.assertNotIn("row.Unused", line)
            self.assertEqual(json.loads(line["meta"])["path"], "/E2E/" + row["File"])
        self.assertEqual(by_key["missing.bin"]["code"], "row_without_file")
        self.assertIn("row", by_key["missing.bin"]["advice"])
        items = {each["key"]: each for each in report["items"]}
        self.assertEqual(items[names[0]]["row"], {"Title": rows[0]["Title"]})

    def test_all_of_them_and_the_exit_code_agree(self):
        self.files(8)
        self.files(1, size=0, folder="empty")
        open(os.path.join(self.drop, "empty", "file 00000.bin"), "w").close()
        lab = self.lab()
        done = self.expect(5, "run", self.vendor_job(
            lab.address, {"access_token": {"secret": "env:DASH_TOKEN"}, "folder": "/E2E/${item.dir}",
                          "poll": {"every": "200ms"}}, report=ALL))
        report, lines, suite, page = self.reports()
        self.assertEqual(done.stdout.count("report  "), 6, done.stdout)
        self.assertEqual(report["schema"], "ingot.report/1")
        self.assertEqual(report["run"]["exit_code"], 5)
        self.assertEqual(report["totals"]["failed"], 1)
        self.assertEqual({each["outcome"] for each in lines}, {"done", "rejected"})
        self.assertEqual((suite.get("tests"), suite.get("failures"), suite.get("errors")), ("9", "1", "0"))
        self.assertEqual([each.get("name") for each in suite.iter("testcase") if each.find("failure") is not None],
                         ["empty/file 00000.bin"])
        read = Page(page)
        self.assertEqual(read.fetching, [], "the page asks nobody for anything")
        self.assertEqual([row[0] for row in read.rows["failed"][1:]], ["empty/file 00000.bin"])
        self.assertEqual([row[:2] for row in read.rows["outcomes"][1:]], [["done", "8"], ["rejected", "1"]])
        self.assertIn("Throughput", "".join(read.words))
        self.assertGreater(len(read.rows["slowest"]), 1)
        xml.fromstring(page.split("\n", 1)[1])
        samples = report["samples"]
        self.assertEqual(sum(each["ended"] for each in samples), 9, "the last sample is taken when the run ends")
        self.assertEqual(sum(each["bytes"] for each in samples), report["transfer"]["bytes_sent"])
        self.assertEqual(sum(each["requests"] for each in samples), report["transfer"]["requests"])
        status = json.loads(self.run_ingot("status", "--output", "json").stdout)
        self.assertEqual(status["exit_code"], 5)
        self.assertEqual(status["items"], {"done": 8, "rejected": 1})

    def test_the_report_command_writes_what_is_named(self):
        self.files(3)
        self.expect(0, "run", self.job(self.lab().address))
        wanted = {name: os.path.join(self.folder, "again." + name) for name in ("json", "csv", "junit", "html")}
        self.expect(0, "report", "--junit", wanted["junit"])
        self.assertTrue(os.path.exists(wanted["junit"]))
        self.assertFalse(os.path.exists(wanted["json"]))
        done = self.expect(0, "report", *[word for name, path in wanted.items() for word in ("--" + name, path)])
        self.assertEqual(done.stdout.split(), list(wanted.values()))
        for path in wanted.values():
            self.assertGreater(os.path.getsize(path), 100)
            with open(path) as text:
                self.assertNotIn("lab-token", text.read())
        self.expect(8, "report", "--html", os.path.join(self.folder, "nowhere", "x.html"), says="nowhere")

    def test_the_published_schema_is_json_and_names_the_version(self):
        done = self.run_offline("schema", "--report")
        self.assertEqual(done.returncode, 0, done.stderr)
        schema = json.loads(done.stdout)
        self.assertEqual(schema["properties"]["schema"]["const"], "ingot.report/1")
        self.assertEqual(schema["properties"]["items"]["items"]["required"],
                         ["key", "size", "outcome", "attempts", "requests"])

    def test_samples_go_on_after_a_resume(self):
        self.files(60)
        lab = self.lab("--latency", "15ms")
        process = self.start_ingot("run", self.job(lab.address))
        while lab.requests() < 60:
            self.assertIsNone(process.poll())
        process.send_signal(2)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        with open(self.run_ingot("report").stdout.split()[0]) as text:
            before = json.load(text)
        self.assertEqual((before["run"]["end"], before["run"]["exit_code"]), ("interrupted", 130))
        self.expect(0, "resume")
        with open(self.run_ingot("report").stdout.split()[0]) as text:
            after = json.load(text)
        self.assertEqual(after["samples"][:len(before["samples"])], before["samples"])
        self.assertEqual(sum(each["ended"] for each in after["samples"]), 60)
        self.assertEqual(sum(each["requests"] for each in after["samples"]), after["transfer"]["requests"])
        objects = {each["path"]: each for each in lab.audit()["objects"]}
        for item in after["items"]:
            self.assertEqual(objects["/E2E/" + item["key"]]["sha256"], sha256(os.path.join(self.drop, item["key"])))


if __name__ == "__main__":
    unittest.main()
