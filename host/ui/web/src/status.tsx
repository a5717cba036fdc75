// In words: whether the run goes on, and whether this page still hears of it.

import { useEffect, useState } from "preact/hooks";
import type { Progress, Run } from "./contract";
import type { Link } from "./run_view";
import { OutsideMessage } from "./words";

export function runWords(run: Run, progress: Progress): string {
  if (run.end === null) return progress.scan_complete ? "running" : "running, the scan goes on";
  return run.exit_code === null ? run.end : `${run.end}, exit code ${run.exit_code}`;
}

export function RunStatus({ run, progress }: { run: Run; progress: Progress }) {
  const tone = run.end === null ? "wait" : run.exit_code === 0 ? "good" : run.end === "finished" ? "wait" : "bad";
  return (
    <>
      <p class="status" role="status"><strong class={tone}>{runWords(run, progress)}</strong></p>
      {run.message && <p class={tone}><OutsideMessage text={run.message} /></p>}
    </>
  );
}

function secondsUntil(at: number): number {
  return Math.max(0, Math.ceil((at - Date.now()) / 1000));
}

function Countdown({ to }: { to: number }) {
  const [left, setLeft] = useState(secondsUntil(to));
  useEffect(() => {
    setLeft(secondsUntil(to));
    const timer = setInterval(() => setLeft(secondsUntil(to)), 500);
    return () => clearInterval(timer);
  }, [to]);
  return <span aria-hidden="true">{left > 0 ? `in ${left} s` : "now"}</span>;
}

export function LinkStatus({ link, onTryNow }: { link: Link; onTryNow: () => void }) {
  const again = <button type="button" onClick={onTryNow}>try now</button>;
  return (
    <div role="status">
      {link.is === "lost" && (
        <p class="notice">
          <strong>Disconnected.</strong> The program does not answer; what you see may be old. Trying
          again <Countdown to={link.retryAt} />. {again}
        </p>
      )}
      {link.is === "refused" && (
        <p class="notice">
          <strong>No longer let in.</strong> The program was started anew: open the address it has printed. {again}
        </p>
      )}
      {link.is === "over" && (
        <p class="notice">
          <strong>The program has ended with its run.</strong> What you see is how the run ended. <code>--ui-stay</code>{" "}
          keeps the page, <code>ingot ui</code> shows a kept run. {again}
        </p>
      )}
    </div>
  );
}
