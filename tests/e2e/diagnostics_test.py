"""Problems of jobs, rows and files in every format, as their readers find them."""
import json
import os
import re
import unittest

from json_schema import problems
from world import WorldTest

JOB = """version: 1
job: rows
vendor:
  plugin: dash
  base_url: http://127.0.0.1:1
  config: { access_token: { secret: "env:DASH_TOKEN" } }
scan:
  folder: { root: drop }
  manifest: { csv: items.csv, match: { column: File } }
  fields: { Usage: { column: Rights, map: { RF: free } } }
validate: { max_size: 1kB }
"""
ROWS = 'Title,File,Rights\r\nx,a.jpg,RF\r\n"two\nlines",gone.jpg,RF\r\n,,RF\r\ny,b.jpg,XX\r\nz,big.jpg,RF\r\n'


class Diagnostics(WorldTest):
    def setUp(self):
        super().setUp()
        for name, size in (("a.jpg", 10), ("b.jpg", 10), ("big.jpg", 2000)):
            self.write(os.path.join("drop", name), b"x" * size)
        self.write("items.csv", ROWS)
        self.good = self.write("rows.yaml", JOB)
        self.bad = self.write("bad.yaml", JOB.replace("max_size: 1kB", "max_size: 1 parsec, min: 2"))

    def validate(self, job, output, code):
        done = self.run_offline("validate", job, "--output", output)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        if output != "text":
            self.assertEqual(done.stderr, "")
        return done

    def schema(self):
        return json.loads(self.run_offline("schema", "--diagnostics").stdout)

    def document(self, job, code):
        found = json.loads(self.validate(job, "json", code).stdout)
        self.assertEqual(problems(self.schema(), found), [])
        self.assertEqual((found["exit_code"], found["ok"]), (code, code == 0))
        return found

    def test_rows_and_files_have_line_column_and_code(self):
        found = self.document(self.good, 5)
        table = os.path.join(self.folder, "items.csv")
        places = {each["code"]: (each["file"], each["line"], each["column"], each["length"]) for each in found["problems"]}
        self.assertEqual(places, {"row_without_file": (table, 4, 8, 8), "key": (table, 5, 2, 1),
                                  "fields": (table, 6, 9, 2), "max_size": (table, 7, 3, 7)})
        self.assertEqual(found["totals"]["items"], 1)
        self.assertEqual(found["totals"]["refused"] + found["totals"]["unreadable"], len(found["problems"]))

    def test_cells_that_break_a_rule_are_where_they_are(self):
        job = self.write("cells.yaml", JOB.replace("{ max_size: 1kB }", "{ columns: { Title: required, Rights: [RF, RM] } }"))
        self.write("items.csv", 'Title,File,Rights\n,a.jpg,RF\n"x, y",b.jpg,XX\n')
        found = self.document(job, 5)["problems"]
        self.assertEqual([(each["code"], each["line"], each["column"], each["length"]) for each in found],
                         [("J7001", 2, 1, 1), ("J7006", 3, 14, 2)])
        for each in found:
            self.assertNotIn("items.csv", each["message"])

    def test_what_a_job_sets_aside_is_a_warning(self):
        job = self.write("aside.yaml", JOB.replace("match:", "row_without_file: quarantine, match:")
                         + "failure: { quarantine: \"aside/${run.id}\" }\n")
        self.write("items.csv", "Title,File,Rights\nx,gone.jpg,RF\n")
        found = self.document(job, 0)
        self.assertEqual([(each["code"], each["severity"], each["line"]) for each in found["problems"]],
                         [("row_without_file", "warning", 2)])
        self.assertEqual(found["totals"]["set_aside"], 1)

    def test_files_of_a_folder_have_their_path(self):
        job = self.write("folder.yaml", re.sub(r"  manifest.*\n  fields.*\n", "", JOB))
        found = self.document(job, 5)
        self.assertEqual([(each["code"], each["file"], each["item"]) for each in found["problems"]],
                         [("max_size", os.path.join(self.drop, "big.jpg"), "big.jpg")])
        self.assertNotIn("line", found["problems"][0])

    def test_a_job_has_its_problems_in_every_format(self):
        found = self.document(self.bad, 3)["problems"]
        self.assertEqual([each["code"] for each in found], ["J3004", "J2007"])
        self.assertNotIn("totals", self.document(self.bad, 3))
        text = self.validate(self.bad, "text", 3).stderr
        commands = self.validate(self.bad, "github", 3).stdout.splitlines()
        log = json.loads(self.validate(self.bad, "sarif", 3).stdout)
        results, rules = log["runs"][0]["results"], log["runs"][0]["tool"]["driver"]["rules"]
        self.assertEqual(len(commands), len(found))
        for problem, command, result in zip(found, commands, results):
            self.assertIn(f"error[{problem['code']}]: {problem['message']}\n --> {self.bad}:{problem['line']}:{problem['column']}",
                          re.sub(r"\n +-->", "\n -->", text))
            self.assertTrue(command.startswith(f"::error file={self.bad},line={problem['line']},col={problem['column']},"), command)
            self.assertIn(f"title={problem['code']}::{problem['message']}", command)
            region = result["locations"][0]["physicalLocation"]["region"]
            self.assertEqual((region["startLine"], region["startColumn"]), (problem["line"], problem["column"]))
            rule = rules[result["ruleIndex"]]
            self.assertEqual(rule["id"], problem["code"])
            self.assertIn(rule["help"]["text"], self.run_offline("explain", problem["code"]).stdout)

    def test_a_good_job_has_none_in_any_format(self):
        os.remove(os.path.join(self.drop, "big.jpg"))
        self.write("items.csv", "Title,File,Rights\nx,a.jpg,RF\n")
        self.assertEqual(self.document(self.good, 0)["problems"], [])
        self.assertEqual(self.validate(self.good, "github", 0).stdout, "")
        log = json.loads(self.validate(self.good, "sarif", 0).stdout)
        self.assertEqual(log["runs"][0]["results"], [])
        self.assertTrue(log["runs"][0]["invocations"][0]["executionSuccessful"])

    def test_what_is_missing_is_a_problem_too(self):
        found = self.document(os.path.join(self.folder, "nowhere.yaml"), 3)["problems"]
        self.assertEqual([each["code"] for each in found], ["job"])
        os.remove(os.path.join(self.folder, "items.csv"))
        found = self.document(self.good, 3)["problems"]
        self.assertEqual([(each["code"], each["file"]) for each in found], [("scan", os.path.join(self.folder, "items.csv"))])

    def test_other_commands_say_why_a_job_cannot_be_loaded(self):
        for verb in ("plan", "check", "run"):
            done = self.run_ingot(verb, self.bad, "--output", "json")
            self.assertEqual(done.returncode, 3)
            found = json.loads(done.stdout)
            self.assertEqual(problems(self.schema(), found), [])
            self.assertEqual([each["code"] for each in found["problems"]], ["J3004", "J2007"])

    def test_a_million_problems_do_not_need_memory(self):
        # A tenth of it, by the writer's own rule: nothing is kept but the index of the table.
        with open(os.path.join(self.folder, "items.csv"), "w") as out:
            out.write("Title,File,Rights\n")
            out.writelines(f"t,missing{i}.jpg,RF\n" for i in range(100_000))
        command, environment = self.command("validate", self.good, "--output", "json")
        script = ("import resource,subprocess,sys;done=subprocess.run(sys.argv[1:],stdout=subprocess.PIPE);"
                  "print(done.stdout.count(b'row_without_file'),resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
        import subprocess
        import sys
        done = subprocess.run([sys.executable, "-c", script, *command], env=environment, capture_output=True, text=True, timeout=120)
        count, peak_kib = map(int, done.stdout.split())
        self.assertEqual(count, 100_000)
        self.assertLess(peak_kib, 120 << 10)


if __name__ == "__main__":
    unittest.main()
