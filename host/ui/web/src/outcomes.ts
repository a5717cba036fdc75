// The words for how an item stands, in the order a reader wants them.

export type Tone = "good" | "bad" | "wait" | "quiet";

export const kFailed = [
  "rejected", "failed", "auth", "conflict", "unknown", "source_changed", "unreadable",
] as const;
const kEnded = ["done", "skipped", ...kFailed];
const kWaiting = ["pending", "active", "transferred", "promoting", "orphaned", "aborting"];
export const kOutcomes: readonly string[] = [...kFailed, ...kWaiting, "skipped", "done"];

export function isFailed(outcome: string): boolean {
  return (kFailed as readonly string[]).includes(outcome);
}

export function isEnded(outcome: string): boolean {
  return kEnded.includes(outcome);
}

export function toneOf(outcome: string): Tone {
  if (isFailed(outcome)) return "bad";
  if (outcome === "skipped") return "quiet";
  return isEnded(outcome) ? "good" : "wait";
}

export function sumWhere(counts: Record<string, number>, isWanted: (outcome: string) => boolean): number {
  return Object.entries(counts).reduce((sum, [outcome, n]) => sum + (isWanted(outcome) ? n : 0), 0);
}

// Known ones in their order, then whatever else a newer program may say.
export function inOrder(outcomes: string[]): string[] {
  const place = (outcome: string) => {
    const at = kOutcomes.indexOf(outcome);
    return at < 0 ? kOutcomes.length : at;
  };
  return [...outcomes].sort((a, b) => place(a) - place(b) || a.localeCompare(b));
}
