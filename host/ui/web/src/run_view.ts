// RunView: everything the page knows of the run, and how each fact changes it. Values; pure.

import type { Group, Progress, Run, RunAnswer, Sample } from "./contract";
import { isEnded, isFailed, sumWhere } from "./outcomes";

// How the page stands with the program. `retryAt` is in milliseconds of the page's clock.
export type Link =
  | { is: "connecting" }
  | { is: "live" }
  | { is: "lost"; retryAt: number }
  | { is: "over" } // the run had ended before the program went
  | { is: "refused" }; // the token is no longer valid

export type Fact =
  | { is: "run"; answer: RunAnswer }
  | { is: "progress"; progress: Progress; now: number }
  | { is: "sample"; sample: Sample }
  | { is: "items"; changed: number[] }
  | { is: "end"; run: Run }
  | { is: "link"; link: Link };

// The items that are no longer as they were; `serial` counts up with each such news.
export interface Changed {
  serial: number;
  seqs: ReadonlySet<number> | "all";
}

export interface RunView {
  run: Run | null;
  progress: Progress | null;
  samples: Sample[]; // of the whole run
  recent: Sample[]; // of the last minutes, about one a second, since the page was opened
  groups: Group[];
  changed: Changed;
  link: Link;
}

export const kEmptyView: RunView = {
  run: null, progress: null, samples: [], recent: [], groups: [],
  changed: { serial: 0, seqs: new Set() }, link: { is: "connecting" },
};

const kRecent = 180;

export function hasChanged({ seqs }: Changed, seq: number): boolean {
  return seqs === "all" || seqs.has(seq);
}

function news(before: Changed, seqs: Changed["seqs"]): Changed {
  return { serial: before.serial + 1, seqs };
}

function growth(before: Progress, after: Progress, now: number): Sample | null {
  const span = after.elapsed_ms - before.elapsed_ms;
  if (span <= 0) return null;
  const grown = (of: (progress: Progress) => number) => Math.max(0, of(after) - of(before));
  return {
    at: new Date(now - span).toISOString(),
    span_ms: span,
    bytes: grown((p) => p.bytes_sent),
    requests: grown((p) => p.requests),
    resends: grown((p) => p.resends),
    throttled: grown((p) => p.throttled),
    ended: grown((p) => sumWhere(p.items_by_outcome, isEnded)),
    failed: grown((p) => sumWhere(p.items_by_outcome, isFailed)),
  };
}

export function viewAfter(view: RunView, fact: Fact): RunView {
  switch (fact.is) {
    case "run": {
      const { run, progress, samples, groups } = fact.answer;
      return { ...view, run, progress, samples, groups };
    }
    case "progress": {
      const sample = view.progress && growth(view.progress, fact.progress, fact.now);
      const recent = sample ? [...view.recent, sample].slice(-kRecent) : view.recent;
      return { ...view, progress: fact.progress, recent };
    }
    case "sample": {
      const isKnown = view.samples.some((sample) => sample.at === fact.sample.at);
      return isKnown ? view : { ...view, samples: [...view.samples, fact.sample] };
    }
    case "items":
      return { ...view, changed: news(view.changed, new Set(fact.changed)) };
    case "end":
      return { ...view, run: fact.run, changed: news(view.changed, "all") };
    case "link": {
      // Whatever was missed while nobody told.
      const changed = fact.link.is === "live" ? news(view.changed, "all") : view.changed;
      return { ...view, link: fact.link, changed };
    }
  }
}

// By the bytes of the items that have ended, or by items where there are no bytes.
export function shareDone(progress: Progress): number {
  if (progress.found_bytes > 0) return sumWhere(progress.bytes_by_outcome, isEnded) / progress.found_bytes;
  return progress.found > 0 ? sumWhere(progress.items_by_outcome, isEnded) / progress.found : 0;
}
