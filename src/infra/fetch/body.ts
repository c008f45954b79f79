import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { SitrepError } from '../../core/model/errors.ts';

/** A body that was coded more often than that is no page. */
const MOST_CODINGS = 3;

type Unpack = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

/** What zlib puts out is counted as it comes: it stops at `maxOutputLength`, however little it was given. */
const UNPACK: Readonly<Record<string, Unpack>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  br: promisify(brotliDecompress),
  // Some servers send what RFC 1951 says without the frame that RFC 9110 asks for.
  deflate: (bytes, options) => promisify(isFramed(bytes) ? inflate : inflateRaw)(bytes, options),
  identity: async (bytes) => bytes,
};

function isFramed(bytes: Buffer): boolean {
  return bytes.length > 1 && (bytes.readUInt8(0) & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0;
}

/**
 * Reads a body of at most `most` bytes, before and after each decompression. `encoding` is its `Content-Encoding`.
 * Throws `page_unreadable` naming the host; what breaks the connection is thrown as it comes.
 */
export async function readBody(
  chunks: AsyncIterable<Buffer>,
  { host, encoding, most }: { readonly host: string; readonly encoding: string; readonly most: number },
): Promise<Buffer> {
  const codings = encoding
    .toLowerCase()
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
  const steps = codings.reverse().map((coding) => UNPACK[coding]);
  if (codings.length > MOST_CODINGS || steps.includes(undefined))
    throw unreadable(host, 'it is packed in a way that is not read');
  const read: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > most) throw tooLarge(host, most);
    read.push(chunk);
  }
  let bytes: Buffer = Buffer.concat(read);
  read.length = 0;
  for (const unpack of steps) {
    try {
      bytes = await unpack!(bytes, { maxOutputLength: most });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(host, most);
      throw unreadable(host, 'it is packed wrongly or broken off');
    }
  }
  return bytes;
}

/** Why a page is of no use, naming its host. */
export function unreadable(host: string, why: string): SitrepError {
  return new SitrepError('page_unreadable', `The page of ${host} cannot be read: ${why}.`);
}

export function tooLarge(host: string, most: number): SitrepError {
  return unreadable(host, `it is larger than ${most / 1e6} MB`);
}
