// What narrows the item table down: words, outcomes, order.

import { useEffect, useRef, useState } from "preact/hooks";
import { kSorts, type ItemsQuery, type Sort } from "./items_query";
import { inOrder, isFailed } from "./outcomes";
import { count } from "./units";
import { OutcomeWord } from "./words";

const kSortNames: Record<Sort, string> = {
  seq: "order of the scan", size: "size", attempts: "attempts", duration: "time taken",
};
const kDirections: Record<Sort, [string, string]> = {
  seq: ["first found first", "last found first"],
  size: ["smallest first", "largest first"],
  attempts: ["fewest first", "most first"],
  duration: ["quickest first", "slowest first"],
};
const kTypingPause = 250;

interface FilterProps {
  query: ItemsQuery;
  counts: Record<string, number>; // items by outcome, of the whole run
  onChange: (query: ItemsQuery) => void;
}

function Search({ query, onChange }: Omit<FilterProps, "counts">) {
  const [words, setWords] = useState(query.words);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => setWords(query.words), [query.words]);
  useEffect(() => {
    if (words === query.words) return;
    const timer = setTimeout(() => onChange({ ...query, words }), kTypingPause);
    return () => clearTimeout(timer);
  }, [words, query]);
  useEffect(() => {
    const jump = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLElement && event.target.closest("input, select, dialog");
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
      event.preventDefault();
      field.current?.focus();
    };
    document.addEventListener("keydown", jump);
    return () => document.removeEventListener("keydown", jump);
  }, []);
  return (
    <input ref={field} type="search" id="search" value={words} placeholder="name, code, message or vendor's id  ( / )"
      aria-label="search items by name, code, message or vendor's id" autocomplete="off" spellcheck={false}
      onInput={(event) => setWords(event.currentTarget.value)} />
  );
}

function Outcomes({ query, counts, onChange }: FilterProps) {
  const offered = inOrder([
    ...new Set([...Object.keys(counts).filter((outcome) => (counts[outcome] ?? 0) > 0), ...query.outcomes]),
  ]);
  const failed = offered.filter(isFailed);
  const isOn = (outcome: string) => query.outcomes.includes(outcome);
  const toggle = (outcome: string) =>
    onChange({
      ...query,
      outcomes: isOn(outcome) ? query.outcomes.filter((each) => each !== outcome) : [...query.outcomes, outcome],
    });
  const areFailedShown = failed.length > 0 && failed.length === query.outcomes.length && failed.every(isOn);
  return (
    <div class="chips" role="group" aria-label="filter by outcome">
      <button type="button" class="chip" aria-pressed={query.outcomes.length === 0}
        onClick={() => onChange({ ...query, outcomes: [] })}>
        all
      </button>
      {failed.length > 1 && (
        <button type="button" class="chip" aria-pressed={areFailedShown}
          onClick={() => onChange({ ...query, outcomes: areFailedShown ? [] : failed })}>
          all that failed
        </button>
      )}
      {offered.map((outcome) => (
        <button type="button" class="chip" key={outcome} data-outcome={outcome} aria-pressed={isOn(outcome)}
          onClick={() => toggle(outcome)}>
          <OutcomeWord outcome={outcome} /> {count(counts[outcome] ?? 0)}
        </button>
      ))}
    </div>
  );
}

export function Filters({ query, counts, onChange }: FilterProps) {
  return (
    <div class="filters">
      <div class="tools">
        <Search query={query} onChange={onChange} />
        <select aria-label="order" value={query.sort}
          onChange={(event) => {
            const sort = kSorts.find((each) => each === event.currentTarget.value) ?? "seq";
            onChange({ ...query, sort, isDescending: sort !== "seq" });
          }}>
          {kSorts.map((sort) => <option key={sort} value={sort}>by {kSortNames[sort]}</option>)}
        </select>
        <button type="button" onClick={() => onChange({ ...query, isDescending: !query.isDescending })}>
          {kDirections[query.sort][query.isDescending ? 1 : 0]}
        </button>
      </div>
      <Outcomes query={query} counts={counts} onChange={onChange} />
    </div>
  );
}
