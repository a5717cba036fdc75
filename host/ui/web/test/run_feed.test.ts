import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RunFeed } from "../src/run_feed";
import type { Fact, Link } from "../src/run_view";

// A program that answers as told, and a browser's event stream to it.
class Stream extends EventTarget {
  static all: Stream[] = [];
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  isClosed = false;
  constructor(readonly path: string) {
    super();
    Stream.all.push(this);
  }
  close() {
    this.isClosed = true;
  }
  says(name: string, data: unknown) {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }));
  }
}

const kProgress = { elapsed_ms: 0, items_by_outcome: {} as Record<string, number> };
const kRun = { id: "r", end: null as string | null };
let status = 200;
let asked: string[] = [];
let facts: Fact[] = [];
let run = kRun;
let feed: RunFeed;

const links = () => facts.flatMap((fact): Link["is"][] => (fact.is === "link" ? [fact.link.is] : []));
const latest = () => Stream.all[Stream.all.length - 1]!;
const settle = () => vi.advanceTimersByTimeAsync(0);

async function connected() {
  latest().onopen?.();
  await settle();
}

beforeEach(async () => {
  vi.useFakeTimers();
  Stream.all = [];
  asked = [];
  facts = [];
  status = 200;
  run = kRun;
  vi.stubGlobal("EventSource", Stream);
  vi.stubGlobal("fetch", async (path: string) => {
    asked.push(path);
    if (status === 0) throw new TypeError("no connection");
    const body = { run, progress: kProgress, samples: [], groups: [] };
    return new Response(status === 200 ? JSON.stringify(body) : "token missing", { status });
  });
  feed = new RunFeed((fact) => facts.push(fact));
  feed.start();
});
afterEach(() => {
  feed.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("is live once the stream is open and the state is there", async () => {
  expect(links()).toEqual(["connecting"]);
  await connected();
  expect(asked).toEqual(["/api/run"]);
  expect(facts.map((fact) => fact.is)).toEqual(["link", "run", "link"]);
  expect(links()).toEqual(["connecting", "live"]);
});

test("pauses grow up to half a minute while nobody answers", async () => {
  await connected();
  status = 0;
  latest().onerror?.();
  await settle();
  for (const pause of [1, 2, 4, 8, 16, 30, 30]) {
    const before = asked.length;
    await vi.advanceTimersByTimeAsync(pause * 1000 - 1);
    expect(asked.length).toBe(before);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked.length).toBe(before + 1);
  }
  expect(Stream.all.length).toBe(1);
});

test("is live again, and the next pause is short again", async () => {
  await connected();
  for (let turn = 0; turn < 3; ++turn) {
    latest().onerror?.();
    await vi.advanceTimersByTimeAsync(1000);
    await connected();
    expect(links().slice(-3)).toEqual(["lost", "connecting", "live"]);
  }
  expect(Stream.all.filter((stream) => !stream.isClosed).length).toBe(1);
});

test("a token that is no longer valid ends the tries", async () => {
  await connected();
  status = 401;
  latest().onerror?.();
  await vi.advanceTimersByTimeAsync(1000);
  expect(links().at(-1)).toBe("refused");
  const before = asked.length;
  await vi.advanceTimersByTimeAsync(600_000);
  expect(asked.length).toBe(before);
});

test("a program that goes after its run's end is not looked for", async () => {
  await connected();
  run = { ...kRun, end: "finished" };
  latest().says("end", run);
  await settle();
  latest().onerror?.();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(links().at(-1)).toBe("over");
  expect(Stream.all.length).toBe(1);
});

test("an ended run that moves again is asked about", async () => {
  run = { ...kRun, end: "finished" };
  await connected();
  latest().says("progress", kProgress);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked.length).toBe(1);
  run = kRun;
  latest().says("progress", { ...kProgress, elapsed_ms: 10 });
  await vi.advanceTimersByTimeAsync(3000);
  expect(asked.length).toBe(2);
});

test("many failures are one question for their reasons", async () => {
  await connected();
  for (let failed = 1; failed <= 20; ++failed) {
    latest().says("progress", { elapsed_ms: failed, items_by_outcome: { failed } });
  }
  await vi.advanceTimersByTimeAsync(2999);
  expect(asked.length).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(asked.length).toBe(2);
});

test("the end is asked about at once, even when a question was due soon", async () => {
  await connected();
  latest().says("progress", { elapsed_ms: 1, items_by_outcome: { failed: 1 } });
  run = { ...kRun, end: "finished" };
  latest().says("end", run);
  await settle();
  expect(asked.length).toBe(2);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked.length).toBe(2);
});

test("stopped, it says and asks nothing more", async () => {
  await connected();
  feed.stop();
  const before = [facts.length, asked.length];
  latest().onerror?.();
  await vi.advanceTimersByTimeAsync(600_000);
  expect([facts.length, asked.length]).toEqual(before);
  expect(Stream.all.every((stream) => stream.isClosed)).toBe(true);
});
