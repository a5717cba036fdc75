import { expect, test } from "vitest";
import { bytes, count, duration, localTime, rate, utcTime } from "../src/units";

test.each([
  [0, "0 B"], [1023, "1023 B"], [1024, "1.0 KiB"], [1024 ** 2 - 1, "1024.0 KiB"], [1024 ** 2, "1.0 MiB"],
  [427_500_000, "407.7 MiB"], [1024 ** 6, "1024.0 PiB"],
])("%d bytes are %s", (n, text) => expect(bytes(n)).toBe(text));

test.each([
  [0, "0.0s"], [59_900, "59.9s"], [60_000, "1m 00s"], [3_599_999, "59m 59s"], [3_600_000, "1h 00m"],
  [86_399_999, "23h 59m"], [86_400_000, "1d 00h"], [97_200_000, "1d 03h"],
])("%d ms are %s", (ms, text) => expect(duration(ms)).toBe(text));

test("large counts are grouped", () => expect(count(1_000_000)).toBe("1,000,000"));

test.each([[0, "0/s"], [0.12345, "0.123/s"], [999, "999/s"], [12_345.6, "12,346/s"]])(
  "a rate of %d is %s", (n, text) => expect(rate(n)).toBe(text));

test("a time is local, and UTC is told apart from it", () => {
  const at = new Date(2030, 0, 31, 9, 5, 7, 40);
  expect(localTime(at)).toBe("2030-01-31 09:05:07");
  expect(utcTime(at)).toBe(at.toISOString().slice(0, 10) + " " + at.toISOString().slice(11, 23) + " UTC");
});
