// A plot of rates over time. A pointer over it, or the arrow keys on it, read single values.

import { useState } from "preact/hooks";
import type { Sample } from "./contract";
import {
  averageOf, kPicture, rateOf, sampleAt, scaleOf, startOf, steps, withoutSlivers, x, y, type Scale,
} from "./plot_scale";
import { clockTime, duration, localTime } from "./units";

export interface Series {
  name: string;
  of: (sample: Sample) => number;
}

interface PlotProps {
  title: string;
  series: Series[]; // the first is drawn as an area, the others as lines
  samples: Sample[];
  label: (perSecond: number) => string;
  unit: number; // what a thousand is to the scale's numbers: 1024 for bytes
  isOver: boolean; // there is no present value, but an average
}

function Grid({ scale, label }: { scale: Scale; label: (rate: number) => string }) {
  const anchors = ["start", "middle", "end"] as const;
  return (
    <>
      {[0, 0.5, 1].map((share, i) => {
        const height = y(scale, scale.highest * share);
        const at = scale.span * share;
        return (
          <g key={share}>
            <path class="grid" d={`M${kPicture.left} ${height}H${kPicture.width - kPicture.right}`} />
            <text class="tick" text-anchor="end" x={kPicture.left - 6} y={height} dy="4">
              {label(scale.highest * share)}
            </text>
            <text class="tick" text-anchor={anchors[i]} x={x(scale, scale.start + at)} y={kPicture.height - 6}>
              {share === 0 ? clockTime(new Date(scale.start)) : `+${duration(at)}`}
            </text>
          </g>
        );
      })}
    </>
  );
}

function valuesOf(series: Series[], value: (of: Series["of"]) => string): string {
  return series.map(({ name, of }) => `${series.length > 1 ? `${name} ` : ""}${value(of)}`).join(", ");
}

export function Plot({ title, series, samples: given, label, unit, isOver }: PlotProps) {
  const samples = withoutSlivers(given);
  const [place, setPlace] = useState<number | null>(null);
  const last = samples[samples.length - 1];
  const scale = scaleOf(samples, series.map(({ of }) => of), unit);
  const read = place === null ? undefined : samples[Math.min(place, samples.length - 1)];
  const shown = read ?? (isOver ? undefined : last);
  const value = (of: Series["of"]) => label(shown ? rateOf(shown, of) : averageOf(samples, of));

  function point(event: PointerEvent) {
    const box = (event.currentTarget as SVGElement).getBoundingClientRect();
    setPlace(sampleAt(samples, scale, (event.clientX - box.left) / box.width));
  }
  function key(event: KeyboardEvent) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined || !last) return;
    event.preventDefault();
    const from = place ?? samples.length - 1;
    setPlace(Math.max(0, Math.min(samples.length - 1, from + by)));
  }

  return (
    <figure tabIndex={0} onKeyDown={key} onBlur={() => setPlace(null)} aria-label={`${title}, over time`}>
      <figcaption>{title}</figcaption>
      <p class="reading" aria-live={read ? "polite" : "off"}>
        {last ? valuesOf(series, value) : "nothing"}
        {last && !shown && <span class="quiet"> on average</span>}
        {read && <span class="quiet"> at {localTime(new Date(startOf(read)))}</span>}
      </p>
      <svg class="plot" viewBox={`0 0 ${kPicture.width} ${kPicture.height}`} role="img" aria-label={title}
        onPointerMove={last && point} onPointerLeave={() => setPlace(null)}>
        {last && <Grid scale={scale} label={label} />}
        {last && series.map(({ name, of }, i) => (
          <path key={name} class={`s${i + 1} ${i === 0 ? "area" : "line"}`} d={steps(samples, of, scale)} />
        ))}
        {read && (
          <rect class="cursor" x={x(scale, startOf(read))} y={kPicture.top} height={y(scale, 0) - kPicture.top}
            width={Math.max(1, x(scale, startOf(read) + read.span_ms) - x(scale, startOf(read)))} />
        )}
      </svg>
      {series.length > 1 && (
        <p class="legend">
          {series.map(({ name }, i) => (
            <span key={name}>
              <svg class="key" viewBox="0 0 10 10" aria-hidden="true">
                <rect class={`s${i + 1} fill`} width="10" height="10" />
              </svg>{" "}
              {name}
            </span>
          ))}
        </p>
      )}
    </figure>
  );
}
