"""The server of a run's page, asked the way its page asks: while the run goes on, after it, and over a kept run."""
import json
import os
import signal
import unittest

from world import Page, WorldTest, stop

COMPLETIONS = "/asset-upload-completions"
BAD = 'faults:\n  - { name: bad, match: { method: POST, path: %s }, when: { times: 6 }, do: { status: 400 } }\n' % COMPLETIONS
BUSY = '  - { name: busy, match: { method: PUT, path: "/object-store/**" }, when: { every: 7 }, do: { status: 503 } }\n'
SLOW = '  - { name: slow, match: { method: PUT, path: "/object-store/**" }, when: { every: 1 }, do: { delay: 60ms } }\n'


class UiApi(WorldTest):
    def serve(self, *words):
        process = self.start_ingot(*words)
        self.addCleanup(lambda: process.poll() is None and stop(process))
        return process, Page(process.stderr if "ui" != words[0] else process.stdout)

    def slow_job(self, address):
        """One upload at a time and four items in a batch: long enough to be looked at, whatever the machine."""
        return self.vendor_job(address, {"access_token": {"secret": "env:DASH_TOKEN"}, "folder": "/E2E",
                                         "poll": {"every": "200ms"}, "batch_size": 4},
                               upload={"backoff": "20ms..500ms", "in_flight": 1})

    def interrupt(self, process):
        out, err = stop(process, signal.SIGINT)
        return process.returncode, out, err

    def assert_agree(self, page, events_file, exit_code):
        """Metrics, ledger, report and events say the same of a run that has ended."""
        with open(events_file) as lines:
            events = [json.loads(line) for line in lines]
        ended = events[-1]
        self.assertEqual((ended["event"], ended["exit_code"]), ("run_ended", exit_code))
        with open(next(name for name in ended["reports"] if name.endswith("report.json"))) as text:
            report = json.load(text)
        metrics = page.metrics()
        by_outcome = {name: each["items"] for name, each in report["totals"]["by_outcome"].items()}
        self.assertEqual({k: v for k, v in by_outcome.items()}, ended["items_by_outcome"])
        self.assertEqual(json.loads(self.run_ingot("status", "--output", "json").stdout)["items"], by_outcome)
        for outcome, items in by_outcome.items():
            self.assertEqual(metrics['ingot_items{outcome="%s"}' % outcome], items)
        self.assertEqual(sum(v for k, v in metrics.items() if k.startswith("ingot_items{")), report["totals"]["items"])
        for metric, member in (("ingot_requests_total", "requests"), ("ingot_throttled_total", "throttled"),
                               ("ingot_bytes_sent_total", "bytes_sent"),
                               ('ingot_requests_repeated_total{why="resent"}', "resends"),
                               ('ingot_requests_repeated_total{why="twin"}', "twins")):
            self.assertEqual(metrics[metric], report["transfer"][member], metric)
        for member in ("requests", "resends", "throttled", "bytes_sent"):
            self.assertEqual(ended[member], report["transfer"][member], member)
        self.assertEqual(metrics["ingot_run_exit_code"], exit_code)
        self.assertEqual(report["run"]["exit_code"], exit_code)
        # The last that was told of each item is what became of it.
        told = {each["key"]: each for each in events if each["event"] == "item_ended"}
        for item in report["items"]:
            self.assertEqual((told[item["key"]]["outcome"], told[item["key"]]["attempts"]), (item["outcome"], item["attempts"]))
            self.assertEqual(told[item["key"]].get("message"), item.get("message"))
        return report, events

    def test_everything_agrees_at_the_end_and_what_failed_is_tried_again(self):
        self.files(30, size=3000)
        lab = self.lab()
        lab.add_faults(BAD + BUSY)
        events = os.path.join(self.folder, "events.ndjson")
        process, page = self.serve("run", self.job(lab.address), "--ui", "127.0.0.1:0", "--ui-stay", "--events", events)
        answer = page.wait_for(lambda a: a["run"]["end"])
        self.assertEqual((answer["run"]["end"], answer["run"]["exit_code"]), ("finished", 5))
        self.assertTrue(answer["run"]["may_retry"])
        report, _ = self.assert_agree(page, events, 5)
        failed = [each for each in report["items"] if each["outcome"] not in ("done", "skipped")]
        self.assertGreater(len(failed), 0)
        self.assertEqual(sum(group["items"] for group in answer["groups"]), len(failed))
        items = page.items(limit=7)
        self.assertEqual([each["key"] for each in items], [each["key"] for each in report["items"]])
        bad = [each for each in items if each["stage"] == "failed"]
        self.assertEqual(sorted(each["key"] for each in bad), sorted(each["key"] for each in failed))
        one = page.get("/api/items/%d" % bad[0]["seq"])
        self.assertTrue(one["advice"])
        self.assertIn("session", [each["what"] for each in one["history"]])
        resent = [page.get("/api/items/%d" % each["seq"])["history"] for each in items]
        resent = [entry["text"] for history in resent for entry in history if entry["what"] == "request"]
        self.assertTrue(any("503" in text for text in resent), resent)
        self.assertFalse(any("?" in text for text in resent), resent)

        good = next(each["seq"] for each in items if each["outcome"] == "done")
        answer = page.post("/api/retry", {"items": [each["seq"] for each in bad] + [good, 999]})
        self.assertEqual(answer["revived"], len(bad))
        self.assertEqual([each["seq"] for each in answer["refused"]], [good, 999])
        answer = page.wait_for(lambda a: a["run"]["end"] and a["run"]["exit_code"] == 0)
        self.assertEqual(answer["progress"]["items_by_outcome"], {"done": 30})
        _, events = self.assert_agree(page, events, 0)
        self.assertEqual([each["event"] for each in events].count("run_started"), 2)
        history = page.get("/api/items/%d" % bad[0]["seq"])["history"]
        self.assertIn("retry", [each["what"] for each in history])
        self.assert_clean(lab)
        code, out, err = self.interrupt(process)
        self.assertEqual(code, 0, out + err)

    def test_items_are_revived_while_the_run_goes_on(self):
        self.files(40, size=3000)
        lab = self.lab()
        lab.add_faults(BAD + SLOW)
        process, page = self.serve("run", self.slow_job(lab.address), "--ui", "127.0.0.1:0", "--ui-stay")
        answer = page.wait_for(lambda a: any(g["outcome"] != "unreadable" for g in a["groups"]))
        self.assertIsNone(answer["run"]["end"])
        failed = page.items(outcome="failed,rejected")
        answer = page.post("/api/retry", {"items": [each["seq"] for each in failed]})
        self.assertEqual(answer, {"revived": len(failed), "refused": []})
        # Revived ones have not ended any more: a second wish finds nothing to do.
        again = page.post("/api/retry", {"items": [failed[0]["seq"]]})
        self.assertEqual(again["revived"], 0)
        answer = page.wait_for(lambda a: a["run"]["end"])
        self.assertEqual(answer["run"]["end"], "finished")
        left = page.items(outcome="failed,rejected")
        self.assertFalse({each["seq"] for each in left} & {each["seq"] for each in failed})
        self.assertEqual(len(page.items()), 40)
        self.interrupt(process)

    def test_events_come_while_the_run_goes_on(self):
        self.files(40, size=3000)
        lab = self.lab()
        lab.add_faults("faults:\n" + BUSY + SLOW)
        process, page = self.serve("run", self.slow_job(lab.address), "--ui", "127.0.0.1:0", "--ui-stay")
        seen, changed, moments = [], set(), []
        with page.open("/api/events") as stream:
            for line in stream:
                name, _, value = line.decode().rstrip().partition(": ")
                if name == "event":
                    seen.append(value)
                elif name == "data" and seen[-1] == "items":
                    changed |= set(json.loads(value)["changed"])
                elif name == "data" and seen[-1] == "progress":
                    moments.append(json.loads(value))
                elif name == "data" and seen[-1] == "end":
                    end = json.loads(value)
                    break
        self.assertEqual(end["end"], "finished")
        slow = [item for each in moments for item in each["slowest"]]
        self.assertTrue(slow and all(item["key"].startswith("file ") for item in slow), moments)
        self.assertTrue(any(item["resends"] for each in moments for item in each["retried"]), moments)
        self.assertTrue(changed <= set(range(1, 41)) and changed, changed)
        self.interrupt(process)

    def test_only_who_was_given_the_token_is_answered(self):
        self.files(1)
        lab = self.lab()
        process, page = self.serve("run", self.job(lab.address), "--ui", "127.0.0.1:0", "--ui-stay")
        page.wait_for(lambda a: a["run"]["end"])
        self.assertEqual(page.status("/api/run"), 200)
        self.assertEqual(page.status("/api/run", Authorization="Bearer wrong"), 401)
        self.assertEqual(page.status("/api/run", Authorization=""), 401)
        self.assertEqual(page.status("/", Authorization=""), 401)
        self.assertEqual(page.status("/api/run", Host="evil.example"), 421)
        self.assertEqual(page.status("/api/retry", b'{"items":[]}', Origin="http://evil.example"), 403)
        self.assertEqual(page.status("/api/retry", b'{"items":[]}', Content_Type="text/plain"), 415)
        self.assertEqual(page.status("/api/retry", b'{"items":[]}', Origin=page.address), 200)
        for path in ("/api/run", "/api/items", "/api/items/1", "/metrics", "/"):
            self.assertNotIn(b"lab-token", page.open(path).read())
        self.interrupt(process)

    def test_a_kept_run_is_shown_and_left_alone(self):
        self.files(3)
        lab = self.lab()
        lab.add_faults('faults:\n  - { name: bad, match: { method: POST, path: %s }, when: { times: 1 }, do: { status: 400 } }\n' % COMPLETIONS)
        self.expect(5, "run", self.job(lab.address))
        process, page = self.serve("ui")
        answer = page.get("/api/run")
        self.assertEqual((answer["run"]["end"], answer["run"]["exit_code"]), ("finished", 5))
        self.assertFalse(answer["run"]["may_retry"])
        self.assertEqual(len(page.items()), 3)
        self.assertEqual(page.status("/api/retry", b'{"items":[1]}'), 409)
        self.assertEqual(page.metrics()["ingot_run_exit_code"], 5)
        self.assertEqual(self.interrupt(process)[0], 0)

    def test_an_address_that_is_not_this_machines_is_refused(self):
        self.files(1)
        job = self.job("http://127.0.0.1:1")
        for address, says in (("0.0.0.0:0", "ssh -L"), ("8080", "no address with a port"), ("127.0.0.1:x", "port from 0 to 65535")):
            self.expect(2, "run", job, "--ui", address, says=says)
        self.expect(2, "run", job, "--ui-stay", says="needs --ui")
        self.assertFalse(os.path.exists(os.path.join(self.state, "runs")), "nothing was begun")


if __name__ == "__main__":
    unittest.main()
