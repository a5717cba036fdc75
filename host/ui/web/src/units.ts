// Numbers and times as people read them; the same forms as in the program's own texts. Pure.

const kByteUnits = ["KiB", "MiB", "GiB", "TiB", "PiB"];
const kCount = new Intl.NumberFormat("en");

export function count(n: number): string {
  return kCount.format(n);
}

export function plural(n: number, one: string, more: string): string {
  return `${count(n)} ${n === 1 ? one : more}`;
}

export function bytes(n: number): string {
  if (n < 1024) return `${Math.round(n)} B`;
  let value = n / 1024;
  let unit = 0;
  while (value >= 1024 && unit + 1 < kByteUnits.length) {
    value /= 1024;
    unit += 1;
  }
  return `${value.toFixed(1)} ${kByteUnits[unit]}`;
}

// 0.4s, 3m 07s, 2h 15m, 3d 04h
export function duration(ms: number): string {
  const two = (n: number) => String(Math.floor(n)).padStart(2, "0");
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)}s`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)}m ${two((ms / 1000) % 60)}s`;
  if (ms < 86_400_000) return `${Math.floor(ms / 3_600_000)}h ${two((ms / 60_000) % 60)}m`;
  return `${Math.floor(ms / 86_400_000)}d ${two((ms / 3_600_000) % 24)}h`;
}

export function rate(perSecond: number): string {
  return `${perSecond >= 1000 ? count(Math.round(perSecond)) : Number(perSecond.toPrecision(3))}/s`;
}

// 2030-01-31 10:00:00 by the reader's clock.
export function localTime(at: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${clockTime(at)}`;
}

export function clockTime(at: Date): string {
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((n) => String(n).padStart(2, "0")).join(":");
}

export function utcTime(at: Date): string {
  return at.toISOString().replace("T", " ").replace("Z", " UTC");
}
