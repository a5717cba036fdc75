// The items of the run: filters, one page of the table, selection, retry.

import { useRef, useState } from "preact/hooks";
import type { Run } from "./contract";
import { Filters } from "./filters";
import { ItemTable } from "./item_table";
import { kPage, type ItemsQuery, type Sort } from "./items_query";
import { isFailed, sumWhere } from "./outcomes";
import { RetryBar } from "./retry_bar";
import type { Changed } from "./run_view";
import { count } from "./units";
import { useItems, type ItemsPage } from "./use_items";

interface ItemsProps {
  run: Run;
  query: ItemsQuery;
  counts: Record<string, number>;
  changed: Changed;
  onQuery: (query: ItemsQuery) => void;
  onOpen: (seq: number) => void;
  onRetried: () => void;
}

function placeWords({ page, number }: ItemsPage): string {
  if (page === null) return "";
  const rest = page.isWhole ? "" : "; still searching…";
  if (page.items.length === 0) return rest && "Searching…";
  const from = number * kPage + 1;
  const range = `${count(from)} to ${count(from + page.items.length - 1)}`;
  return (page.matched === null ? range : `${range} of ${count(page.matched)}`) + rest;
}

function Pager({ shown }: { shown: ItemsPage }) {
  return (
    <nav class="tools pager" aria-label="pages of items">
      <button type="button" disabled={shown.previous === null} onClick={() => shown.previous?.()}>previous</button>
      <button type="button" disabled={shown.next === null} onClick={() => shown.next?.()}>next</button>
      <span class="quiet" role="status">{placeWords(shown)}</span>
    </nav>
  );
}

function nothingWords(run: Run, query: ItemsQuery): string {
  if (query.words.trim() || query.outcomes.length > 0) return "No item matches.";
  return run.end === null ? "The scan has not found anything yet." : "The run has no items.";
}

export function Items({ run, query, counts, changed, onQuery, onOpen, onRetried }: ItemsProps) {
  const shown = useItems(query, changed);
  // Between the end of a run and what follows it nothing can be retried for a moment.
  const isRetryable = useRef(false);
  isRetryable.current ||= run.may_retry;
  const [selected, setSelected] = useState<ReadonlyMap<number, string>>(new Map());
  const items = shown.page?.items ?? [];
  const failed = items.filter((item) => isFailed(item.outcome));

  function select(seqs: number[], isSelected: boolean) {
    const after = new Map(selected);
    for (const seq of seqs) {
      const item = items.find((each) => each.seq === seq);
      if (isSelected && item) after.set(seq, item.key);
      if (!isSelected) after.delete(seq);
    }
    setSelected(after);
  }
  function sortBy(sort: Sort) {
    const isSame = query.sort === sort;
    if (isSame && !query.isDescending) return onQuery({ ...query, sort: "seq", isDescending: false });
    onQuery({ ...query, sort, isDescending: !isSame });
  }

  return (
    <section aria-labelledby="items">
      <h2 id="items">Items</h2>
      <Filters query={query} counts={counts} onChange={onQuery} />
      {isRetryable.current ? (
        <RetryBar selected={selected} mayRetry={run.may_retry} isNeeded={sumWhere(counts, isFailed) > 0} onClear={() => setSelected(new Map())} onDone={() => (shown.reload(), onRetried())}
          onSelectPage={failed.length > 0 ? () => select(failed.map((item) => item.seq), true) : null} />
      ) : (
        <p class="quiet">Retrying from here is not possible: this run is only shown.</p>
      )}
      {shown.error && <p class="bad" role="alert">The items could not be fetched: {shown.error}</p>}
      {shown.page === null && !shown.error && <p class="quiet">Fetching the items…</p>}
      {shown.page?.isWhole && items.length === 0 && <p class="quiet">{nothingWords(run, query)}</p>}
      {items.length > 0 && (
        <ItemTable items={items} query={query} selected={new Set(selected.keys())} mayRetry={isRetryable.current}
          isBusy={shown.isBusy} onSort={sortBy} onSelect={select} onOpen={onOpen} />
      )}
      {(shown.next || shown.previous || items.length > 0) && <Pager shown={shown} />}
    </section>
  );
}
