// The three plots, over the whole run or the last minutes.

import { useState } from "preact/hooks";
import type { Sample } from "./contract";
import { Plot, type Series } from "./plot";
import { bytes, rate } from "./units";

const kThroughput: Series[] = [{ name: "bytes", of: (s) => s.bytes }];
const kItems: Series[] = [{ name: "ended", of: (s) => s.ended }, { name: "failed", of: (s) => s.failed }];
const kRequests: Series[] = [
  { name: "requests", of: (s) => s.requests },
  { name: "resent", of: (s) => s.resends },
  { name: "throttled", of: (s) => s.throttled },
];

export function Plots({ samples, recent, isOver }: {
  samples: Sample[];
  recent: Sample[];
  isOver: boolean;
}) {
  const [span, setSpan] = useState<"run" | "minutes">("run");
  const given = { samples: span === "run" ? samples : recent, isOver };
  const choice = (value: typeof span, label: string) => (
    <button type="button" class="chip" aria-pressed={span === value} onClick={() => setSpan(value)}>{label}</button>
  );
  return (
    <section aria-labelledby="plots">
      <h2 id="plots">Over time</h2>
      <div class="tools" role="group" aria-label="time shown">
        {choice("run", "whole run")}
        {choice("minutes", "last minutes")}
      </div>
      <div class="plots">
        <Plot title="Throughput" series={kThroughput} {...given} label={(n) => `${bytes(n)}/s`} unit={1024} />
        <Plot title="Items that ended" series={kItems} {...given} label={rate} unit={1000} />
        <Plot title="Requests and retries" series={kRequests} {...given} label={rate} unit={1000} />
      </div>
    </section>
  );
}
