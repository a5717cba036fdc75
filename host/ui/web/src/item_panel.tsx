// One item's whole history, beside the page.

import { useEffect, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import type { HistoryEntry, ItemAnswer } from "./contract";
import { isEnded } from "./outcomes";
import { request } from "./request";
import { hasChanged, type Changed } from "./run_view";
import { bytes, count, duration } from "./units";
import { OutcomeWord, Outside, OutsideMessage, Time } from "./words";

const kFirstEntries = 200; // shown before the reader asks for all

function Fact({ name, wide, children }: { name: string; wide?: boolean; children: ComponentChildren }) {
  return <div class={wide ? "wide" : undefined}><dt>{name}</dt><dd>{children}</dd></div>;
}

function Facts({ item }: { item: ItemAnswer }) {
  return (
    <dl>
      <Fact name="outcome"><OutcomeWord outcome={item.outcome} /></Fact>
      {!isEnded(item.outcome) && <Fact name="stage">{item.stage}</Fact>}
      <Fact name="size">{bytes(item.size)}</Fact>
      <Fact name="attempts">{count(item.attempts)}</Fact>
      <Fact name="requests">{count(item.requests)}</Fact>
      {item.parts && (
        <Fact name="parts">{count(item.parts.acknowledged)} of {count(item.parts.planned)} acknowledged</Fact>
      )}
      {item.duration_ms !== null && <Fact name="took">{duration(item.duration_ms)}</Fact>}
      {item.ended_at && <Fact name="ended"><Time iso={item.ended_at} /></Fact>}
      {item.remote_id && <Fact name="vendor's id" wide><Outside text={item.remote_id} /></Fact>}
      {item.sha256 && <Fact name="SHA-256" wide><code>{item.sha256}</code></Fact>}
    </dl>
  );
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return Array.isArray(value) ? value.map(textOf).join("; ") : JSON.stringify(value);
}

function Pairs({ title, values }: { title: string; values: Record<string, unknown> | null }) {
  const entries = Object.entries(values ?? {});
  if (entries.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <table class="pairs">
        <tbody>
          {entries.map(([name, value]) => (
            <tr key={name}>
              <th scope="row"><Outside text={name} /></th>
              <td class="long"><Outside text={textOf(value)} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Entry({ entry }: { entry: HistoryEntry }) {
  const mark = entry.ok === null ? null : entry.ok ? ["good", "✓", "succeeded"] : ["bad", "✗", "failed"];
  return (
    <li>
      <span class="quiet time">{entry.at && <Time iso={entry.at} form="clock" />}</span>
      <span class="what">
        {mark && <><span class={mark[0]} aria-hidden="true">{mark[1]}</span><span class="hidden">{mark[2]}:</span> </>}
        {entry.what}
      </span>
      <span class="long"><OutsideMessage text={entry.text} /></span>
    </li>
  );
}

function History({ entries }: { entries: HistoryEntry[] }) {
  const [areAllShown, setAreAllShown] = useState(false);
  const shown = areAllShown ? entries : entries.slice(0, kFirstEntries);
  return (
    <section>
      <h3>History</h3>
      {entries.length === 0 && <p class="quiet">Nothing has been done for it yet.</p>}
      <ol class="history">{shown.map((entry, i) => <Entry key={i} entry={entry} />)}</ol>
      {shown.length < entries.length && (
        <button type="button" onClick={() => setAreAllShown(true)}>show all {count(entries.length)} entries</button>
      )}
    </section>
  );
}

// The serial of the latest news about the item.
function useLatest(changed: Changed, seq: number): number {
  const latest = useRef(0);
  if (hasChanged(changed, seq)) latest.current = changed.serial;
  return latest.current;
}

export function ItemPanel({ seq, changed, onClose }: {
  seq: number;
  changed: Changed;
  onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [item, setItem] = useState<ItemAnswer | null>(null);
  const [error, setError] = useState("");
  const turn = useLatest(changed, seq);

  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    const leaving = new AbortController();
    request<ItemAnswer>(`/api/items/${seq}`, { signal: leaving.signal }).then(
      (answer) => (setItem(answer), setError("")),
      (failure: Error) => !leaving.signal.aborted && setError(failure.message),
    );
    return () => leaving.abort();
  }, [seq, turn]);

  const reason = item && [item.code, item.message].filter(Boolean).join(": ");
  return (
    <dialog ref={dialog} class="item" aria-labelledby="item-name" onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}>
      <div class="content">
        <header>
          <h2 id="item-name">{item ? <Outside text={item.key} /> : `item ${seq}`}</h2>
          <button type="button" onClick={() => dialog.current?.close()}>close</button>
        </header>
        {error && <p class="bad" role="alert">The item could not be fetched: {error}</p>}
        {!item && !error && <p class="quiet">Fetching the item…</p>}
        {item && (
          <>
            {reason && <p class="long"><OutsideMessage text={reason} /></p>}
            {item.advice && <p><strong>What to do:</strong> {item.advice}</p>}
            <Facts item={item} />
            <History entries={item.history} />
            <Pairs title="From its row" values={item.row} />
            <Pairs title="From the vendor" values={item.meta} />
          </>
        )}
      </div>
    </dialog>
  );
}
