import { createHash, createHmac } from 'node:crypto';
import { type Sent, sign, signed } from './http.ts';

/**
 * Requests that Slack did not send, of many kinds. Each begins as a genuine one, which is then spoilt, so that nothing
 * but what the kind names is wrong with it. None may have any effect.
 */

type Random = () => number;
type Made = { readonly genuine: Sent; readonly secret: string; readonly now: number; readonly random: Random };
type Spoil = (made: Made) => Sent;

const TIME = 'x-slack-request-timestamp';
const SIGNATURE = 'x-slack-signature';
/** A little more than Sitrep takes. */
const HUGE = 1_000_001;

const pick = <T>(items: readonly T[], random: Random): T => items[Math.floor(random() * items.length)] as T;
const between = (low: number, high: number, random: Random) => low + Math.floor(random() * (high - low + 1));
const timeOf = (sent: Sent) => String(sent.headers[TIME]);
const signatureOf = (sent: Sent) => String(sent.headers[SIGNATURE]);

const withHeaders = (sent: Sent, change: Readonly<Record<string, string | readonly string[] | null>>): Sent => ({
  ...sent,
  headers: Object.fromEntries(
    Object.entries<string | readonly string[] | null>({ ...sent.headers, ...change }).filter(
      (one): one is [string, string | readonly string[]] => one[1] !== null,
    ),
  ),
});
const signature = (change: (right: string, made: Made) => string | readonly string[] | null): Spoil => {
  return (made) => withHeaders(made.genuine, { [SIGNATURE]: change(signatureOf(made.genuine), made) });
};
/** The right secret over another time: a replay, or a request kept for later. */
const at = (made: Made, time: string): Sent =>
  withHeaders(made.genuine, { [TIME]: time, [SIGNATURE]: sign(made.secret, time, made.genuine.body) });
const seconds = ({ now }: Made) => Math.floor(now / 1_000);
const digest = (sent: Sent, algorithm: string, secret: string) =>
  createHmac(algorithm, secret).update(`v0:${timeOf(sent)}:${sent.body}`);

/** Every kind of forgery by its name. */
export const KINDS: Readonly<Record<string, Spoil>> = {
  'another secret': signature((_, { genuine, random }) => sign(`other-${random()}`, timeOf(genuine), genuine.body)),
  'no secret': signature((_, { genuine }) => sign('', timeOf(genuine), genuine.body)),
  'the secret in another case': signature((_, { genuine, secret }) =>
    sign(secret.toUpperCase(), timeOf(genuine), genuine.body),
  ),
  'no signature': signature(() => null),
  'no timestamp': ({ genuine }) => withHeaders(genuine, { [TIME]: null }),
  'neither of them': ({ genuine }) => withHeaders(genuine, { [TIME]: null, [SIGNATURE]: null }),
  'the signature twice': signature((right) => [right, right]),
  'a wrong signature before the right one': signature((right) => [`v0=${'0'.repeat(64)}`, right]),
  'two signatures in one header': signature((right) => `${right}, ${right}`),
  'the timestamp twice': ({ genuine }) => withHeaders(genuine, { [TIME]: [timeOf(genuine), timeOf(genuine)] }),
  'a replay outside of the window': (made) => at(made, String(seconds(made) - between(301, 100_000, made.random))),
  'a replay of years ago': (made) => at(made, String(between(0, 1_000_000_000, made.random))),
  'from the future': (made) => at(made, String(seconds(made) + between(302, 100_000, made.random))),
  'from the far future': (made) => at(made, pick(['9999999999', '99999999999', '999999999999'], made.random)),
  'a timestamp that is no number of seconds': (made) => {
    const now = String(seconds(made));
    const strange = [
      '',
      'now',
      'NaN',
      'Infinity',
      `-${now}`,
      `+${now}`,
      `0${now}`,
      `${now}.0`,
      `${now}e0`,
      `${now}000`,
    ];
    return at(made, pick([...strange, `0x${seconds(made).toString(16)}`, `${now},${now}`, `${now}n`], made.random));
  },
  'a timestamp that was altered': (made) => {
    const other = seconds(made) + pick([-1, 1], made.random) * between(1, 200, made.random);
    return withHeaders(made.genuine, { [TIME]: String(other) });
  },
  'a byte of the body altered': ({ genuine, random }) => {
    const body = Buffer.from(genuine.body);
    const place = Math.floor(random() * body.length);
    body[place] = (body[place] ?? 0) ^ (1 << between(0, 7, random));
    return { ...genuine, body };
  },
  'a byte more': ({ genuine, random }) => ({
    ...genuine,
    body: `${genuine.body}${pick([' ', '&', '\n', '}'], random)}`,
  }),
  'a byte less': ({ genuine }) => ({ ...genuine, body: genuine.body.slice(0, -1) }),
  'no body': ({ genuine }) => ({ ...genuine, body: '' }),
  'another body': ({ genuine, random }) => ({
    ...genuine,
    body: String(genuine.body).replaceAll(/U\d/g, `U${between(10, 99, random)}`),
  }),
  'another version': signature((right, { random }) => right.replace('v0=', pick(['v1=', 'V0=', 'v00=', 'v='], random))),
  'signed under another version': signature((_, { genuine, secret }) => {
    const hmac = createHmac('sha256', secret).update(`v1:${timeOf(genuine)}:${genuine.body}`);
    return `v1=${hmac.digest('hex')}`;
  }),
  'no version': signature((right, { random }) => right.replace('v0=', pick(['', '=', 'v0', 'v0:'], random))),
  'upper-case hex': signature((right) => `v0=${right.slice(3).toUpperCase()}`),
  truncated: signature((right, { random }) => right.slice(0, between(3, right.length - 1, random))),
  'longer than it should be': signature((right, { random }) => right + pick(['0', '00', 'ff', '=', ' x'], random)),
  'an empty signature': signature((_, { random }) => pick(['', 'v0=', '=', 'v0==', 'null', 'undefined'], random)),
  'a digit of the signature altered': signature((right, { random }) => {
    const place = between(3, right.length - 1, random);
    const other = ((Number.parseInt(right[place] ?? '0', 16) + between(1, 15, random)) % 16).toString(16);
    return right.slice(0, place) + other + right.slice(place + 1);
  }),
  'letters that are no hex': signature((right, { random }) => right.slice(0, -1) + pick(['g', 'z', 'G', '-'], random)),
  'another hash': signature((_, { genuine, secret, random }) => {
    return `v0=${digest(genuine, pick(['sha1', 'sha512', 'md5', 'sha384'], random), secret).digest('hex')}`;
  }),
  'a bare hash': signature((_, { genuine, secret }) => {
    return `v0=${createHash('sha256')
      .update(`${secret}v0:${timeOf(genuine)}:${genuine.body}`)
      .digest('hex')}`;
  }),
  base64: signature((_, { genuine, secret }) => `v0=${digest(genuine, 'sha256', secret).digest('base64')}`),
  'signed without the timestamp': signature((_, { genuine, secret }) => {
    return `v0=${createHmac('sha256', secret).update(genuine.body).digest('hex')}`;
  }),
  'the signature of another request': signature((_, { genuine, secret }) =>
    sign(secret, timeOf(genuine), 'token=x&ssl_check=1'),
  ),
  'another type of content': ({ genuine, random }) =>
    withHeaders(genuine, {
      'content-type': pick(['text/plain', 'multipart/form-data; boundary=x', 'application/xml', null], random),
    }),
  huge: ({ genuine, secret }) => {
    const body = `${genuine.body}${' '.repeat(HUGE)}`;
    return withHeaders({ ...genuine, body }, { [SIGNATURE]: sign(secret, timeOf(genuine), body) });
  },
  'hidden behind a certificate check': ({ genuine, random }) => {
    const body = pick(['ssl_check=1&', 'token=x&ssl_check=1&'], random) + String(genuine.body);
    return withHeaders({ ...genuine, body }, { [TIME]: null, [SIGNATURE]: null });
  },
  'another path': ({ genuine, random }) => {
    const paths = ['', '/', '/slack', '/slack/', '/slack/events/', '//slack/events', '/slack//events'];
    const tricks = ['/slack/./events', '/x/../slack/events', '/slack/%65vents', '/SLACK/EVENTS', '/slack/events;x'];
    const more = ['/slack/events#x', '/slack/events%00', '/slack/events%3F', '/slack\\events', '*', 'slack/events'];
    const whole = ['http://slack.example/slack/events', 'http://slack.example', '//slack.example/slack/events'];
    return { ...genuine, path: pick([...paths, ...tricks, ...more, ...whole], random) || '/' };
  },
  'another method': ({ genuine, random }) => ({
    ...genuine,
    method: pick(['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'], random),
  }),
};

export type Forged = { readonly kind: string; readonly sent: Sent };

/**
 * `count` forgeries, each kind as often as the others. `bodies`: what genuine requests say, with their types of content.
 * `now` in milliseconds; `random` uniform in [0, 1).
 */
export function forgeries(
  count: number,
  from: {
    readonly secret: string;
    readonly now: number;
    readonly random: Random;
    readonly bodies: readonly { readonly type: string; readonly body: string }[];
  },
): Forged[] {
  const kinds = Object.entries(KINDS);
  return Array.from({ length: count }, (_, n) => {
    const [kind, spoil] = kinds[n % kinds.length] as [string, Spoil];
    const { type, body } = pick(from.bodies, from.random);
    return { kind, sent: spoil({ ...from, genuine: signed(from.secret, from.now, type, body) }) };
  });
}

/** A genuine request at the edge of the window or within it. */
export function genuine(
  from: { readonly secret: string; readonly now: number; readonly random: Random },
  type: string,
  body: string,
): Sent {
  const away = pick([-300, 300, between(-300, 300, from.random)], from.random);
  return signed(from.secret, Math.floor(from.now / 1_000) * 1_000 + away * 1_000, type, body);
}
