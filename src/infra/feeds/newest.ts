/** A list that keeps the newest of what is added, however much that is. */
export type Newest<Item> = {
  add(item: Item, at: number | null): void;
  readonly total: number;
  /** In the order in which they were added. */
  kept(): Item[];
};

type Dated<Item> = { readonly item: Item; readonly at: number; readonly place: number };

/** Keeps `most`; of those without a date, which are older than all others, the first: feeds begin with the newest. */
export function newest<Item>(most: number): Newest<Item> {
  let list: Dated<Item>[] = [];
  let total = 0;
  const cut = () => {
    if (list.length <= most) return;
    list.sort((one, other) => other.at - one.at || one.place - other.place);
    list.length = most;
  };
  return {
    add(item, at) {
      list.push({ item, at: at ?? Number.MIN_SAFE_INTEGER, place: total++ });
      if (list.length >= 2 * most) cut();
    },
    get total() {
      return total;
    },
    kept() {
      cut();
      list = list.sort((one, other) => one.place - other.place);
      return list.map(({ item }) => item);
    },
  };
}
