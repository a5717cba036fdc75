// What the item table shows: as a request of the program, and as the part of the page's address after `#`, so that a
// reload or a saved address shows the same. Pure.

export const kSorts = ["seq", "size", "attempts", "duration"] as const;
export type Sort = (typeof kSorts)[number];

export interface ItemsQuery {
  words: string;
  outcomes: readonly string[]; // none: all
  sort: Sort;
  isDescending: boolean;
}

export const kPlainQuery: ItemsQuery = { words: "", outcomes: [], sort: "seq", isDescending: false };
export const kPage = 100;

function parameters(query: ItemsQuery): URLSearchParams {
  const values = new URLSearchParams();
  if (query.words.trim()) values.set("q", query.words.trim());
  if (query.outcomes.length > 0) values.set("outcome", query.outcomes.join(","));
  if (query.sort !== "seq") values.set("sort", query.sort);
  if (query.isDescending) values.set("desc", "1");
  return values;
}

export function itemsPath(query: ItemsQuery, after: string | null, limit = kPage): string {
  const values = parameters(query);
  if (after !== null) values.set("after", after);
  values.set("limit", String(limit));
  return `/api/items?${values}`;
}

// `item`: the one whose panel is open.
export interface Place {
  query: ItemsQuery;
  item: number | null;
}

export function placeText({ query, item }: Place): string {
  const values = parameters(query);
  if (item !== null) values.set("item", String(item));
  const text = values.toString();
  return text && `#${text}`;
}

export function placeOf(hash: string): Place {
  const values = new URLSearchParams(hash.replace(/^#/, ""));
  const sort = kSorts.find((each) => each === values.get("sort")) ?? "seq";
  const item = values.get("item") ?? "";
  return {
    query: {
      words: values.get("q") ?? "",
      outcomes: (values.get("outcome") ?? "").split(",").filter(Boolean),
      sort,
      isDescending: values.get("desc") === "1",
    },
    item: /^[1-9][0-9]{0,15}$/.test(item) ? Number(item) : null,
  };
}
