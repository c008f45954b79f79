import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { buildConnector, request } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SitrepError } from '../../../src/core/model/errors.ts';
import type { Connecting } from '../../../src/infra/fetch/connector.ts';
import { openFetcher } from '../../../src/infra/fetch/fetcher.ts';
import { allowedHost, openGuard } from '../../../src/infra/fetch/guard.ts';
import { page, type Site, serve } from './server.ts';
import { insideAddresses, PUBLIC } from './spellings.ts';

/** The network inside is out of reach (RELIABILITY.md). A real server on every address of this machine counts hits. */

let inside: Site;
let front: Site;
beforeAll(async () => {
  inside = await serve((_, response) => page(response, 'secret'), '::');
  front = await serve((asked, response) => {
    const to = new URL(asked.url ?? '', front.origin).searchParams.get('to') ?? '';
    // A header holds bytes: what it cannot is sent as UTF-8, control characters not at all.
    const location = Buffer.from(to.replace(/[\t\n]/g, ''), 'utf8').toString('latin1');
    response.writeHead(302, { location }).end();
  });
});
afterAll(async () => {
  await Promise.all([inside.close(), front.close()]);
});

/** Connections that were made, by address. Only those to this machine really are. */
const dialled: string[] = [];
const dial: NonNullable<Connecting['dial']> = (addresses) => (options, callback) => {
  dialled.push(...addresses.map(({ address }) => address));
  if (options.port === String(front.port)) buildConnector({ allowH2: false })(options, callback);
  else if (addresses.some(({ address }) => PUBLIC.includes(address))) callback(new Error('nobody there'), null);
  else buildConnector({ allowH2: false })({ ...options, hostname: addresses[0]!.address }, callback);
};

/** Fetches as the product does, but on the server's port too, so that its port is not what refuses it. */
function fetcher(resolve: (host: string) => readonly string[]) {
  const guard = openGuard({ allow: [`127.0.0.1:${front.port}`], ports: ['80', '443', String(inside.port)] });
  const lookup = async (host: string): Promise<readonly LookupAddress[]> =>
    resolve(host).map((address) => ({ address, family: isIP(address) }));
  const fetch = openFetcher({ guard, agent: 'Sitrep/test', resolve: lookup, dial });
  return (address: string) =>
    fetch(address, { types: null, most: 1_000, signal: AbortSignal.timeout(5_000) }).then(
      () => 'reached',
      (error) => (error instanceof SitrepError ? error.code : String(error)),
    );
}

const REFUSED = ['bad_address', 'address_refused'];
const figures: string[] = [];
afterAll(() => console.log(`addresses inside: ${figures.join('; ')}`));

test('without the guard many of the spellings do reach the server', async () => {
  const homes = new Set(['127.0.0.1', '0.0.0.0', '[::1]', '[::]', '[::ffff:7f00:1]', 'localhost', '127.255.255.254']);
  const reachable = insideAddresses(inside.port).filter(
    (address) =>
      URL.canParse(address) && /^http:$/.test(new URL(address).protocol) && homes.has(new URL(address).hostname),
  );
  for (const address of reachable) {
    const { body } = await request(new URL(address));
    expect(await body.text(), address).toBe('secret');
  }
  expect(reachable.length).toBeGreaterThan(60);
  figures.push(`${reachable.length} spellings reach it without the guard`);
  inside.hits.length = 0;
});

test('no spelling is reached: asked for directly, by a redirect, or by what a name resolves to', async () => {
  const spellings = insideAddresses(inside.port);
  expect(spellings.length).toBeGreaterThanOrEqual(300);
  const loopback = fetcher(() => ['127.0.0.1', '::1']);
  const answers: Record<string, string[]> = { direct: [], redirect: [], rebinding: [] };
  for (const address of spellings) {
    answers.direct!.push(await loopback(address));
    // Without a scheme, or with its own and no slashes, it is one of the redirecting site itself.
    if (URL.canParse(address) && new URL(address, front.origin).origin !== front.origin)
      answers.redirect!.push(await loopback(`${front.origin}/?to=${encodeURIComponent(address)}`));
  }
  const frontHits = front.hits.length;
  const literals = spellings.flatMap((address) => {
    const host = URL.canParse(address) ? new URL(address).hostname.replace(/^\[|\]$/g, '') : '';
    return isIP(host) === 0 ? [] : [host];
  });
  dialled.length = 0;
  for (const literal of literals) {
    // What was looked up for the check is what is connected to: the second answer is never asked for.
    const lookups = [['8.8.8.8'], [literal], ['8.8.8.8', literal], [literal, '8.8.8.8']];
    let at = 0;
    const fetch = fetcher(() => lookups[at++] ?? [literal]);
    const found: string[] = [];
    for (const _ of lookups) found.push(await fetch(`http://paper.example:${inside.port}/secret`));
    expect(found).toEqual(['page_unreachable', 'address_refused', 'address_refused', 'address_refused']);
    answers.rebinding!.push(...found.slice(1));
  }
  expect(new Set(dialled)).toEqual(new Set(['8.8.8.8']));
  for (const [way, found] of Object.entries(answers)) {
    expect(
      found.filter((code) => !REFUSED.includes(code)),
      way,
    ).toEqual([]);
    figures.push(`${way}: ${found.length} tried, ${inside.hits.length} reached`);
  }
  expect(answers.redirect!.length).toBeGreaterThanOrEqual(300);
  expect(literals.length).toBeGreaterThanOrEqual(300);
  expect(frontHits).toBe(answers.redirect!.length);
  expect(inside.hits).toEqual([]);
});

test('no public address is refused', () => {
  const guard = openGuard({ allow: [] });
  for (const address of PUBLIC) {
    expect(() => guard.checkResolved('paper.example', '443', [address]), address).not.toThrow();
    const host = isIP(address) === 6 ? `[${address}]` : address;
    expect(() => guard.check(`https://${host}/page?x=1`), address).not.toThrow();
  }
  for (const address of [
    'http://paper.example',
    'https://paper.example:443/a',
    'http://paper.example:80/',
    'https://пример.example/ä',
  ])
    expect(() => guard.check(address), address).not.toThrow();
  figures.push(`false refusals 0 of ${PUBLIC.length}`);
});

test.each([
  ['http://paper.example:8080/', 'port 8080'],
  ['http://paper.example:22/', 'port 22'],
  ['https://user:word@paper.example/', 'user name or password'],
  ['mailto:desk@paper.example', 'http:// or https://'],
  [`https://paper.example/${'a'.repeat(3_000)}`, 'no address of a web page'],
])('%s is refused', (address, why) => {
  expect(() => openGuard({ allow: [] }).check(address)).toThrow(why);
});

test('an allowed host may lie inside, on its own port or on every one', () => {
  const guard = openGuard({ allow: ['cms.example:8080', '10.0.0.7', ' [::1]:90'] });
  for (const address of ['http://cms.example:8080/a', 'http://10.0.0.7/', 'http://10.7:99/', 'https://[::1]:90/'])
    expect(() => guard.check(address), address).not.toThrow();
  for (const address of ['http://cms.example:8081/', 'http://10.0.0.8/', 'http://[::1]/', 'http://[::1]:91/'])
    expect(() => guard.check(address), address).toThrow(SitrepError);
  expect(() => guard.checkResolved('cms.example', '8080', ['192.168.0.9'])).not.toThrow();
  expect(() => guard.checkResolved('cms.example', '80', ['192.168.0.9'])).toThrow(SitrepError);
  expect(['a b', 'http://x', 'x/y', 'x:y', '', 'u@x', 'x:'].map(allowedHost)).toEqual(Array(7).fill(null));
});
