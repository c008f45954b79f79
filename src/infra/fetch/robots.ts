import { SitrepError } from '../../core/model/errors.ts';
import type { Clock } from '../../core/model/ports.ts';
import type { Fetch } from './fetcher.ts';

/** robots.txt (RFC 9309): which paths of a site a program may ask for. */

type Rule = { readonly allows: boolean; readonly path: string };
type Robots = readonly Rule[];

/** A larger one is not read: RFC 9309 asks for at least 500 KiB. */
const MOST = 1_000_000;
/** Milliseconds for which rules are known, and for which a site without readable ones is not asked again. */
const KEPT = 3_600_000;
const KEPT_BROKEN = 60_000;
/** Sites of which rules are known at a time. */
const MOST_SITES = 300;

/** Throws `page_forbidden` when the site does not want the page fetched, `page_unreachable` when that cannot be known. */
export type AskRobots = (fetch: Fetch, url: URL, signal: AbortSignal) => Promise<void>;

/** Asks each site once an hour. `product` is what robots.txt calls this program, in lower case. */
export function openRobots(product: string, clock: Clock): AskRobots {
  const known = new Map<string, { readonly until: number; readonly rules: Robots | null }>();
  return async (fetch, url, signal) => {
    let site = known.get(url.origin);
    if (site === undefined || site.until <= clock()) {
      const rules = await rulesOf(fetch, url, product, signal);
      site = { until: clock() + (rules === null ? KEPT_BROKEN : KEPT), rules };
      known.delete(url.origin);
      known.set(url.origin, site);
      if (known.size > MOST_SITES) known.delete(known.keys().next().value!);
    }
    const host = url.hostname;
    if (site.rules === null)
      throw new SitrepError('page_unreachable', `${host}: what it allows (robots.txt) cannot be read just now.`);
    if (!isAllowed(site.rules, url))
      throw new SitrepError('page_forbidden', `${host} does not want this page fetched by programs (robots.txt).`);
  };
}

/** null when it is there and cannot be read: then nothing may be asked for. A site without one forbids nothing. */
async function rulesOf(fetch: Fetch, url: URL, product: string, signal: AbortSignal): Promise<Robots | null> {
  try {
    const { status, body } = await fetch(new URL('/robots.txt', url).href, { types: null, most: MOST, signal });
    if (status >= 500 || status === 429) return null;
    return status >= 200 && status <= 299 ? readRobots(new TextDecoder().decode(body), product) : [];
  } catch (error) {
    if (error instanceof SitrepError && error.code === 'page_unreadable') return null;
    throw error;
  }
}

/** The rules of the groups that name `product` (in lower case), else those for everybody. */
export function readRobots(text: string, product: string): Robots {
  const named: Rule[] = [];
  const general: Rule[] = [];
  let agents: string[] = [];
  let inRules = false;
  let isNamed = false;
  for (const line of text.replace(/^\ufeff/u, '').split(/\r\n|\n|\r/u)) {
    const [words = ''] = line.split('#', 1);
    const colon = words.indexOf(':');
    const key = words.slice(0, Math.max(0, colon)).trim().toLowerCase();
    const value = words.slice(colon + 1).trim();
    if (key === 'user-agent') {
      if (inRules) agents = [];
      inRules = false;
      agents.push(/^[\w*-]*/u.exec(value)?.[0].toLowerCase() ?? '');
      isNamed ||= agents.includes(product);
    } else if (key === 'allow' || key === 'disallow') {
      inRules = true;
      if (value === '') continue;
      const rule = { allows: key === 'allow', path: normal(value) };
      if (agents.includes(product)) named.push(rule);
      else if (agents.includes('*')) general.push(rule);
    }
  }
  return isNamed ? named : general;
}

/** The longest rule that matches decides; of two as long, the one that allows. */
export function isAllowed(rules: Robots, url: URL): boolean {
  const path = normal(url.pathname + url.search);
  if (path === '/robots.txt') return true;
  const hits = rules.filter((rule) => matches(rule.path, path));
  const longest = Math.max(0, ...hits.map((rule) => rule.path.length));
  const deciding = hits.filter((rule) => rule.path.length === longest);
  return deciding.length === 0 || deciding.some((rule) => rule.allows);
}

/** `*` is any run of characters, `$` at the end is the end. One pass: each part is looked for behind the last. */
function matches(rule: string, path: string): boolean {
  const ends = rule.endsWith('$');
  const [first = '', ...rest] = (ends ? rule.slice(0, -1) : rule).split('*');
  if (!path.startsWith(first)) return false;
  let at = first.length;
  const last = ends ? rest.pop() : undefined;
  for (const part of rest) {
    const found = path.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  if (!ends) return true;
  return last === undefined ? at === path.length : path.length - last.length >= at && path.endsWith(last);
}

/** Octets compared in one spelling: what needs no escape has none, the others are in capitals. */
function normal(path: string): string {
  return path
    .toWellFormed()
    .replace(/[^\x21-\x7e]+/gu, encodeURIComponent)
    .replace(/%([\da-f]{2})/giu, (octet, code) => {
      const sign = String.fromCharCode(Number.parseInt(code, 16));
      return /[\w.~-]/u.test(sign) ? sign : octet.toUpperCase();
    });
}
