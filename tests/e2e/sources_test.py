"""Where items come from: lists on standard input, manifests by name, what is refused, mended and fed back; against Dash's lab."""
import csv
import os
import subprocess
import unittest

from world import WorldTest, sha256, stop


class Sources(WorldTest):
    def dash_job(self, lab, scan, **sections):
        config = {"access_token": {"secret": "env:DASH_TOKEN"}, "folder": "/E2E", "poll": {"every": "20ms"}}
        return self.vendor_job(lab.address, config, scan, **sections)

    def file(self, name, size=1500):
        return self.write(os.path.join("drop", name), os.urandom(size))

    def names_there(self, lab):
        return sorted(os.path.basename(path) for path in self.assert_clean(lab))

    def run_with_list(self, job, names, *words):
        command, environment = self.command(*(words or ("run", job)))
        return subprocess.run(command, env=environment, input="".join(name + "\0" for name in names), capture_output=True,
                              text=True, timeout=60)

    # A list of paths.

    def test_a_list_on_standard_input_picks_files_of_the_folder(self):
        lab = self.lab()
        for name in ("a.jpg", "sub/b c.jpg", "not listed.jpg", "two\nlines.jpg"):
            self.file(name)
        job = self.dash_job(lab, {"folder": {"root": self.drop}, "list": {"paths": "-", "separator": "nul"}})
        done = self.run_with_list(job, ["./a.jpg", self.drop + "/sub/b c.jpg", "gone.jpg"])
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("path 3 of the list: there is no file gone.jpg", str(self.report()["gone.jpg"]))
        self.assertEqual(self.names_there(lab), ["a.jpg", "b c.jpg"])

    def test_a_list_that_was_cut_off_is_given_again_to_resume(self):
        lab = self.lab()
        names = [f"{number:02}.jpg" for number in range(4)]
        for name in names:
            self.file(name)
        job = self.dash_job(lab, {"folder": {"root": self.drop}, "list": {"paths": "-", "separator": "nul"}})
        command, environment = self.command("run", job)
        with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True) as process:
            process.stdin.write("".join(name + "\0" for name in names[:2]))
            process.stdin.flush()
            for line in process.stderr:
                if "run " in line:
                    break
            stop(process)  # whoever writes the list had not finished
        cut_off = self.run_with_list(job, [], "resume")
        self.assertEqual(cut_off.returncode, 8, cut_off.stdout + cut_off.stderr)
        self.assertIn("give the whole list again to resume", cut_off.stdout + cut_off.stderr)
        whole = self.run_with_list(job, names, "resume")
        self.assertEqual(whole.returncode, 0, whole.stdout + whole.stderr)
        self.assertEqual(self.names_there(lab), names)
        self.assertEqual(self.run_with_list(job, [], "resume").returncode, 0, "the list is known to its end now")

    # A manifest, and what does not fit it.

    def test_what_is_refused_is_mended_and_fed_back(self):
        lab = self.lab()
        for name in ("a/one.jpg", "b/two.jpg", "b/three.jpg", "c/four.jpg", "d/four.jpg", "extra.jpg"):
            self.file(name)
        before = {name: sha256(os.path.join(base, name)) for base, _, names in os.walk(self.drop) for name in names}
        rows = [{"File": "one.jpg", "Title": "One, \"1\"", "Expires": "31.01.2027"},
                {"File": "two.jpg", "Title": "=Two", "Expires": "31.02.2027"},
                {"File": "three.jpg", "Title": "", "Expires": ""},
                {"File": "four.jpg", "Title": "Four", "Expires": ""},
                {"File": "five.jpg", "Title": "Five", "Expires": ""}]
        table = self.table("items.csv", rows)
        sections = {"validate": {"columns": {"Title": "required", "Expires": {"type": "date", "format": "DD.MM.YYYY"}}},
                    "failure": {"quarantine": "quarantine/${run.id}"}}
        manifest = {"csv": table, "match": {"column": "File", "against": "name"}, "row_without_file": "quarantine",
                    "file_without_row": "quarantine"}
        scan = {"folder": {"root": self.drop}, "manifest": manifest,
                "fields": {"Title": {"column": "Title"}}}
        done = self.expect(5, "run", self.dash_job(lab, scan, **sections))
        self.assertEqual(self.names_there(lab), ["one.jpg"])
        report = self.report()
        self.assertIn("items.csv:3: Expires: J7002: `31.02.2027` is not a date", report["items.csv:3: two.jpg"]["message"])
        self.assertIn("2 files have the name `four.jpg`: c/four.jpg, d/four.jpg", report["items.csv:5: four.jpg"]["message"])
        self.assertEqual(report["five.jpg"]["outcome"], "skipped")
        (run,) = os.listdir(os.path.join(self.folder, "quarantine"))
        held = os.path.join(self.folder, "quarantine", run)
        self.assertIn(os.path.join(held, "rows.csv"), done.stdout)
        with open(os.path.join(held, "rows.csv"), newline="", encoding="utf-8-sig") as file:
            left = list(csv.DictReader(file))
        self.assertEqual([(row["File"], row["ingot_code"], row["ingot_line"]) for row in left],
                         [("two.jpg", "J7002", "items.csv:3"), ("three.jpg", "J7001", "items.csv:4"),
                          ("four.jpg", "ambiguous", "items.csv:5"), ("five.jpg", "row_without_file", "items.csv:6")])
        self.assertEqual([row["Title"] for row in left], ["=Two", "", "Four", "Five"], "cells are as they were")
        with open(os.path.join(held, "files.txt")) as file:
            self.assertEqual(file.read(), "extra.jpg\n")
        after = {name: sha256(os.path.join(base, name)) for base, _, names in os.walk(self.drop) for name in names}
        self.assertEqual(before, after, "nothing of the source is touched")

        left[0]["Expires"], left[1]["Title"] = "28.02.2027", "Three"
        mended = self.table("mended.csv", left[:2])
        scan["manifest"] = {**manifest, "csv": mended, "file_without_row": "ignore"}
        self.expect(0, "run", self.dash_job(lab, scan, job="mended", **sections))
        self.assertEqual(self.names_there(lab), ["one.jpg", "three.jpg", "two.jpg"])
        # What no row named goes as a list.
        scan = {"folder": {"root": self.drop}, "list": {"paths": os.path.join(held, "files.txt")}}
        self.expect(0, "run", self.dash_job(lab, scan, job="rest"))
        self.assertEqual(self.names_there(lab), ["extra.jpg", "one.jpg", "three.jpg", "two.jpg"])

    def test_a_table_in_another_encoding_sends_nothing(self):
        lab = self.lab()
        self.file("a.jpg")
        table = self.write("items.csv", "File,Title\na.jpg,ok\nb.jpg,caf\u00e9\n".encode("latin-1"))
        scan = {"folder": {"root": self.drop}, "manifest": {"csv": table, "match": {"column": "File"}}}
        job = self.dash_job(lab, scan)
        for verb in ("validate", "run"):
            self.expect(3, verb, job, says="items.csv:3: `caf\\xE9` has the byte E9, which is not UTF-8")
        self.assertEqual(self.names_there(lab), [])

    # What an earlier run has brought.

    def test_identity_by_digest_sees_through_times(self):
        lab = self.lab()
        same, other = self.file("same.jpg"), self.file("other.jpg")
        scan = {"folder": {"root": self.drop}}
        by_digest = {"if_exists": "skip", "identity": ["relative_path", "sha256"]}
        self.expect(0, "run", self.dash_job(lab, scan, plan=by_digest))
        os.utime(same, (1, 1))
        self.file("other.jpg")  # of the same size
        plan = self.expect(0, "plan", self.dash_job(lab, scan, plan=by_digest)).stdout
        self.assertIn("send     1 items", plan)
        self.expect(0, "run", self.dash_job(lab, scan, plan=by_digest))
        report = self.report()
        self.assertEqual((report["same.jpg"]["outcome"], report["other.jpg"]["outcome"]), ("skipped", "done"))
        self.assertIn("the path, sha256 are the same", report["same.jpg"]["message"])
        refused = self.dash_job(lab, scan, plan={"if_exists": "fail", "identity": ["relative_path"]})
        done = self.expect(5, "run", refused)
        self.assertIn("exists", done.stderr)
        self.assertEqual({each["outcome"] for each in self.report().values()}, {"rejected"})
        self.assertTrue(os.path.exists(other))


if __name__ == "__main__":
    unittest.main()
