import { expect, test } from "vitest";
import type { Progress, Run, Sample } from "../src/contract";
import { hasChanged, kEmptyView, shareDone, viewAfter, type Fact } from "../src/run_view";

const kProgress: Progress = {
  elapsed_ms: 0, found: 10, found_bytes: 1000, scan_complete: true, stages: {}, items_by_outcome: {},
  bytes_by_outcome: {}, bytes_sent: 0, rate_bytes_s: null, eta_ms: null, in_flight: 0, uploads_allowed: 0,
  requests: 0, resends: 0, throttled: 0, reason: "", retried: [], slowest: [],
};
const after = (...facts: Fact[]) => facts.reduce(viewAfter, kEmptyView);
const progress = (changes: Partial<Progress>): Fact => ({
  is: "progress", progress: { ...kProgress, ...changes }, now: 100_000,
});

test("what grew between two moments is a sample of the last minutes", () => {
  const view = after(
    progress({ elapsed_ms: 1000, bytes_sent: 5, requests: 1, items_by_outcome: { active: 9, done: 1 } }),
    progress({ elapsed_ms: 2000, bytes_sent: 25, requests: 4, items_by_outcome: { active: 6, done: 2, failed: 2 } }));
  expect(view.recent).toEqual([{
    at: new Date(99_000).toISOString(), span_ms: 1000, bytes: 20, requests: 3, resends: 0, throttled: 0, ended: 3,
    failed: 2,
  }]);
});

test("a retry takes failures back, which is no negative rate", () => {
  const view = after(progress({ elapsed_ms: 1000, items_by_outcome: { failed: 3 } }),
    progress({ elapsed_ms: 2000, items_by_outcome: { pending: 3 } }));
  expect(view.recent[0]).toMatchObject({ ended: 0, failed: 0 });
});

test("another life of the run begins without a sample", () => {
  expect(after(progress({ elapsed_ms: 9000 }), progress({ elapsed_ms: 100 })).recent).toEqual([]);
});

test("the last minutes stay bounded", () => {
  const facts = Array.from({ length: 1000 }, (_, i) => progress({ elapsed_ms: i * 1000 }));
  expect(after(...facts).recent.length).toBeLessThanOrEqual(300);
});

test("a sample that is known already is not there twice", () => {
  const sample: Sample = {
    at: "2030-01-01T00:00:00.000Z", span_ms: 1, bytes: 1, requests: 1, resends: 0, throttled: 0, ended: 0, failed: 0,
  };
  expect(after({ is: "sample", sample }, { is: "sample", sample }).samples).toEqual([sample]);
});

test("each change of items is told apart from the one before", () => {
  const view = after({ is: "items", changed: [1] }, { is: "items", changed: [1] });
  expect(view.changed.serial).toBe(2);
  expect(hasChanged(view.changed, 1)).toBe(true);
  expect(hasChanged(view.changed, 2)).toBe(false);
});

test("after a time without news every item may have changed", () => {
  const view = after({ is: "items", changed: [1] }, { is: "link", link: { is: "lost", retryAt: 0 } });
  expect(view.changed.serial).toBe(1);
  const again = viewAfter(view, { is: "link", link: { is: "live" } });
  expect(again.changed.serial).toBe(2);
  expect(hasChanged(again.changed, 99)).toBe(true);
});

test("the end changes the run and nothing else", () => {
  const run = { id: "r", end: "finished" } as Run;
  const view = after(progress({ elapsed_ms: 5 }), { is: "end", run });
  expect(view.run).toBe(run);
  expect(view.progress?.elapsed_ms).toBe(5);
});

test("what has ended counts by its bytes, whichever way it ended", () => {
  const bytes = { active: 100, done: 250, skipped: 100, rejected: 50 };
  expect(shareDone({ ...kProgress, bytes_by_outcome: bytes })).toBe(0.4);
});

test("items decide where there are no bytes", () => {
  expect(shareDone({ ...kProgress, found_bytes: 0, items_by_outcome: { done: 4, pending: 6 } })).toBe(0.4);
  expect(shareDone({ ...kProgress, found: 0, found_bytes: 0 })).toBe(0);
});
