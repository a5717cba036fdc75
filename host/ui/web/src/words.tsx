// Small things the page says everywhere: text from outside, times, how an item stands.

import { toneOf } from "./outcomes";
import { clockTime, localTime, utcTime } from "./units";
import { visibleText } from "./visible_text";

// Text that came from outside, in a direction of its own.
export function Outside({ text }: { text: string }) {
  return <bdi>{visibleText(text)}</bdi>;
}

// The same of a message, in which line ends are what they seem.
export function OutsideMessage({ text }: { text: string }) {
  return <Outside text={text.trim().replace(/\s*[\t\r\n]+\s*/g, " ")} />;
}

// By the reader's clock; UTC when pointed at.
export function Time({ iso, form = "full" }: { iso: string; form?: "full" | "clock" }) {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return <Outside text={iso} />;
  return (
    <time dateTime={iso} title={utcTime(at)}>
      {form === "full" ? localTime(at) : clockTime(at)}
    </time>
  );
}

export function OutcomeWord({ outcome }: { outcome: string }) {
  return <span class={toneOf(outcome)}>{outcome.replaceAll("_", " ")}</span>;
}

export function percent(share: number): string {
  return `${Math.floor(Math.min(1, Math.max(0, share)) * 100)}%`;
}
