import { analyse } from 'chardet';
import { decoderOf, marked } from '../fetch/charset.ts';

/** Where the XML declaration is looked for. */
const HEAD = 1_024;
const LESS_THAN = 0x3c;

/** How sure, of 100, one must be of an encoding that nobody states. */
const SURE = 40;
/** Bytes in which it is looked for, from the first that is not ASCII. */
const SAMPLE = 65_536;

/**
 * The text of a feed: by its byte-order mark, else by its `Content-Type`, else by its XML declaration (RFC 7303), else
 * as UTF-8 or by what its bytes look like. What is UTF-8 although it is said to be Latin is read as UTF-8, and where
 * single items of a feed in UTF-8 are not, those are read as Windows-1252: feeds are put together from many texts.
 */
export function decodeFeed(bytes: Uint8Array, type: string): { readonly text: string; readonly encoding: string } {
  const stated = [marked(bytes) ?? unmarked(bytes), /;\s*charset\s*=\s*["']?([\w.:-]+)/i.exec(type)?.[1]];
  const [sure, sent] = stated.map((label) => (decoderOf(label) === null ? undefined : label?.toLowerCase()));
  const written = declared(bytes)?.toLowerCase();
  // RFC 2046: what text is that does not say it, unless it shows that it is not.
  const first = bytes.findIndex((byte) => byte > 0x7f);
  const plain = first < 0 && /^\s*text\//i.test(type) ? 'us-ascii' : undefined;
  const known = sure ?? sent ?? plain ?? (decoderOf(written) === null ? undefined : written);
  const label = known ?? (first < 0 ? 'utf-8' : lookedAt(bytes, first));
  const decoder = decoderOf(label)!;
  const text = /^(?:utf-8|windows-1252)$/.test(decoder.encoding) ? unicodeFirst(bytes, decoder) : decoder.decode(bytes);
  return { text: text.replaceAll('\0', ''), encoding: label };
}

/** What the bytes of an encoding that nobody states look like. */
function lookedAt(bytes: Uint8Array, first: number): string {
  if (unicode(bytes) !== null) return 'utf-8';
  const [best] = analyse(bytes.subarray(Math.max(0, first - 100), first + SAMPLE));
  return best !== undefined && best.confidence >= SURE && decoderOf(best.name) !== null ? best.name : 'utf-8';
}

/** UTF-16 without a mark shows by its first "<" (XML 1.0, appendix F). */
function unmarked([first, second, third, fourth]: Uint8Array): string | undefined {
  if (first === LESS_THAN && second === 0 && third !== 0) return 'utf-16le';
  return first === 0 && second === LESS_THAN && fourth !== 0 ? 'utf-16be' : undefined;
}

function declared(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(HEAD, bytes.length)).toString('latin1');
  const stated = /^[^<]{0,16}<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)/i.exec(head)?.[1];
  // What could be read as ASCII up to here is not UTF-16, whatever it says.
  return stated?.toLowerCase().startsWith('utf-16') ? 'utf-8' : stated;
}

function unicodeFirst(bytes: Uint8Array, stated: TextDecoder): string {
  const whole = unicode(bytes);
  if (whole !== null) return whole;
  if (stated.encoding !== 'utf-8') return stated.decode(bytes);
  const latin = new TextDecoder('windows-1252');
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const next = bytes.indexOf(LESS_THAN, at + 1);
    const part = bytes.subarray(at, next < 0 ? bytes.length : next);
    parts.push(unicode(part) ?? latin.decode(part));
    at += part.length;
  }
  return parts.join('');
}

const STRICT = new TextDecoder('utf-8', { fatal: true });

function unicode(bytes: Uint8Array): string | null {
  try {
    return STRICT.decode(bytes);
  } catch {
    return null;
  }
}
