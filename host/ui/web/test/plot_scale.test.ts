import { expect, test } from "vitest";
import type { Sample } from "../src/contract";
import {
  averageOf, kPicture, rateOf, roundedUp, sampleAt, scaleOf, steps, withoutSlivers, x, y,
} from "../src/plot_scale";

const kNothing = { bytes: 0, requests: 0, resends: 0, throttled: 0, ended: 0, failed: 0 };
const sample = (second: number, span: number, bytes: number): Sample => ({
  ...kNothing, at: new Date(second * 1000).toISOString(), span_ms: span * 1000, bytes,
});
const ofBytes = (each: Sample) => each.bytes;

test("the top of a scale is round and not below the value", () => {
  for (const unit of [1000, 1024]) {
    for (const value of [0.001, 0.9, 1, 1.01, 7, 8.1, 999, 1000, 1023, 1024, 5_000_000]) {
      const top = roundedUp(value, unit);
      expect(top).toBeGreaterThanOrEqual(value);
      expect(top).toBeLessThanOrEqual(value * 2);
    }
  }
  expect(roundedUp(0, 1000)).toBe(1);
  expect(roundedUp(1500 * 1024, 1024)).toBe(1.5 * 1024 * 1024);
});

test("a rate is of the sample's own span", () => {
  expect(rateOf(sample(0, 2, 10), ofBytes)).toBe(5);
  expect(rateOf(sample(0, 0, 10), ofBytes)).toBe(10_000);
});

test("the first sample begins at the left, the last ends at the right, the highest touches the top", () => {
  const samples = [sample(10, 1, 4), sample(11, 1, 8)];
  const scale = scaleOf(samples, [ofBytes], 1000);
  expect(x(scale, 10_000)).toBe(kPicture.left);
  expect(x(scale, 12_000)).toBe(kPicture.width - kPicture.right);
  expect(y(scale, 8)).toBe(kPicture.top);
  expect(y(scale, 0)).toBe(kPicture.height - kPicture.bottom);
});

test("a pause between samples lies on the ground", () => {
  const samples = [sample(0, 1, 4), sample(3, 1, 4)];
  const scale = scaleOf(samples, [ofBytes], 1000);
  const ground = y(scale, 0);
  expect(steps(samples, ofBytes, scale)).toContain(`V${ground}H${x(scale, 3000)}`);
});

test("a place in the picture is read as the sample below it", () => {
  const samples = [sample(0, 1, 1), sample(1, 1, 2), sample(2, 2, 3)];
  const scale = scaleOf(samples, [ofBytes], 1000);
  samples.forEach((each, i) => {
    const middle = x(scale, Date.parse(each.at) + each.span_ms / 2) / kPicture.width;
    expect(sampleAt(samples, scale, middle)).toBe(i);
  });
  expect(sampleAt(samples, scale, 0)).toBe(0);
  expect(sampleAt(samples, scale, 1)).toBe(2);
});

test("a run's short last sample is no spike", () => {
  expect(withoutSlivers([sample(0, 1, 10), sample(1, 1, 10), sample(2, 0.01, 9)])).toEqual([
    sample(0, 1, 10), sample(1, 1.01, 19),
  ]);
  const apart = [sample(0, 1, 10), sample(5, 0.01, 9)];
  expect(withoutSlivers(apart)).toEqual(apart);
  const even = [sample(0, 1, 10), sample(1, 0.5, 9)];
  expect(withoutSlivers(even)).toEqual(even);
});

test("an average is over pauses too", () => {
  expect(averageOf([sample(0, 1, 10), sample(9, 1, 10)], ofBytes)).toBe(2);
  expect(averageOf([], ofBytes)).toBe(0);
});

test("without samples there is a scale and nothing under it", () => {
  const scale = scaleOf([], [ofBytes], 1000);
  expect(scale.span).toBeGreaterThan(0);
  expect(sampleAt([], scale, 0.5)).toBe(-1);
});
