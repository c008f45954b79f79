import { SitrepError } from '../model/errors.ts';

/** A zone as the IANA database spells it, or null (also for a bare offset, which has no clock changes). */
export function zoneOf(name: string): string | null {
  try {
    return /^[A-Za-z]/u.test(name)
      ? new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
      : null;
  } catch {
    return null;
  }
}

export const isZone = (name: string): boolean => zoneOf(name) !== null;

/** A zone in its usual letters: “europe/berlin” is `Europe/Berlin`, an older name stays itself. Throws `bad_schedule`. */
export function spelled(zone: string): string {
  if (!isZone(zone)) throw unread(zone);
  return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone).timeZoneId;
}

const AREAS = [
  ...['Africa', 'America', 'Antarctica', 'Arctic', 'Asia', 'Atlantic', 'Australia', 'Europe', 'Indian', 'Pacific'],
  ...['America/Argentina', 'America/Indiana', 'America/Kentucky', 'America/North_Dakota'],
];

/**
 * The zone of its name, or of a city that one zone is named after ("Berlin", "new york"). Throws `bad_schedule` naming
 * the word that is none.
 */
export function placeZone(words: readonly string[]): string {
  const bare = words.join('_').replace(/^\(|\)$/gu, '');
  if (words.length === 1 && isZone(bare)) return spelled(bare);
  const zones = /^[\p{L}_'’-]{2,40}$/u.test(bare) ? AREAS.map((area) => `${area}/${bare}`).filter(isZone) : [];
  const [zone] = zones;
  if (zone !== undefined && new Set(zones.map(zoneOf)).size === 1) return spelled(zone);
  if (/^(?:utc|gmt)?[+-]\d/iu.test(bare))
    throw new SitrepError('bad_schedule', `“${shown(bare)}” does not say when clocks change: name a zone or a city.`);
  throw unread(words.find((word) => !isZone(word)) ?? words.join(' '));
}

/** The refusal of a word that nothing reads. */
export const unread = (word: string): SitrepError =>
  new SitrepError('bad_schedule', `“${shown(word)}” is no time, day or zone.`);

/** Somebody's words in a refusal, cut to a line. */
export const shown = (words: string): string => words.slice(0, 40);
