// What is selected, the button that gives it another try, and what became of that.

import { useState } from "preact/hooks";
import type { RetryAnswer } from "./contract";
import { post } from "./request";
import { plural } from "./units";
import { Outside, OutsideMessage } from "./words";

interface RetryProps {
  selected: ReadonlyMap<number, string>; // seq to key
  mayRetry: boolean; // just now
  isNeeded: boolean; // there is something that has failed
  onSelectPage: (() => void) | null; // the failed items of the page
  onClear: () => void;
  onDone: () => void;
}

interface Outcome {
  says: string;
  isBad: boolean;
  refused: { key: string; why: string }[];
}

const kNothing: Outcome = { says: "", isBad: false, refused: [] };

export function RetryBar({ selected, mayRetry, isNeeded, onSelectPage, onClear, onDone }: RetryProps) {
  const [outcome, setOutcome] = useState(kNothing);
  const [isAsking, setIsAsking] = useState(false);

  async function retry() {
    setIsAsking(true);
    setOutcome(kNothing);
    try {
      const answer = await post<RetryAnswer>("/api/retry", { items: [...selected.keys()] });
      const refused = answer.refused.map(({ seq, why }) => ({ key: selected.get(seq) ?? `item ${seq}`, why }));
      setOutcome({
        says: `${plural(answer.revived, "item gets", "items get")} another try` +
          (refused.length > 0 ? `, ${plural(refused.length, "stays as it is", "stay as they are")}` : ""),
        isBad: false,
        refused,
      });
      onClear();
      onDone();
    } catch (error) {
      setOutcome({ says: `not retried: ${(error as Error).message}`, isBad: true, refused: [] });
    } finally {
      setIsAsking(false);
    }
  }

  return (
    <div class="retry">
      <div class="tools">
        {(isNeeded || selected.size > 0) && (
          <button type="button" id="retry" class="main" disabled={selected.size === 0 || isAsking || !mayRetry}
            onClick={() => void retry()}>
            {selected.size === 0 ? "retry selected" : `retry ${plural(selected.size, "item", "items")}`}
          </button>
        )}
        {onSelectPage && <button type="button" onClick={onSelectPage}>select failed on this page</button>}
        {selected.size > 0 && <button type="button" onClick={onClear}>select none</button>}
        <span role="status" class={outcome.isBad ? "bad" : "good"}>{outcome.says}</span>
      </div>
      {outcome.refused.length > 0 && (
        <ul class="refused" tabIndex={0} aria-label="items that stay as they are">
          {outcome.refused.map(({ key, why }) => (
            <li key={key}><Outside text={key} />: <OutsideMessage text={why} /></li>
          ))}
        </ul>
      )}
    </div>
  );
}
