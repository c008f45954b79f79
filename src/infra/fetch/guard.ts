import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { SitrepError } from '../../core/model/errors.ts';

/**
 * What may be fetched: the public internet and the hosts that the operator opened. Addresses are read as WHATWG URLs,
 * which bring every spelling of an IP address to one form (https://url.spec.whatwg.org/#concept-ipv4-parser); what a
 * name resolves to is checked in the connector, for each connection anew.
 */
export type Guard = {
  /** The address, if it may be asked at all. Throws `bad_address`, `address_refused`; both name the host alone. */
  check(address: string): URL;
  /** Throws `address_refused` unless all that the host resolves to is public, or the host is allowed. */
  checkResolved(host: string, port: string, addresses: readonly string[]): void;
};

export type GuardOptions = {
  /** Hosts that may lie inside, as `host` or `host:port`; a host alone is open on every port. */
  readonly allow: readonly string[];
  /** Ports of all other hosts. */
  readonly ports?: readonly string[];
};

const PORTS = ['80', '443'];
/** Chats cut longer ones, and so do servers. */
const LONGEST = 2_000;
/** Names that nobody outside has: of one part, and those of RFC 6761, 6762 and 8375. */
const LOCAL = /^[^.]*\.?$|\.(?:localhost|local|internal|home\.arpa)\.?$/u;
/** Unicast addresses that are reached from inside alone: the metadata service of Azure. */
const INSIDE = ['168.63.129.16'];

export function openGuard({ allow, ports = PORTS }: GuardOptions): Guard {
  const allowed = new Set(allow.flatMap((entry) => allowedHost(entry) ?? []));
  const isAllowed = (host: string, port: string) => allowed.has(host) || allowed.has(`${host}:${port}`);
  return {
    check: (address) => {
      if (address.length > LONGEST || !URL.canParse(address))
        throw new SitrepError('bad_address', 'That is no address of a web page.');
      const url = new URL(address);
      const host = bare(url.hostname);
      if (url.protocol !== 'http:' && url.protocol !== 'https:')
        throw new SitrepError('bad_address', 'Only addresses with http:// or https:// are fetched.');
      if (url.username !== '' || url.password !== '')
        throw new SitrepError('bad_address', `${host}: an address with a user name or password is not fetched.`);
      const port = portOf(url);
      if (isAllowed(host, port)) return url;
      if (!ports.includes(port))
        throw new SitrepError('address_refused', `${host}: port ${port} is not one of the web (80 and 443).`);
      if (isIP(host) !== 0 ? !isPublic(host) : LOCAL.test(host)) throw inside(host);
      return url;
    },
    checkResolved: (host, port, addresses) => {
      if (!isAllowed(host, port) && !addresses.every(isPublic)) throw inside(host);
    },
  };
}

function inside(host: string): SitrepError {
  return new SitrepError('address_refused', `${host} is not on the public internet.`);
}

/** The port that is asked. */
export function portOf({ port, protocol }: Pick<URL, 'port' | 'protocol'>): string {
  return port || (protocol === 'https:' ? '443' : '80');
}

/** A URL writes IPv6 addresses in brackets, a resolver without. */
function bare(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

/** `host` or `host:port` as the guard compares it; null for what is neither. */
export function allowedHost(entry: string): string | null {
  const [, host, port] = /^(\[[\da-f:.]+\]|[^\s:/@?#[\]]+)(?::(\d{1,5}))?$/iu.exec(entry.trim()) ?? [];
  if (host === undefined || !URL.canParse(`http://${host}`)) return null;
  const name = bare(new URL(`http://${host}`).hostname);
  return port === undefined ? name : `${name}:${Number(port)}`;
}

/** Whether an IP address is a global unicast one, also the one inside of a NAT64 address (RFC 6052). */
export function isPublic(address: string): boolean {
  if (isIP(address) === 0) return false;
  const ip = ipaddr.parse(address);
  if (ip instanceof ipaddr.IPv4) return ip.range() === 'unicast' && !INSIDE.includes(ip.toString());
  if (ip.zoneId !== undefined) return false;
  if (ip.match(NAT64)) return isPublic(ipaddr.fromByteArray(ip.toByteArray().slice(12)).toString());
  // ipaddr.js calls everything unicast that it does not know, IPv4-compatible addresses (::7f00:1) among them.
  return ip.match(GLOBAL) && ip.range() === 'unicast';
}

const GLOBAL = ipaddr.IPv6.parseCIDR('2000::/3');
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');
