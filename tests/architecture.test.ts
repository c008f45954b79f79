import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

/** The import rule of the house (docs/adr/0001-rooms.md), checked on every import of `src`. */

const ROOT = resolve(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');
const MAX_LINES = 400;

/** What each room may import, by the first folder below `src`; `data` is JSON and open to all. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  core: ['core'],
  usecases: ['core', 'usecases'],
  commands: ['core', 'usecases', 'commands'],
  render: ['core', 'render'],
  adapters: ['core', 'render', 'adapters'],
  infra: ['core', 'infra'],
};
/** Pure packages: no clock, disk, network, environment. */
const CORE_PACKAGES = ['wink-nlp', 'wink-eng-lite-web-model', 'chrono-node', 'eld', 'node:crypto'];
const IMPURE = [/\bDate\.now\b/u, /\bnew Date\(\)/u, /\bMath\.random\b/u, /\bTemporal\.Now\b/u, /\bprocess\./u];
const CHAT_SDKS: Readonly<Record<string, string>> = {
  'discord.js': 'src/adapters/discord/',
  '@slack/bolt': 'src/adapters/slack/',
};

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => join(SRC, file));

type Import = { readonly from: string; readonly to: string; readonly types: boolean };

function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, false);
  const found: Import[] = [];
  const add = (to: ts.Expression | undefined, types: boolean) => {
    if (to && ts.isStringLiteral(to)) found.push({ from: file, to: to.text, types });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, node.importClause?.isTypeOnly ?? false);
    if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const all = files.flatMap(importsOf);
const name = (file: string) => relative(ROOT, file).split(sep).join('/');
const target = (one: Import) => (one.to.startsWith('.') ? name(resolve(dirname(one.from), one.to)) : one.to);
const room = (path: string) => /^src\/([^/]+)\//u.exec(path)?.[1] ?? 'top';

test('rooms import only what lies below them', () => {
  const wrong = all
    .filter((one) => one.to.startsWith('.'))
    .map((one) => ({ from: name(one.from), to: target(one) }))
    .filter(({ from, to }) => {
      const allowed = MAY[room(from)];
      return allowed !== undefined && room(to) !== 'data' && !allowed.includes(room(to));
    });
  console.log(`import rule: ${all.length} imports of ${files.length} files checked`);
  expect(all.length).toBeGreaterThan(100);
  expect(wrong).toEqual([]);
});

test('adapters never import each other, and nothing but the composition imports an adapter', () => {
  const wrong = all
    .map((one) => ({ from: name(one.from), to: target(one) }))
    .filter(({ to }) => to.startsWith('src/adapters/'))
    .filter(({ from, to }) => {
      const own = from.startsWith('src/adapters/') && from.split('/')[2] === to.split('/')[2];
      return !own && !['src/main.ts', 'src/bot.ts', 'src/cli/program.ts'].includes(from);
    });
  expect(wrong).toEqual([]);
});

test('the core is pure: listed packages, no clock, no chance, no environment', () => {
  const core = files.filter((file) => room(name(file)) === 'core');
  const packages = all.filter((one) => room(name(one.from)) === 'core' && !one.to.startsWith('.'));
  const foreign = packages.filter(
    (one) => !CORE_PACKAGES.some((allowed) => one.to === allowed || one.to.startsWith(`${allowed}/`)),
  );
  const impure = core.flatMap((file) => {
    const code = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gmu, '');
    return IMPURE.filter((pattern) => pattern.test(code)).map((pattern) => `${name(file)}: ${pattern}`);
  });
  expect(core.length).toBeGreaterThan(20);
  expect(foreign.map((one) => `${name(one.from)}: ${one.to}`)).toEqual([]);
  expect(impure).toEqual([]);
});

test('each chat SDK is named only in its own adapter, and types of the model import no code', () => {
  const wrong = all.filter((one) => {
    const home =
      CHAT_SDKS[
        one.to
          .split('/')
          .slice(0, one.to.startsWith('@') ? 2 : 1)
          .join('/')
      ];
    return home !== undefined && !name(one.from).startsWith(home);
  });
  expect(wrong.map((one) => `${name(one.from)}: ${one.to}`)).toEqual([]);
  const model = all.filter((one) => name(one.from).startsWith('src/core/model/') && !one.types);
  expect(model).toEqual([]);
});

test('no import cycles, no file over 400 lines', () => {
  const graph = Map.groupBy(
    all.filter((one) => one.to.startsWith('.') && !one.types),
    (one) => name(one.from),
  );
  const cycles: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const walk = (file: string, path: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      return;
    }
    state.set(file, 'open');
    for (const one of graph.get(file) ?? []) walk(target(one), [...path, file]);
    state.set(file, 'done');
  };
  for (const file of files) walk(name(file), []);
  const long = files.filter((file) => readFileSync(file, 'utf8').split('\n').length > MAX_LINES + 1);
  expect(cycles).toEqual([]);
  expect(long.map(name)).toEqual([]);
});

test('the chats are thin: at most 15 % of the lines', () => {
  const lines = (list: readonly string[]) =>
    list.reduce((sum, file) => sum + readFileSync(file, 'utf8').split('\n').length, 0);
  const chats = lines(files.filter((file) => /^src\/adapters\/(?:discord|slack)\//u.test(name(file))));
  const all = lines(files);
  console.log(`chat adapters: ${chats} of ${all} lines, ${((100 * chats) / all).toFixed(1)} %`);
  expect(chats / all).toBeLessThanOrEqual(0.15);
});
