/** Names that are listed; of more, the number. */
const MOST = 6;

/** "a, b, c +4": a list that stays a line however long it is. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST).join(', ');
  return names.length > MOST ? `${shown} +${names.length - MOST}` : shown;
}
