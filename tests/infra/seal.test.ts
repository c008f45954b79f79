import { expect, test } from 'vitest';
import { SitrepError } from '../../src/core/model/errors.ts';
import { openSealer } from '../../src/infra/seal.ts';

const SECRET = 'a-long-secret-of-more-than-32-characters';
const sealer = openSealer(SECRET, 'SITREP_SECRET');

function refusal(open: () => string): SitrepError {
  try {
    open();
  } catch (error) {
    expect(error).toBeInstanceOf(SitrepError);
    return error as SitrepError;
  }
  throw new Error('it opened');
}

test.each([
  '',
  'xoxb-token',
  '{"token":"xoxb-1"}',
  'zwölf Ärzte 𝔾 🙂',
  'x'.repeat(100_000),
])('opens what it sealed: %.20s', (text) => {
  const sealed = sealer.seal(text, 'slack:T1');
  expect(openSealer(SECRET, 'SITREP_SECRET').open(sealed, 'slack:T1')).toBe(text);
  if (text !== '') expect(sealed).not.toContain(text);
});

test('seals the same text differently each time, as one line that names its version', () => {
  const [one, two] = [sealer.seal('text', 'a'), sealer.seal('text', 'a')];
  expect(one).toMatch(/^v1\.[\w-]+$/);
  expect(one).not.toBe(two);
});

test('another secret, another purpose: neither opens it, and the error names the variable and no secret', () => {
  const sealed = sealer.seal('xoxb-canary', 'slack:T1');
  for (const open of [
    () => openSealer(`${SECRET}x`, 'SITREP_SECRET').open(sealed, 'slack:T1'),
    () => sealer.open(sealed, 'slack:T2'),
  ]) {
    const error = refusal(open);
    expect([error.code, error.message]).toEqual(['bad_config', expect.stringContaining('SITREP_SECRET')]);
    expect(`${error.message}${error.cause}`).not.toMatch(/canary|a-long-secret/);
  }
});

test('no byte can be changed, left out or added', () => {
  const sealed = sealer.seal('xoxb-1', 'slack:T1');
  const bytes = Buffer.from(sealed.slice(3), 'base64url');
  const spoilt = [...bytes.keys()].map((at) => {
    const other = Buffer.from(bytes);
    other[at] = (other[at] ?? 0) ^ 1;
    return other;
  });
  const lengths = Array.from({ length: bytes.length }, (_, n) => bytes.subarray(0, n));
  for (const one of [...spoilt, ...lengths, Buffer.concat([bytes, Buffer.from([0])])])
    expect(refusal(() => sealer.open(`v1.${one.toString('base64url')}`, 'slack:T1')).code).toBe('bad_config');
  for (const text of ['', 'v1', 'v1.', `v2.${sealed.slice(3)}`, sealed.slice(3), 'xoxb-1'])
    expect(refusal(() => sealer.open(text, 'slack:T1')).code).toBe('bad_config');
});
