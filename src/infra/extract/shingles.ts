/** The runs of `length` words of a list; a shorter list is one. */
export function shingles(words: readonly string[], length: number): Set<string> {
  const found = new Set<string>();
  for (let at = 0; at < Math.max(1, words.length - length + 1); at++) {
    const run = words.slice(at, at + length).join(' ');
    if (run !== '') found.add(run);
  }
  return found;
}

/** The share of each list's runs of four words that stand in a text; of a shorter list whether it is one of its lines. */
export function sharesIn(lists: readonly (readonly string[])[], lines: readonly (readonly string[])[]): number[] {
  const whole = new Set(lines.map((line) => line.join(' ')));
  const runs = shingles(lines.flat(), 4);
  return lists.map((words) => {
    if (whole.has(words.join(' '))) return 1;
    if (words.length < 4) return 0;
    const own = [...shingles(words, 4)];
    return own.filter((run) => runs.has(run)).length / own.length;
  });
}
