// Why items failed, grouped; and which items are slowest or were begun most often.

import type { Group, Progress } from "./contract";
import { count, duration, plural } from "./units";
import { OutcomeWord, Outside, OutsideMessage } from "./words";

export function Reasons({ groups, onShow }: { groups: Group[]; onShow: (group: Group) => void }) {
  return (
    <section aria-labelledby="reasons">
      <h2 id="reasons">Reasons</h2>
      {groups.length === 0 ? <p class="quiet">Nothing has failed.</p> : (
        <table>
          <thead>
            <tr>
              <th scope="col">outcome</th><th scope="col">code</th><th scope="col" class="number">items</th>
              <th scope="col">for example</th><th scope="col">advice</th><th scope="col"><span class="hidden">show</span></th>
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <tr key={`${group.outcome} ${group.code}`}>
                <td data-label="outcome"><OutcomeWord outcome={group.outcome} /></td>
                <td data-label="code"><Outside text={group.code} /></td>
                <td data-label="items" class="number">{count(group.items)}</td>
                <td data-label="for example" class="long">
                  <span><Outside text={group.example} />: <OutsideMessage text={group.message} /></span>
                </td>
                <td data-label="advice" class="long">{group.advice}</td>
                <td class="act">
                  <button type="button" onClick={() => onShow(group)}
                    aria-label={`show items: ${group.outcome} ${group.code}`}>
                    show
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

interface Entry {
  seq: number;
  key: string;
  says: string;
}

function List({ title, entries, nothing, onOpen }: {
  title: string;
  entries: Entry[];
  nothing: string;
  onOpen: (seq: number) => void;
}) {
  return (
    <div class="panel">
      <h3>{title}</h3>
      {entries.length === 0 ? <p class="quiet">{nothing}</p> : (
        <ul class="plain">
          {entries.map(({ seq, key, says }) => (
            <li key={seq}>
              <button type="button" class="name" onClick={() => onOpen(seq)}><Outside text={key} /></button>
              <span class="quiet">{says}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function ageWords({ age_ms, parts_planned, parts_acknowledged }: Progress["slowest"][number]): string {
  const parts = parts_planned > 1 ? `, ${count(parts_acknowledged)} of ${count(parts_planned)} parts` : "";
  return duration(age_ms) + parts;
}

function triesWords({ attempts, resends }: Progress["retried"][number]): string {
  return `${plural(attempts, "attempt", "attempts")}, ${count(resends)} resent`;
}

export function Attention({ progress, onOpen }: { progress: Progress; onOpen: (seq: number) => void }) {
  return (
    <section class="pair" aria-label="items to look at">
      <List title="Longest in hand" onOpen={onOpen} nothing="No item is in hand."
        entries={progress.slowest.map((item) => ({ ...item, says: ageWords(item) }))} />
      <List title="Retried most" onOpen={onOpen} nothing="Nothing was retried."
        entries={progress.retried.map((item) => ({ ...item, says: triesWords(item) }))} />
    </section>
  );
}
