import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SitrepError } from '../../src/core/model/errors.ts';
import { openFileParser } from '../../src/infra/fetch/parser.ts';
import { locate, readArticles } from '../../src/infra/files.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sitrep-files-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

let count = 0;
/** Writes files into a new folder and reads it. */
async function read(files: Record<string, string | Buffer>) {
  const folder = join(root, `case-${count++}`);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  const { articles, problems } = await readArticles([folder], { tenant: 'terminal', topics: ['ships'], seen: 5 });
  return {
    articles,
    problems: problems.map(({ error }) => `${error.code} ${error.message.replaceAll(`${folder}/`, '')}`),
  };
}

describe('kinds of files', () => {
  test('plain text: as decoded, without the byte-order mark, line ends kept', async () => {
    const { articles } = await read({ 'b.txt': '\ufeffSix ships left.\r\nNobody waved. \n', 'a.txt': 'First.' });
    expect(articles.map(({ id }) => id)).toEqual(['a.txt', 'b.txt']);
    expect(articles[1]).toEqual({
      id: 'b.txt',
      tenant: 'terminal',
      version: 'b2c02c73661db16b',
      seq: 0,
      text: 'Six ships left.\r\nNobody waved. \n',
      title: null,
      publisher: null,
      author: null,
      url: null,
      published: null,
      seen: 5,
      language: null,
      state: 'live',
      sample: false,
      topics: ['ships'],
    });
  });

  test('Markdown with front matter', async () => {
    const front =
      '---\r\ntitle: "Ships: a list"\npublisher: The Daily\npublished: 2024-05-08\nauthor: The desk\nurl: https://example.org/a\nsample: true\n---\n';
    const { articles } = await read({ 'a.md': `${front}\nSix ships left.\n`, 'b.md': 'No front matter.\n---\nMore.' });
    expect(articles[0]).toMatchObject({
      text: '\nSix ships left.\n',
      title: 'Ships: a list',
      publisher: 'The Daily',
      author: 'The desk',
      sample: true,
      url: 'https://example.org/a',
    });
    expect(articles[0]!.published).toEqual({
      precision: 'day',
      from: Date.UTC(2024, 4, 8),
      to: Date.UTC(2024, 4, 9) - 1,
      words: null,
    });
    expect(articles[1]).toMatchObject({ text: 'No front matter.\n---\nMore.', title: null });
  });

  test('a saved page', async () => {
    const { articles } = await read({
      'a.html':
        '<title>Ships</title><meta property="article:published_time" content="2024-05-08"><p>Six ships left.</p>',
    });
    expect(articles[0]).toMatchObject({ id: 'a.html', text: 'Six ships left.', title: 'Ships' });
    expect(articles[0]!.published?.precision).toBe('day');
  });

  test('saved pages in a worker: read as on this thread, and one that is a bomb is named', async () => {
    const folder = join(root, 'worker');
    await mkdir(folder);
    const book = `<title>Häfen</title>${'<p>Six ships left the port of Kisumu for Mwanza.'.repeat(20_000)}`;
    await writeFile(join(folder, 'a.html'), '<title>Ships</title><p>Six ships left – für immer.</p>');
    await writeFile(join(folder, 'b.htm'), book);
    await writeFile(join(folder, 'c.html'), '<p>x');
    const as = { tenant: 'terminal', topics: [], seen: 5 };
    const here = await readArticles([folder], as);
    const { page, close } = openFileParser(() => 5);
    expect(await readArticles([folder], as, page)).toEqual(here);
    await close();
    const dead = await readArticles([folder], as, async () => {
      throw new SitrepError('page_unreadable', 'The page of x cannot be read.');
    });
    expect(dead.problems.map(({ error }) => error.message)).toContain(
      `${join(folder, 'a.html')}: its markup takes too long or too much memory.`,
    );
  });

  test('a saved page of which only the beginning is there', async () => {
    const begin = `<p>${'Six ships left the port of Kisumu for Mwanza. '.repeat(12)}</p>`;
    const { articles } = await read({ 'a.html': begin, 'b.html': `${begin}<p>Subscribe to continue reading.</p>` });
    expect(articles.map(({ teaser }) => teaser)).toEqual([undefined, true]);
  });

  test('JSON Lines: every spelling of the fields', async () => {
    const lines = [
      { id: 'x', text: 'One.', source: 'The Daily', published_at: '2024-05-08 10:00:00.000000000Z' },
      { id: 7, body: 'Two.', outlet: 'The Weekly', published: '2024/05/08', url: 'javascript:alert(1)' },
      { id: 'z', sentences: ['Three.', 'Four.'], date: '2024-05-08T10:00', title: ' A\ntitle ' },
      { text: 'No id.' },
      { text: 'None here either.' },
    ];
    const { articles, problems } = await read({
      'a.jsonl': `\ufeff${lines.map((line) => JSON.stringify(line)).join('\r\n')}\n\n`,
    });
    expect(problems).toEqual([]);
    expect(articles.map(({ id, text }) => [id, text])).toEqual([
      ['x', 'One.'],
      ['7', 'Two.'],
      ['z', 'Three.\nFour.'],
      ['a.jsonl', 'No id.'],
      ['a.jsonl#5', 'None here either.'],
    ]);
    expect(articles.map(({ publisher }) => publisher)).toEqual(['The Daily', 'The Weekly', null, null, null]);
    expect(articles.map(({ published }) => published?.precision)).toEqual([
      'instant',
      'day',
      'instant',
      undefined,
      undefined,
    ]);
    expect(articles[1]!.url).toBeNull();
    expect(articles[2]!.title).toBe('A title');
  });

  test('folders inside, in name order; hidden files are left out', async () => {
    const { articles, problems } = await read({
      'b/2.txt': 'Two.',
      'a.txt': 'One.',
      'c.txt': 'Three.',
      '.hidden.txt': 'No.',
    });
    expect(articles.map(({ id }) => id)).toEqual(['a.txt', '2.txt', 'c.txt']);
    expect(problems).toEqual([]);
  });
});

describe('bad input is named, the rest goes on', () => {
  test.each<[string, string | Buffer, RegExp]>([
    ['empty.txt', ' \n', /^unreadable empty\.txt: empty\.$/],
    ['empty.jsonl', '\n', /^unreadable empty\.jsonl: empty\.$/],
    ['binary.txt', Buffer.from([80, 0, 1]), /^unreadable binary\.txt: a binary file\.$/],
    ['latin.txt', Buffer.from([72, 0xe9, 0x20]), /^unreadable latin\.txt: not valid UTF-8\.$/],
    ['huge.txt', 'x'.repeat(5_000_001), /^unreadable huge\.txt: larger than 5 MB\.$/],
    ['open.md', '---\ntitle: x\nText', /^unreadable open\.md: the front matter has no end/],
    ['broken.md', '---\ntitle: [x\n---\nText', /^unreadable broken\.md: the front matter is broken/],
    ['list.md', '---\n- x\n---\nText', /^unreadable list\.md: the front matter is not a list/],
    ['bare.md', '---\ntitle: x\n---\n', /^unreadable bare\.md: empty\.$/],
    ['picture.png', 'x', /^unreadable picture\.png: not a \.txt/],
    ['a.jsonl', '{"id":"x"', /^unreadable a\.jsonl line 1: malformed JSON\.$/],
    ['b.jsonl', '[1]', /^unreadable b\.jsonl line 1: not a JSON object\.$/],
    ['c.jsonl', '\n{"id":"x"}', /^unreadable c\.jsonl line 2: has no text/],
    ['d.jsonl', '{"id":{},"text":"x"}', /^unreadable d\.jsonl line 1: its id/],
    ['e.jsonl', '{"id":"x","text":""}', /^unreadable e\.jsonl \(x\): empty\.$/],
    ['f.jsonl', '{"id":"x","text":"\\ud800"}', /^unreadable f\.jsonl \(x\): not valid Unicode\.$/],
    ['g.jsonl', '{"id":"x","text":"a\\u0000"}', /^unreadable g\.jsonl \(x\): binary\.$/],
    ['h.jsonl', Buffer.from([0x22, 0xff, 0x22]), /^unreadable h\.jsonl line 1: not valid UTF-8\.$/],
    [
      'i.jsonl',
      JSON.stringify({ id: 'x', text: 'x'.repeat(5_000_001) }),
      /^unreadable i\.jsonl \(x\): larger than 5 MB\.$/,
    ],
  ])('%s', async (name, content, expected) => {
    const { articles, problems } = await read({ [name]: content, 'zz.txt': 'The rest.' });
    expect(articles.map(({ id }) => id)).toEqual(['zz.txt']);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
  });

  test('a line of JSON that is malformed leaves the others', async () => {
    const { articles, problems } = await read({
      'a.jsonl': '{"id":"1","text":"One."}\n{oops\n{"id":"3","text":"Three."}',
    });
    expect(articles.map(({ id }) => id)).toEqual(['1', '3']);
    expect(problems).toEqual(['unreadable a.jsonl line 2: malformed JSON.']);
  });

  test('a later duplicate of an id', async () => {
    const { articles, problems } = await read({ 'a/x.txt': 'First.', 'b/x.txt': 'Second.' });
    expect(articles.map(({ text }) => text)).toEqual(['First.']);
    expect(problems).toEqual(['duplicate b/x.txt: the id “x.txt” is taken by a/x.txt.']);
  });

  test('a path that is not there, a folder that is a loop', async () => {
    const folder = join(root, 'loop');
    await mkdir(folder);
    await symlink(folder, join(folder, 'again'));
    await writeFile(join(folder, 'a.txt'), 'Text.');
    const { articles, problems } = await readArticles([join(root, 'nowhere'), folder], {
      tenant: 'public',
      topics: [],
      seen: 0,
    });
    expect(articles.map(({ id }) => id)).toEqual(['a.txt']);
    expect(problems[0]!.error.code).toBe('not_found');
    expect(problems.slice(1).every(({ error }) => error.code === 'duplicate' || error.code === 'unreadable')).toBe(
      true,
    );
  });
});

describe('what a chat may add', () => {
  test('inside the opened folder only, links followed', async () => {
    const open = join(root, 'open');
    await mkdir(join(open, 'in'), { recursive: true });
    await mkdir(join(root, 'secret'));
    await symlink(join(root, 'secret'), join(open, 'out'));
    expect(await locate('in', open)).toBe(join(open, 'in'));
    expect(await locate('.', open)).toBe(open);
    for (const path of ['..', '../secret', join(root, 'secret'), 'out', '/', '../nowhere']) {
      await expect(locate(path, open)).rejects.toMatchObject({ code: 'not_allowed' });
    }
    await expect(locate('missing', open)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('anything that is there without a root', async () => {
    expect(await locate(root, null)).toBe(root);
    await expect(locate(join(root, 'missing'), null)).rejects.toMatchObject({ code: 'not_found' });
  });
});
