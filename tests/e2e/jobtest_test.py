"""`ingot test`: a job's own tests: what would be sent for items that need not exist."""
import json
import os
import unittest
import xml.etree.ElementTree

from world import WorldTest

HEAD = """version: 1
job: tested
params:
  season: { type: string, default: autumn }
vendor:
  plugin: dash
  base_url: http://127.0.0.1:1
  config:
    access_token: { secret: "env:NOT_SET_ANYWHERE" }
    folder: /Campaigns/${params.season}/${item.dir}
"""
FOLDER = """scan:
  folder: { root: nowhere, exclude: ["*.tmp"] }
  fields:
    Title: { from: stem }
    Keywords: [a, "${item.ext}"]
plan: { part_size: 6MiB }
profiles:
  spring: { params.season: spring }
"""
TABLE = """scan:
  folder: { root: nowhere }
  manifest: { csv: nowhere.csv, match: { column: File } }
  fields:
    Usage: { column: Rights, map: { RF: Royalty-free, RM: Rights-managed } }
    Title: { column: Title }
"""


class JobTest(WorldTest):
    def job_with(self, tests, scan=FOLDER):
        return self.write("job.yaml", HEAD + scan + "tests:\n" + tests)

    def run_test(self, job, *flags):
        return self.run_offline("test", job, *flags)

    def told(self, job, code, *flags):
        done = self.run_test(job, "--output", "json", *flags)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def test_what_holds_is_0_without_files_secrets_or_network(self):
        job = self.job_with("""
  - { name: fields and folder, file: x/pic.jpg, expect: { fields.Title: pic, fields.Keywords: [a, jpg],
      config.folder: /Campaigns/autumn/x } }
  - { name: the profile counts, profile: spring, file: pic.jpg, expect: { config: { folder: /Campaigns/spring } } }
  - { name: parameters count, params: { season: winter }, file: pic.jpg, expect: { config.folder: /Campaigns/winter } }
  - { name: large files have parts, file: a.mov, size: 13MiB, expect: { parts: 3, part_size: 6291456 } }
  - { name: temporary files stay here, file: x.tmp, expect: { refused: excluded } }
  - { name: empty files are refused, file: a.jpg, size: 0, expect: { refused: size } }
  - { name: there is no other field, file: a.jpg, expect: { fields.Other: } }
""")
        done = self.run_test(job)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(done.stdout.count("✓ "), 7)
        self.assertTrue(done.stdout.endswith("7 tests, 0 failed\n"))
        self.assertFalse(os.path.exists(self.state))

    def test_what_does_not_hold_is_5_with_its_place(self):
        tests = """
  - name: a wrong title
    file: pic.jpg
    expect: { fields.Title: Pic, fields.Keywords: [a, jpg] }
  - name: ünexpected refusal
    file: pic.jpg
    size: 0
    expect:
      parts: 1
"""
        job = self.job_with(tests)
        line = (HEAD + FOLDER).count("\n") + 1
        done = self.run_test(job)
        self.assertEqual(done.returncode, 5)
        self.assertIn(f"✗ a wrong title\n  {job}:{line + 4}:29: fields.Title\n"
                      "    - expected  Pic\n    + found     pic\n", done.stdout)
        self.assertIn("the item is refused: size: ", done.stdout)
        self.assertTrue(done.stdout.endswith("2 tests, 2 failed\n"))
        told = self.told(job, 5)
        self.assertEqual((told["passed"], told["failed"]), (0, 2))
        failure = told["tests"][0]["failures"][0]
        self.assertEqual((failure["what"], failure["line"], failure["column"], failure["expected"], failure["found"]),
                         ("fields.Title", line + 4, 29, ["Pic"], ["pic"]))
        self.assertEqual(told["tests"][0]["sent"]["values"]["fields"]["Title"], "pic")
        self.assertIsNone(told["tests"][1]["sent"])

    def test_rows_are_those_of_the_table(self):
        job = self.job_with("""
  - { name: rights are mapped, row: { File: a/x.jpg, Title: X, Rights: RF }, expect: { fields.Usage: Royalty-free } }
  - { name: a file can be given beside it, file: a/y.jpg, row: { Rights: RM }, expect: { config.folder: /Campaigns/autumn/a,
      fields.Usage: Rights-managed, fields.Title: } }
  - { name: other rights are refused, row: { File: a/x.jpg, Rights: none }, expect: { refused: fields } }
""", TABLE)
        done = self.run_test(job)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        ruled = self.job_with("  - { name: titles are wanted, row: { File: a/x.jpg, Rights: RF }, expect: { refused: J7001 } }\n",
                              TABLE + "validate: { columns: { Title: required } }\n")
        self.assertEqual(self.told(ruled, 0)["tests"][0]["refused"][:6], "J7001:")
        nothing = self.job_with("  - { name: which, row: { Title: X }, expect: { parts: 1 } }\n", TABLE)
        self.assertIn("`row` the column `File`", self.told(nothing, 5)["tests"][0]["failures"][0]["message"])

    def test_records_and_addresses(self):
        head = ("version: 1\njob: t\nvendor: { plugin: managedassets, base_url: \"http://127.0.0.1:1\", "
                "config: { token: { secret: \"env:T\" }, environment: non_production } }\n")
        uris = head + ("scan: { uris: { csv: list.csv, column: Url }, fields: { title: { column: Title } } }\n"
                       "tests:\n  - { name: a, row: { Url: \"http://x.test/a\", Title: A }, expect: { fields.title: A, parts: 0 } }\n")
        done = self.run_test(self.write("uris.yaml", uris))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        records = head + ("scan: { records: { csv: list.csv, key: Id, file: Doc }, fields: { title: { column: Title } } }\n"
                          "tests:\n  - { name: b, row: { Id: 7, Doc: d.pdf, Title: B }, size: 5, expect: { fields.title: B, parts: 1 } }\n")
        done = self.run_test(self.write("records.yaml", records))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_mistakes_in_tests_are_those_of_a_job(self):
        job = self.job_with("  - { name: a, file: b.jpg, expect: { title: x, refuse: y } }\n  - { file: c.jpg }\n")
        done = self.run_test(job)
        self.assertEqual(done.returncode, 3)
        for words in ("a test cannot expect `title`", "did you mean `refused`?", "`tests.name` is missing",
                      "`tests.expect` is missing"):
            self.assertIn(words, done.stderr)
        self.assertEqual(self.run_offline("validate", job, "--no-scan").returncode, 3)
        unknown = self.job_with("  - { name: a, profile: no, file: b.jpg, expect: { parts: 1 } }\n")
        done = self.run_test(unknown)
        self.assertEqual(done.returncode, 3)
        self.assertIn("unknown profile `no`", done.stderr)

    def test_junit(self):
        job = self.job_with("  - { name: good, file: a.jpg, expect: { parts: 1 } }\n"
                            "  - { name: \"<bad>\", file: a.jpg, expect: { parts: 2 } }\n")
        report = os.path.join(self.folder, "tests.xml")
        self.assertEqual(self.run_test(job, "--junit", report).returncode, 5)
        suite = xml.etree.ElementTree.parse(report).getroot()[0]
        self.assertEqual((suite.get("tests"), suite.get("failures")), ("2", "1"))
        cases = {each.get("name"): each for each in suite}
        self.assertIsNone(cases["good"].find("failure"))
        self.assertEqual(cases["<bad>"].find("failure").get("message"), "expected 2, found 1")


if __name__ == "__main__":
    unittest.main()
