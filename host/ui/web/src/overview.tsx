// The first screen: how the run stands, in figures, one bar and the stages.

import type { Progress, Run } from "./contract";
import { inOrder, isEnded, isFailed, sumWhere, toneOf } from "./outcomes";
import { shareDone } from "./run_view";
import { bytes, count, duration } from "./units";
import { OutcomeWord, Outside, percent, Time } from "./words";
import type { ComponentChildren } from "preact";

const kInWork = ["upload", "complete", "lifecycle", "clean_up"];
const kStages = ["scan", ...kInWork, "done", "failed"];
const kStageTones: Record<string, string> = { done: "good", failed: "bad" };

const kStageMeanings: Record<string, string> = {
  scan: "found, not begun",
  upload: "bytes are on their way",
  complete: "every byte is acknowledged; the vendor makes it whole",
  lifecycle: "at the vendor; being published, approved or set",
  clean_up: "what a failed try left behind is being removed",
  done: "ended as planned, or passed over on purpose",
  failed: "ended otherwise",
};

function Fact({ name, tone, wide, children }: {
  name: string;
  tone?: string;
  wide?: boolean;
  children: ComponentChildren;
}) {
  return (
    <div class={wide ? "wide" : undefined} data-fact={name}>
      <dt>{name}</dt>
      <dd class={tone}>{children}</dd>
    </div>
  );
}

function etaWords(run: Run, progress: Progress): string {
  if (run.end !== null) return "nothing";
  if (progress.eta_ms !== null) return duration(progress.eta_ms);
  return progress.scan_complete ? "not known yet" : "not known: the scan goes on";
}

function inFlightWords(progress: Progress): string {
  const allowed = progress.uploads_allowed > 0 ? `, up to ${count(progress.uploads_allowed)} with bytes` : "";
  return `${count(progress.in_flight)}${allowed}`;
}

export function Facts({ run, progress }: { run: Run; progress: Progress }) {
  const ended = sumWhere(progress.items_by_outcome, isEnded);
  const failed = sumWhere(progress.items_by_outcome, isFailed);
  const isOver = run.end !== null;
  return (
    <dl>
      <Fact name="items ended">
        {count(ended)} of {count(progress.found)}{progress.scan_complete ? "" : " found so far"}
      </Fact>
      <Fact name="failed" tone={failed > 0 ? "bad" : "good"}>{count(failed)}</Fact>
      {!isOver && (
        <Fact name="rate">
          {progress.rate_bytes_s === null ? "not known yet" : `${bytes(progress.rate_bytes_s)}/s`}
        </Fact>
      )}
      {!isOver && <Fact name="time left">{etaWords(run, progress)}</Fact>}
      {!isOver && <Fact name="in flight">{inFlightWords(progress)}</Fact>}
      <Fact name="sent">{bytes(progress.bytes_sent)}</Fact>
      <Fact name="requests">
        {count(progress.requests)}, {count(progress.resends)} resent, {count(progress.throttled)} throttled
      </Fact>
      <Fact name={isOver ? "took" : "running for"}>
        {duration(run.ended_at ? Date.parse(run.ended_at) - Date.parse(run.started_at) : progress.elapsed_ms)}
      </Fact>
      <Fact name="started"><Time iso={run.started_at} /></Fact>
      {run.ended_at && <Fact name="ended"><Time iso={run.ended_at} /></Fact>}
      {!isOver && progress.reason !== "" && (
        <Fact name="why this rate" wide><Outside text={progress.reason} /></Fact>
      )}
    </dl>
  );
}

export function OutcomeBar({ progress }: { progress: Progress }) {
  const counts = { ...progress.items_by_outcome, "in work": sumWhere(progress.stages, (each) => kInWork.includes(each)) };
  const known = [...inOrder(Object.keys(progress.items_by_outcome)).reverse(), "in work"]
    .map((outcome) => ({ outcome, n: counts[outcome as keyof typeof counts] ?? 0 }))
    .filter(({ n }) => n > 0);
  const whole = Math.max(1, progress.found, known.reduce((sum, { n }) => sum + n, 0));
  let at = 0;
  return (
    <div class="outcomes">
      <svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label="items by outcome">
        <rect class="track" width="1000" height="10" />
        {known.map(({ outcome, n }) => {
          const width = (1000 * n) / whole;
          const left = at;
          at += width;
          return <rect key={outcome} class={toneOf(outcome)} x={left} width={width} height="10" />;
        })}
      </svg>
      <p class="legend">
        <span><strong>{percent(shareDone(progress))}</strong> of {bytes(progress.found_bytes)}</span>
        {known.map(({ outcome, n }) => (
          <span key={outcome}>{count(n)} <OutcomeWord outcome={outcome} /></span>
        ))}
      </p>
    </div>
  );
}

// How many items are in each stage now.
export function Funnel({ progress }: { progress: Progress }) {
  const stages = kStages.filter((stage) => progress.stages[stage] !== undefined);
  const whole = Math.max(1, progress.found);
  return (
    <ol class="funnel">
      {stages.map((stage) => {
        const n = progress.stages[stage] ?? 0;
        const isRunning = stage === "scan" && !progress.scan_complete;
        return (
          <li key={stage} class={n > 0 ? undefined : "quiet"} title={kStageMeanings[stage]}>
            <span class="stage">{stage.replace("_", " ")}</span>
            <strong>{count(n)}{isRunning ? "+" : ""}</strong>
            <svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
              <rect class="track" width="100" height="6" />
              <rect class={kStageTones[stage] ?? "s1 fill"} width={Math.min(100, (100 * n) / whole)} height="6" />
            </svg>
          </li>
        );
      })}
    </ol>
  );
}
