// Where things lie in a plot over time. Pure; lengths in the picture's own units.

import type { Sample } from "./contract";

export const kPicture = { width: 460, height: 200, left: 88, right: 10, top: 10, bottom: 28 };
const kPlotWidth = kPicture.width - kPicture.left - kPicture.right;
const kPlotHeight = kPicture.height - kPicture.top - kPicture.bottom;

// The next number that is round, and whose half is, counted in thousands of `unit` (1024 for bytes).
export function roundedUp(value: number, unit: number): number {
  if (value <= 0) return 1;
  let thousands = 1;
  while (value >= thousands * unit) thousands *= unit;
  const power = thousands * 10 ** Math.floor(Math.log10(value / thousands));
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8].find((each) => value <= each * power);
  return (step ?? 10) * power;
}

export function startOf(sample: Sample): number {
  return Date.parse(sample.at);
}

function endOf(sample: Sample): number {
  return startOf(sample) + sample.span_ms;
}

function joined(a: Sample, b: Sample): Sample {
  return {
    at: a.at, span_ms: endOf(b) - startOf(a), bytes: a.bytes + b.bytes, requests: a.requests + b.requests,
    resends: a.resends + b.resends, throttled: a.throttled + b.throttled, ended: a.ended + b.ended,
    failed: a.failed + b.failed,
  };
}

// A sample much shorter than the one it follows (a run's last) would be a spike of chance: it is drawn as part of that.
export function withoutSlivers(samples: Sample[]): Sample[] {
  const drawn: Sample[] = [];
  for (const sample of samples) {
    const before = drawn[drawn.length - 1];
    const isSliver = before && sample.span_ms * 2 < before.span_ms && startOf(sample) <= endOf(before);
    if (isSliver) drawn[drawn.length - 1] = joined(before, sample);
    else drawn.push(sample);
  }
  return drawn;
}

// Over all of the time between the first and the last of them.
export function averageOf(samples: Sample[], of: (sample: Sample) => number): number {
  const first = samples[0];
  const last = samples[samples.length - 1];
  if (!first || !last) return 0;
  return (samples.reduce((sum, sample) => sum + of(sample), 0) * 1000) / Math.max(1, endOf(last) - startOf(first));
}

export interface Scale {
  start: number; // milliseconds of Unix time
  span: number;
  highest: number; // per second
}

export function scaleOf(samples: Sample[], of: ((sample: Sample) => number)[], unit: number): Scale {
  const first = samples[0];
  const last = samples[samples.length - 1];
  if (!first || !last) return { start: 0, span: 1, highest: 1 };
  const start = startOf(first);
  const rates = samples.flatMap((sample) => of.map((each) => rateOf(sample, each)));
  return {
    start,
    span: Math.max(1, endOf(last) - start),
    highest: roundedUp(Math.max(...rates), unit),
  };
}

export function rateOf(sample: Sample, of: (sample: Sample) => number): number {
  return (of(sample) * 1000) / Math.max(1, sample.span_ms);
}

export function x(scale: Scale, ms: number): number {
  return round(kPicture.left + (kPlotWidth * (ms - scale.start)) / scale.span);
}

export function y(scale: Scale, rate: number): number {
  return round(kPicture.top + kPlotHeight * (1 - Math.min(rate / scale.highest, 1)));
}

function round(n: number): number {
  return Math.round(n * 10) / 10;
}

// A step for each sample; along the ground where there was none (the run stood still).
export function steps(samples: Sample[], of: (sample: Sample) => number, scale: Scale): string {
  let at = scale.start;
  let path = `M${x(scale, at)} ${y(scale, 0)}`;
  for (const sample of samples) {
    const start = startOf(sample);
    if (start > at) path += `V${y(scale, 0)}H${x(scale, start)}`;
    at = Math.max(at, start + sample.span_ms);
    path += `V${y(scale, rateOf(sample, of))}H${x(scale, at)}`;
  }
  return `${path}V${y(scale, 0)}`;
}

// The sample under a place, counted from the left edge in shares of the picture's width.
export function sampleAt(samples: Sample[], scale: Scale, share: number): number {
  const ms = scale.start + ((share * kPicture.width - kPicture.left) / kPlotWidth) * scale.span;
  const after = samples.findIndex((sample) => endOf(sample) > ms);
  return after < 0 ? samples.length - 1 : after;
}
