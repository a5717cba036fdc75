// What the program says to this page (`ingot.ui/1`, docs/ui.md). Types only; times are ISO 8601 in UTC.

export interface Run {
  id: string;
  job: string;
  plugin: string;
  plugin_version: string;
  base_url: string;
  started_at: string;
  ended_at: string | null;
  end: string | null; // why it stopped; null while it goes on
  message: string;
  exit_code: number | null;
  may_retry: boolean;
}

// Counters of this life of the run, and where its items are.
export interface Progress {
  elapsed_ms: number;
  found: number;
  found_bytes: number;
  scan_complete: boolean;
  stages: Record<string, number>; // where the items are now; `done` and `failed` are those that have ended
  items_by_outcome: Record<string, number>; // ended ones
  bytes_by_outcome: Record<string, number>;
  bytes_sent: number;
  rate_bytes_s: number | null;
  eta_ms: number | null;
  in_flight: number;
  uploads_allowed: number;
  requests: number;
  resends: number;
  throttled: number;
  reason: string;
  retried: { seq: number; key: string; attempts: number; resends: number }[];
  slowest: { seq: number; key: string; age_ms: number; parts_planned: number; parts_acknowledged: number }[];
}

// What happened within `span_ms` milliseconds from `at` on.
export interface Sample {
  at: string;
  span_ms: number;
  bytes: number;
  requests: number;
  resends: number;
  throttled: number;
  ended: number;
  failed: number;
}

// Failed items that share outcome and code.
export interface Group {
  outcome: string;
  code: string;
  items: number;
  example: string; // the key of one
  message: string; // of that one
  advice: string;
}

export interface RunAnswer {
  schema: string;
  run: Run;
  progress: Progress;
  samples: Sample[];
  groups: Group[];
}

export interface Item {
  seq: number;
  key: string;
  size: number;
  outcome: string; // or its state, while it has not ended
  stage: string;
  attempts: number;
  requests: number;
  duration_ms: number | null; // of the upload session that took longest
  remote_id: string | null;
  code: string | null;
  message: string | null;
  ended_at: string | null;
}

// May be shorter than its limit, even empty, and still have a `next`: one answer reads a bounded stretch of the table.
export interface ItemsAnswer {
  items: Item[];
  next: string | null;
  matched: number | null; // null: would have to be searched for
}

export interface HistoryEntry {
  at: string | null;
  what: string;
  text: string;
  ok: boolean | null;
}

export interface ItemAnswer extends Item {
  advice: string | null;
  sha256: string | null;
  meta: Record<string, unknown> | null;
  row: Record<string, unknown> | null;
  history: HistoryEntry[];
  parts: { planned: number; acknowledged: number } | null;
}

export interface RetryAnswer {
  revived: number;
  refused: { seq: number; why: string }[];
}
