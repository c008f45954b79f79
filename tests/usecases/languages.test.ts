import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import { labelText } from '../../src/render/labels.ts';
import { ask } from '../../src/usecases/ask.ts';
import { brief } from '../../src/usecases/brief.ts';
import { check } from '../../src/usecases/check.ts';
import { ingestPaths } from '../../src/usecases/ingest.ts';
import { QUIET, scratch, steeredClock } from '../app.ts';
import { languages } from '../eval/languages.ts';

/** Questions over articles in eight languages at once: `npm run -s eval -- languages` shows what fails. */
test('the right article first, what is not told refused, quotations found', async () => {
  const { rows } = await languages.run({ folder: '', side: 'dev', out: null });
  const foreign = rows.filter(({ metric }) => !metric.startsWith('en'));
  expect(new Set(foreign.map(({ metric }) => metric.slice(0, 2))).size).toBe(7);
  const below = (what: string, least: number) =>
    foreign.filter(({ metric, value }) => metric.endsWith(what) && (value ?? 0) < least).map(({ metric }) => metric);
  expect(below('right article first', 0.9)).toEqual([]);
  expect(below('answer shown', 0.9)).toEqual([]);
  expect(below('absent refused', 1)).toEqual([]);
  expect(below('quotation found', 1)).toEqual([]);
}, 60_000);

describe('articles in German', () => {
  const here = scratch();
  let app: App;
  const scope = { tenant: 'public', topic: null, docs: null, since: null, until: null };
  beforeAll(async () => {
    app = await openApp(here.config, { clock: steeredClock('2026-11-20T12:00:00Z'), log: QUIET, inline: true });
    const file = join(here.folder, 'schleuse.md');
    const text =
      'Die Schleuse am Südkanal wird bis zum Mai erneuert. „Die Tore sind undicht. Wir verlieren jeden Tag Wasser“, teilte das Wasseramt mit. Russland liefert den Stahl für die Tore.';
    writeFileSync(file, `---\ntitle: Schleuse wird erneuert\nurl: https://news.example/schleuse\n---\n${text}\n`);
    await ingestPaths(app.desk, [file], { tenant: 'public', topics: [] });
  });
  afterAll(async () => {
    await app.close();
    here.remove();
  });

  const shown = async (question: string) => {
    const { groups, ...rest } = await ask(app.desk, { question, scope });
    const points = groups.flatMap((group) => group.points);
    return { ...rest, points, lines: points.map(({ citations: [{ sentence }] }) => sentence.text) };
  };

  test('are cited in their own words, a quotation whole', async () => {
    const { status, lines, points, coverage } = await shown('Was teilte das Wasseramt über die Tore mit?');
    expect(status).toBe('answered');
    expect(lines[0]).toBe('„Die Tore sind undicht. Wir verlieren jeden Tag Wasser“, teilte das Wasseramt mit.');
    expect(points.every(({ said }) => said === null)).toBe(true);
    expect(coverage.unread).toEqual({ de: 1 });
  });

  test('hold lines on a state that is asked about, and nobody is made to say them', async () => {
    const { lines, points, coverage } = await shown('Was sagt Russland zur Schleuse?');
    expect(lines).toContain('Russland liefert den Stahl für die Tore.');
    expect(points.every(({ said }) => said === null)).toBe(true);
    expect(coverage.unread).toEqual({ de: 1 });
  });

  test('are not read for a question in English, which says so', async () => {
    const { status, coverage } = await shown('What did the water office say?');
    expect(status).toBe('not_in_sources');
    expect(coverage.unread).toEqual({ de: 1 });
  });

  test('answer no question in a third language', async () => {
    const { status, missing } = await shown('¿Qué dijo el zoológico?');
    expect([status, missing.map(labelText)]).toEqual([
      'not_in_sources',
      [
        'A question in Spanish is searched by word alone, so it finds articles in Spanish only. For the others ask in English.',
      ],
    ]);
  });

  test('hold quotations, exact and altered', async () => {
    const verdict = async (quotation: string) => (await check(app.desk, { quotation, scope })).verdict;
    expect(await verdict('„Wir verlieren jeden Tag Wasser“')).toBe('exact');
    expect(await verdict('Wir verlieren jede Nacht sehr viel Wasser')).not.toBe('exact');
    expect(await verdict('„Die Brücke wird nie gebaut werden“')).toBe('not_in_sources');
  });

  test('give a brief of whole sentences', async () => {
    const { groups, coverage } = await brief(app.desk, { scope, title: 'Schleuse', length: 'normal', person: null });
    const points = groups.flatMap((group) => group.points);
    expect(points.length).toBeGreaterThan(0);
    expect(points.every(({ pieces }) => pieces.every(({ is }) => is === 'quote'))).toBe(true);
    expect(coverage.unread).toEqual({ de: 1 });
  });
});
