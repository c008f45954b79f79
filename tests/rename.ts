import organs from '../src/data/special-organs.json' with { type: 'json' };
import states from '../src/data/states.json' with { type: 'json' };

/** What is replaced by what. Applied in one pass, longest first, to whole words, so that swaps work. */
export type Mapping = readonly (readonly [from: string, to: string])[];

/** Replaces every whole-word occurrence of the left sides by the right sides, in one pass. Case counts. */
export function renameAll(text: string, mapping: Mapping): string {
  const table = new Map(mapping);
  const names = [...table.keys()].sort((a, b) => b.length - a.length).map((name) => RegExp.escape(name));
  if (names.length === 0) return text;
  // A name that ends in a full stop may be followed by a letter: "U. S.partner" is found in the wild.
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${names.join('|')})(?:(?<=\\.)|(?![\\p{L}\\p{N}]))`, 'gu');
  return text.replace(pattern, (name, at: number) => {
    const glued = /\p{L}/u.test(text.charAt(at + name.length));
    return `${table.get(name) ?? name}${glued ? ' ' : ''}`;
  });
}

type State = {
  code: string;
  name: string;
  also?: string[];
  adjective?: string[];
  people?: string[];
  capital?: string[];
};

const STATES: ReadonlyMap<string, State> = new Map(states.map((state) => [state.code, state]));

/** Seats of power of a state, as the actor table has them. */
function seatsOf(code: string): string[] {
  return organs
    .filter((organ) => 'seat' in organ && organ.slug.startsWith(`${code.toLowerCase()}-`))
    .flatMap(({ name, also = [] }) => [name, ...also]);
}

/** Names, demonyms, capitals and seats of power of each left state become those of the right one. */
export function mapStates(pairs: readonly (readonly [from: string, to: string])[]): [string, string][] {
  const mapping = new Map<string, string>();
  const add = (words: readonly string[], by: string | undefined): void => {
    if (by !== undefined) for (const word of words) if (!mapping.has(word)) mapping.set(word, by);
  };
  for (const [from, to] of pairs) {
    const source = STATES.get(from);
    const target = STATES.get(to);
    if (source === undefined || target === undefined) throw new Error(`unknown state in ${from} → ${to}`);
    const adjective = target.adjective?.find((word) => /^\p{Lu}\p{Ll}/u.test(word)) ?? target.name;
    add([source.name, ...(source.also ?? [])], target.name);
    if (from === 'US') add(['U. S.'], target.name);
    add(source.adjective ?? [], adjective);
    add(source.people ?? [], target.people?.[0] ?? adjective);
    add(source.capital ?? [], target.capital?.[0]);
    add(seatsOf(from), seatsOf(to)[0] ?? `${adjective} government`);
  }
  return [...mapping];
}

/** Full names and family names of persons; the right sides are public figures of other times and fields. */
export function mapPersons(pairs: readonly (readonly [from: string, to: string])[]): [string, string][] {
  const last = (name: string): string => name.split(' ').at(-1) ?? name;
  return pairs.flatMap(([from, to]): [string, string][] => [
    [from, to],
    [last(from), last(to)],
  ]);
}

/** The whole cast of the seed articles played by others. Each mapping is complete: states, towns, seats, persons. */
export const MAPPINGS: Readonly<Record<string, Mapping>> = {
  southern: [
    ...mapStates([
      ['RU', 'BR'],
      ['JP', 'KE'],
      ['CN', 'IN'],
      ['US', 'GB'],
      ['UA', 'PE'],
    ]),
    ...mapPersons([
      ['Maria Zakharova', 'Marie Curie'],
      ['Fumio Kishida', 'Alan Turing'],
      ['Nobuo Kishi', 'Niels Bohr'],
      ['Lloyd Austin', 'Isaac Newton'],
      ['Joe Biden', 'Charles Darwin'],
      ['Volodymyr Zelensky', 'Enrico Fermi'],
      ['Elbridge Colby', 'Michael Faraday'],
    ]),
  ],
  northern: [
    ...mapStates([
      ['RU', 'TR'],
      ['JP', 'NO'],
      ['CN', 'FR'],
      ['US', 'DE'],
      ['UA', 'GE'],
    ]),
    ...mapPersons([
      ['Maria Zakharova', 'Ada Lovelace'],
      ['Fumio Kishida', 'Roald Amundsen'],
      ['Nobuo Kishi', 'Fridtjof Nansen'],
      ['Lloyd Austin', 'Max Planck'],
      ['Joe Biden', 'Carl Gauss'],
      ['Volodymyr Zelensky', 'Blaise Pascal'],
      ['Elbridge Colby', 'Johannes Kepler'],
    ]),
  ],
  swapped: [
    ...mapStates([
      ['RU', 'JP'],
      ['JP', 'RU'],
      ['CN', 'US'],
      ['US', 'CN'],
    ]),
    // Persons of the table in the roles of another state: the article's role words win.
    ...mapPersons([
      ['Maria Zakharova', 'Yoko Kamikawa'],
      ['Fumio Kishida', 'Sergei Lavrov'],
      ['Nobuo Kishi', 'Penny Wong'],
      ['Lloyd Austin', 'Emmanuel Macron'],
    ]),
  ],
};
