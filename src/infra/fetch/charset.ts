/** Bytes of a page in which its encoding is looked for: more than the 1,024 that browsers read. */
const HEAD = 4_096;
const MARKS: readonly (readonly [string, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16be', [0xfe, 0xff]],
  ['utf-16le', [0xff, 0xfe]],
];

/**
 * The text of a page: by its byte-order mark, else by its `Content-Type`, else by what an HTML page says of itself,
 * else as UTF-8 if it is that, else as Windows-1252 (https://encoding.spec.whatwg.org/). Bytes that the encoding does
 * not have become U+FFFD; NUL characters are left out, as in HTML.
 */
export function decodePage(bytes: Uint8Array, type: string): string {
  const decoder =
    decoderOf(marked(bytes)) ??
    decoderOf(/;\s*charset\s*=\s*["']?([\w.:-]+)/i.exec(type)?.[1]) ??
    (isPlain(type) ? null : decoderOf(statedIn(bytes)));
  return (decoder?.decode(bytes) ?? guessed(bytes)).replaceAll('\0', '');
}

export function isPlain(type: string): boolean {
  return /^\s*text\/plain\b/i.test(type);
}

/** The encoding that a byte-order mark tells. */
export function marked(bytes: Uint8Array): string | undefined {
  return MARKS.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte))?.[0];
}

export function decoderOf(label: string | undefined): TextDecoder | null {
  try {
    return label === undefined ? null : new TextDecoder(label);
  } catch {
    return null;
  }
}

function statedIn(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(HEAD, bytes.length)).toString('latin1');
  const stated =
    /^<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)/i.exec(head) ??
    /<meta[^>]{0,300}?charset\s*=\s*["']?([\w.:-]+)/i.exec(head);
  // What could be read as ASCII up to here is not UTF-16, whatever it says.
  return stated?.[1]?.toLowerCase().startsWith('utf-16') ? 'utf-8' : stated?.[1];
}

function guessed(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
