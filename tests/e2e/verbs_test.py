"""The verbs around a run: retry, check, doctor, diff, completion and the manual page."""
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import time
import unittest
import urllib.request

from world import INGOT, OPENER, WorldTest, stop

LIVE = "lifecycle: { to: live }\n"
LIFECYCLE = """access_token: { secret: "env:DASH_TOKEN" }
    lifecycle_call: { method: POST, path: "/assets/{asset_id}/lifecycle", body: { state: "{state}" } }"""


def fault(name, method, path, do, when="every: 1"):
    return f'  - {{ name: {name}, match: {{ method: {method}, path: "{path}" }}, when: {{ {when} }}, do: {{ {do} }} }}\n'


class Verbs(WorldTest):
    patience = 120

    def break_lab(self, lab, *rules):
        lab.add_faults("faults:\n" + "".join(rules))

    def mend_lab(self, lab):
        OPENER.open(urllib.request.Request(lab.address + "/__faults", method="DELETE")).read()

    def outcomes(self):
        return json.loads(self.run_ingot("status", "--output", "json").stdout)["items"]

    def ended(self):
        status = json.loads(self.run_ingot("status", "--output", "json").stdout)
        return status["end"], status["exit_code"]


class Retry(Verbs):
    def test_used_up_retries_get_another_try_in_the_same_run(self):
        # One file: several that fail in a row would look like a vendor that is not there.
        self.files(1)
        lab = self.lab()
        self.break_lab(lab, fault("busy", "PUT", "/object-store/**", "status: 503"))
        with open(self.job(lab.address)) as text:
            job = self.write("job.yaml", text.read().replace("upload: {", "upload: { retries: 0,"))
        self.expect(5, "run", job)
        self.assertEqual(self.outcomes(), {"failed": 1})
        self.mend_lab(lab)
        self.expect(0, "retry", "--failed", says="1 items get another try, 0 stay")
        self.assertEqual(self.outcomes(), {"done": 1})
        self.assertEqual(self.ended(), ("finished", 0))
        self.assertEqual(self.report()["file 00000.bin"]["outcome"], "done")
        self.assertEqual(len(self.run_ingot("runs").stdout.splitlines()), 1)
        self.assertEqual(self.audit_problems(lab), "")
        requests = lab.requests()
        idle = self.expect(0, "retry", "--failed", "--output", "json", says="0 items get another try")
        self.assertEqual(json.loads(idle.stdout)["exit_code"], 0)
        self.assertEqual(lab.requests(), requests, "a finished run without anything to do asks nobody")

    def test_what_was_left_behind_is_removed_before_the_next_try(self):
        self.files(3)
        lab = self.lab()
        self.break_lab(lab, fault("bad", "POST", "/asset-upload-completions", "status: 400"),
                       fault("stuck", "DELETE", "/assets/**", "status: 400"))
        self.expect(5, "run", self.job(lab.address))
        report = self.report()
        self.assertEqual({each["code"] for each in report.values()}, {"left_behind"})
        self.assertEqual({each["outcome"] for each in report.values()}, {"rejected"})
        # Still stuck: nothing new may be begun beside what lies there.
        self.expect(5, "retry", "--rejected")
        # (An item that cannot be cleaned up for its next try is failed from then on.)
        self.assertEqual(self.outcomes(), {"failed": 3})
        self.assertEqual(lab.audit()["counts"]["objects"], 3)
        self.assertEqual(lab.audit()["created_twice"], [])
        self.mend_lab(lab)
        self.expect(0, "retry", "--failed")
        self.assertEqual(self.outcomes(), {"done": 3})
        self.assertEqual(self.audit_problems(lab), "")

    def test_an_asset_that_is_whole_is_promoted_and_not_sent_again(self):
        self.files(3)
        lab = self.lab()
        self.break_lab(lab, fault("no", "POST", "/assets/*/lifecycle", "status: 400"))
        job = self.job(lab.address, LIVE, config=LIFECYCLE)
        self.expect(5, "run", job)
        before = {each["path"]: each["asset_id"] for each in lab.audit()["objects"]}
        self.assertTrue(all(each["remote_id"] for each in self.report().values()))
        self.mend_lab(lab)
        self.expect(0, "retry", "--failed", "--rejected")
        objects = lab.audit()["objects"]
        self.assertEqual({each["path"]: each["asset_id"] for each in objects}, before)
        self.assertEqual({each["state"] for each in objects}, {"LIVE"})
        self.assertEqual({each["times_created"] for each in objects}, {1})
        self.assertEqual(self.audit_problems(lab), "")

    def test_files_are_looked_at_again(self):
        self.files(30)
        os.mkfifo(os.path.join(self.drop, "pipe.bin"))
        lab = self.lab("--latency", "15ms")
        process = self.start_ingot("run", self.job(lab.address))
        while lab.requests() < 5:
            self.assertIsNone(process.poll())
            time.sleep(0.01)
        changed = os.path.join(self.drop, "file 00029.bin")
        with open(changed, "ab") as out:
            out.write(b"more")
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 5, out + err)
        self.assertEqual(self.outcomes(), {"done": 29, "source_changed": 1, "unreadable": 1}, err)
        left = self.expect(5, "retry", "--failed", says="pipe.bin: stays unreadable")
        self.assertEqual(self.outcomes(), {"done": 30, "unreadable": 1}, left.stderr)
        os.remove(os.path.join(self.drop, "pipe.bin"))
        with open(os.path.join(self.drop, "pipe.bin"), "wb") as now_a_file:
            now_a_file.write(b"bytes")
        self.expect(0, "retry", "--failed")
        self.assertEqual(self.outcomes(), {"done": 31})
        self.assertEqual(self.audit_problems(lab), "")
        self.assertEqual(self.report()["file 00029.bin"]["size"], os.path.getsize(changed))

    def test_what_a_later_run_has_brought_is_not_brought_again(self):
        self.files(2)
        os.mkfifo(os.path.join(self.drop, "pipe.bin"))
        lab = self.lab()
        job = self.job(lab.address, "plan: { if_exists: skip }\n")
        self.expect(5, "run", job)
        first = self.run_ingot("runs").stdout.split()[0]
        os.remove(os.path.join(self.drop, "pipe.bin"))
        with open(os.path.join(self.drop, "pipe.bin"), "wb") as now_a_file:
            now_a_file.write(b"bytes")
        time.sleep(0.002)
        self.expect(0, "run", job)
        self.expect(5, "retry", "--failed", first, says="pipe.bin: stays unreadable: run ")
        self.assertEqual(self.audit_problems(lab), "")

    def test_what_is_of_unknown_outcome_is_sent_again_only_when_asked_for_and_with_a_warning(self):
        self.files(2)
        empty = os.path.join(self.drop, "empty.bin")
        open(empty, "w").close()
        lab = self.lab()
        self.expect(5, "run", self.job(lab.address))
        run = self.run_ingot("runs").stdout.split()[0]
        with sqlite3.connect(os.path.join(self.state, "runs", run, "ledger.db")) as ledger:
            ledger.execute("update item set state = 22, code = 'lost' where key = 'empty.bin'")
            ledger.execute("update tally set state = 22 where state = 18")
        ledger.close()
        with open(empty, "wb") as now_with_bytes:
            now_with_bytes.write(b"bytes")
        for wish in ("--failed", "--rejected"):
            self.expect(5, "retry", wish, says="0 items get another try")
        done = self.expect(0, "retry", "--unknown", says="will be there twice")
        self.assertEqual(self.outcomes(), {"done": 3}, done.stderr)
        self.assertEqual(self.audit_problems(lab), "")

    def test_a_running_job_is_busy_and_a_wish_must_be_said(self):
        self.files(60)
        lab = self.lab("--latency", "20ms")
        process = self.start_ingot("run", self.job(lab.address))
        while lab.requests() < 5:
            time.sleep(0.02)
        self.expect(9, "retry", "--failed")
        stop(process)
        self.expect(2, "retry", says="--failed")

    def test_kill_9_at_any_moment_of_a_retry_loses_and_doubles_nothing(self):
        self.files(120)
        lab = self.lab("--latency", "2ms")
        self.break_lab(lab, fault("bad", "POST", "/asset-upload-completions", "status: 400", "every: 2"))
        self.expect(5, "run", self.job(lab.address))
        rejected = self.outcomes()["rejected"]
        self.assertGreater(rejected, 30)
        self.mend_lab(lab)
        rng, kills = random.Random(7), 0
        for _ in range(200):
            process = self.start_ingot("retry", "--rejected")
            try:
                out, err = process.communicate(timeout=rng.uniform(0.01, 0.12))
            except subprocess.TimeoutExpired:
                stop(process)
                kills += 1
                left = self.outcomes()
                self.assertEqual(sum(left.values()), 120, left)
                if sum(left.get(each, 0) for each in ("pending", "active", "orphaned", "aborting")):
                    self.assertEqual(self.ended()[0], "", left)
            else:
                self.assertEqual(process.returncode, 0, out + err)
                break
        self.expect(0, "retry", "--rejected")
        self.assertGreater(kills, 3)
        self.assertEqual(self.outcomes(), {"done": 120})
        self.assertEqual(self.audit_problems(lab), "")


class Check(Verbs):
    def test_says_what_the_account_may_do_and_sends_nothing(self):
        self.files(3)
        open(os.path.join(self.drop, "empty.bin"), "w").close()
        lab = self.lab()
        job = self.job(lab.address, LIVE, config=LIFECYCLE)
        done = self.expect(5, "check", job, says="account  accepted")
        self.assertIn("empty.bin", done.stderr)
        self.assertIn("the clock is right", done.stdout)
        os.remove(os.path.join(self.drop, "empty.bin"))
        told = json.loads(self.expect(0, "check", job, "--output", "json").stdout)
        self.assertTrue(told["account"]["user_id"], told)
        self.assertEqual((told["items"], told["refused"]), (3, 0))
        self.assertLess(abs(told["clock_difference_ms"]), 3000)
        routes = lab.audit()["requests"]["routes"]
        self.assertFalse([each for each in routes if each.split()[0] in ("PUT", "PATCH", "DELETE")], routes)
        self.assertEqual(lab.audit()["objects"], [])
        self.assertEqual(self.run_ingot("runs").stdout, "", "a check is no run")

    def test_ends_as_a_run_would(self):
        self.files(1)
        lab = self.lab()
        self.expect(7, "check", self.job(lab.address), env={"DASH_TOKEN": "not-the-token"})
        self.expect(8, "check", self.job("http://127.0.0.1:1"), says="127.0.0.1:1")
        missing = self.job(lab.address, config="access_token: { secret: \"env:NOT_SET_ANYWHERE\" }")
        self.expect(3, "check", missing, says="NOT_SET_ANYWHERE")
        self.break_lab(lab, fault("down", "GET", "/current-user", "status: 503"))
        self.expect(8, "check", self.job(lab.address))

    def test_a_rotated_refresh_token_is_kept_for_the_run(self):
        self.files(1)
        lab = self.lab("--refresh", "rotate")
        job = self.job(lab.address, config=f"""oauth:
      client_id: lab-client
      client_secret: {{ secret: "env:CLIENT_SECRET" }}
      refresh_token: {{ secret: "env:REFRESH_TOKEN" }}
      token_url: {lab.address}/oauth/token""")
        secrets = {"CLIENT_SECRET": "lab-secret", "REFRESH_TOKEN": "lab-refresh-token"}
        checked = self.expect(0, "check", job, env=secrets)
        self.assertNotIn("lab-secret", checked.stdout + checked.stderr)
        self.expect(0, "run", job, env=secrets)
        self.assertEqual(lab.audit()["counts"]["used_refresh_tokens_offered"], 0)


class Doctor(Verbs):
    def findings(self, code, *words, **kwargs):
        told = json.loads(self.expect(code, "doctor", *words, "--output", "json", **kwargs).stdout)
        self.assertEqual(told["ok"], code == 0)
        return {each["name"]: each for each in told["findings"]}

    def test_a_healthy_machine_is_0(self):
        self.files(1)
        lab = self.lab()
        job = self.job(lab.address)
        self.expect(0, "run", job)
        before = sorted(os.listdir(self.state))
        found = self.findings(0, job)
        self.assertEqual({each["level"] for each in found.values()}, {"ok"}, found)
        self.assertIn("clock", found)
        self.assertIn("is whole", found["ledger"]["message"])
        self.assertEqual(sorted(os.listdir(self.state)), before)

    def test_what_is_wrong_is_told_and_gives_the_exit_code(self):
        self.files(1)
        self.assertEqual(self.findings(8, self.job("http://127.0.0.1:1"))["vendor"]["level"], "fail")
        os.makedirs(self.state)
        tokens = os.path.join(self.state, "tokens")
        open(tokens, "w").close()
        os.chmod(tokens, 0o644)
        self.assertIn("chmod 600", self.findings(7)["token file"]["message"])
        os.remove(tokens)
        broken = self.write("plugins/ingot-none.so", "not a library")
        self.assertEqual(self.findings(4, "--plugin-path", os.path.dirname(broken))["plugin"]["level"], "ok")
        limited = subprocess.run(["bash", "-c", 'ulimit -n 100; exec "$0" doctor --state "$1"', INGOT, self.state],
                                 capture_output=True, text=True)
        self.assertEqual(limited.returncode, 8, limited.stdout)
        self.assertIn("fail  open files", limited.stdout)


class Diff(Verbs):
    def test_shows_items_that_ended_differently(self):
        self.files(3)
        lab = self.lab()
        job = self.job(lab.address, "plan: { if_exists: skip, digests: [sha256] }\n")
        os.mkfifo(os.path.join(self.drop, "pipe.bin"))
        self.expect(5, "run", job)
        os.remove(os.path.join(self.drop, "pipe.bin"))
        os.remove(os.path.join(self.drop, "file 00002.bin"))
        with open(os.path.join(self.drop, "new.bin"), "wb") as out:
            out.write(b"bytes")
        self.expect(0, "run", job)
        second, first = [line.split()[0] for line in self.run_ingot("runs").stdout.splitlines()]
        done = self.expect(0, "diff", first, second)
        for line in ("- file 00002.bin: done", "- pipe.bin: unreadable", "+ new.bin: done",
                     "~ file 00000.bin: outcome done -> skipped"):
            self.assertIn(line + "\n", done.stdout)
        told = json.loads(self.expect(12, "diff", first, second, "--output", "json", "--detailed-exitcode").stdout)
        self.assertEqual((told["same"], told["different"], told["only_before"], told["only_after"]), (0, 2, 2, 1))
        by_key = {each["key"]: each for each in told["items"]}
        self.assertIsNone(by_key["new.bin"]["before"])
        self.assertEqual(by_key["file 00000.bin"]["differs"], ["outcome"])
        self.assertEqual(by_key["file 00000.bin"]["before"]["remote_id"], by_key["file 00000.bin"]["after"]["remote_id"])
        same = self.expect(0, "diff", first, first, "--detailed-exitcode")
        self.assertEqual(same.stdout.splitlines()[0][:10], "4 the same")
        self.expect(2, "diff", first, "no-such-run")


class Completion(Verbs):
    def complete(self, *words):
        """What bash would offer for the last word."""
        script = self.run_offline("completion", "bash").stdout
        line = " ".join(f"'{each}'" for each in ("ingot", *words))
        ask = f"""source /dev/stdin <<'END_OF_SCRIPT'
{script}
END_OF_SCRIPT
COMP_WORDS=({line}); COMP_CWORD={len(words)}; COMP_WORDS[0]="$INGOT"; _ingot; printf '%s\n' "${{COMPREPLY[@]}}"
"""
        done = subprocess.run(["bash", "-c", ask], capture_output=True, text=True, cwd=self.folder,
                              env={**os.environ, "INGOT_STATE": self.state})
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_scripts_are_of_their_shells_syntax(self):
        for shell in ("bash", "zsh", "fish"):
            script = self.write("script", self.run_offline("completion", shell).stdout)
            if shutil.which(shell):
                done = subprocess.run([shell, "-n", script], capture_output=True, text=True)
                self.assertEqual((done.returncode, done.stderr), (0, ""), shell)
        self.assertEqual(self.run_offline("completion", "tcsh").returncode, 2)

    def test_bash_is_offered_verbs_flags_values_and_runs(self):
        self.assertEqual(self.complete("ret"), ["retry"])
        self.assertEqual(self.complete("retry", "--f"), ["--failed"])
        self.assertEqual(self.complete("runs", "--output", ""), ["text", "json"])
        self.assertEqual(self.complete("runs", "--output", "=", "j"), ["json"])
        self.assertEqual(self.complete("runs", "--output", "="), ["text", "json"])
        self.assertEqual(self.complete("explain", "J200"), ["J2001", "J2002", "J2003", "J2005", "J2007", "J2009"])
        self.assertEqual(self.complete("lab", "da"), ["dash"])
        self.assertEqual(self.complete("completion", ""), ["bash", "zsh", "fish"])
        self.write("job.yaml", "")
        os.makedirs(os.path.join(self.folder, "jobs"))
        self.assertEqual(sorted(self.complete("run", "-p", "a=1", "jo")), ["job.yaml", "jobs"])
        self.assertEqual(self.complete("run", "--state", "jo"), ["jobs"])
        self.assertEqual(self.complete("resume", ""), [])
        self.files(1)
        self.expect(0, "run", self.job(self.lab().address))
        run = self.run_ingot("runs").stdout.split()[0]
        self.assertEqual(self.complete("retry", "--failed", run[:4]), [run])
        self.assertEqual(self.complete("diff", run, ""), [run])
        self.assertEqual(self.complete("status", "--state", "/nowhere", ""), [])

    def test_the_manual_page_is_clean_roff(self):
        page = self.run_offline("man").stdout
        if shutil.which("groff"):
            done = subprocess.run(["groff", "-man", "-ww", "-Tascii", "-P-cbou"], input=page, capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            shown = re.sub(r"-\n +", "-", done.stdout)
            for words in ("ingot retry", "--detailed-exitcode", "EXIT STATUS"):
                self.assertIn(words, shown)


if __name__ == "__main__":
    unittest.main()
