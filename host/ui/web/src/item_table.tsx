// The rows of one page of items. On a narrow window each row is a card.

import type { Item } from "./contract";
import type { ItemsQuery, Sort } from "./items_query";
import { isFailed } from "./outcomes";
import { bytes, count, duration } from "./units";
import { OutcomeWord, Outside, OutsideMessage, Time } from "./words";

interface TableProps {
  items: Item[];
  query: ItemsQuery;
  selected: ReadonlySet<number>;
  mayRetry: boolean;
  isBusy: boolean;
  onSort: (sort: Sort) => void;
  onSelect: (seqs: number[], isSelected: boolean) => void;
  onOpen: (seq: number) => void;
}

function SortHead({ sort, query, onSort, children }: {
  sort: Sort;
  query: ItemsQuery;
  onSort: (sort: Sort) => void;
  children: string;
}) {
  const isSorted = query.sort === sort;
  const order = query.isDescending ? "descending" : "ascending";
  return (
    <th scope="col" class={`number ${sort}`} aria-sort={isSorted ? order : "none"}>
      <button type="button" class="head" onClick={() => onSort(sort)}>
        {children}
        <span aria-hidden="true">{isSorted ? (query.isDescending ? " ↓" : " ↑") : ""}</span>
      </button>
    </th>
  );
}

function Row({ item, selected, mayRetry, onSelect, onOpen }: Omit<TableProps, "items"> & { item: Item }) {
  const isOn = selected.has(item.seq);
  const reason = [item.code, item.message].filter(Boolean).join(": ");
  return (
    <tr class={isOn ? "selected" : undefined} data-seq={item.seq}>
      {mayRetry && (
        <td class="pick">
          {isFailed(item.outcome) && (
            <input type="checkbox" checked={isOn} aria-label={`select ${item.key}`}
              onChange={(event) => onSelect([item.seq], event.currentTarget.checked)} />
          )}
        </td>
      )}
      <td class="name">
        <button type="button" class="name" onClick={() => onOpen(item.seq)}><Outside text={item.key} /></button>
      </td>
      <td data-label="outcome"><OutcomeWord outcome={item.outcome} /></td>
      <td data-label="size" class="number">{bytes(item.size)}</td>
      <td data-label="took" class="number">{item.duration_ms !== null && duration(item.duration_ms)}</td>
      <td data-label="attempts" class="number attempts">{count(item.attempts)}</td>
      <td data-label="requests" class="number requests">{count(item.requests)}</td>
      <td data-label="reason" class="long reason">{reason && <OutsideMessage text={reason} />}</td>
      <td data-label="vendor's id" class="id" title={item.remote_id ?? undefined}>{item.remote_id && <Outside text={item.remote_id} />}</td>
      <td data-label="ended" class="time">{item.ended_at && <Time iso={item.ended_at} form="clock" />}</td>
    </tr>
  );
}

export function ItemTable(props: TableProps) {
  const { items, query, selected, mayRetry, isBusy, onSort, onSelect } = props;
  const failed = items.filter((item) => isFailed(item.outcome)).map((item) => item.seq);
  const areAllOn = failed.length > 0 && failed.every((seq) => selected.has(seq));
  const head = (sort: Sort, name: string) => <SortHead sort={sort} query={query} onSort={onSort}>{name}</SortHead>;
  return (
    <table class="items" aria-busy={isBusy} aria-label="items">
      <thead>
        <tr>
          {mayRetry && (
            <th scope="col" class="pick">
              <input type="checkbox" checked={areAllOn} disabled={failed.length === 0}
                aria-label="select all failed items of this page"
                onChange={(event) => onSelect(failed, event.currentTarget.checked)} />
            </th>
          )}
          <th scope="col">item</th>
          <th scope="col">outcome</th>
          {head("size", "size")}
          {head("duration", "took")}
          {head("attempts", "attempts")}
          <th scope="col" class="number requests">requests</th>
          <th scope="col">reason</th>
          <th scope="col" class="id">vendor's id</th>
          <th scope="col" class="time">ended</th>
        </tr>
      </thead>
      <tbody>{items.map((item) => <Row key={item.seq} item={item} {...props} />)}</tbody>
    </table>
  );
}
