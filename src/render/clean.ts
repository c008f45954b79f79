/**
 * Text of others made fit for a screen: NFC, one line, without characters that hide, reorder or smuggle text
 * (control, format: bidi, zero-width, soft hyphen, tag block; private use; fillers; selectors of the supplement).
 * Runs of more than five combining marks are cut to five. Total and idempotent. Only for rendering: a Quote keeps its text.
 */
export function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\s\u0085]+/gu, ' ')
    .replace(HIDDEN, '')
    .normalize('NFC')
    .replace(/(\p{M}{5})\p{M}+/gu, '$1')
    .replace(/ {2,}/g, ' ');
}

// biome-ignore lint/suspicious/noMisleadingCharacterClass: the class lists single code points to drop.
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\u{34F}\u{115F}\u{1160}\u{17B4}\u{17B5}\u{3164}\u{FFA0}\u{E0100}-\u{E01EF}]/gu;
