import { expect, test } from 'vitest';
import { buildActorTable } from '../../../src/core/language/actors.ts';
import { analyse } from '../../../src/core/language/analyse.ts';
import { loadAttribution } from '../../../src/infra/attribution.ts';
import { articleOf } from '../../article.ts';

/** What is nobody's word or view, where contents and speakers end, and who is meant: with the learnt model and without. */

const table = buildActorTable();
const MODES = [
  ['rules', null],
  ['learned', loadAttribution('learned')],
] as const;

const read = (text: string, model: (typeof MODES)[number][1]) =>
  analyse(articleOf(text, { language: 'en' }), table, model).statements.map(({ kind, polarity, speaker, content }) => ({
    kind,
    polarity,
    by: speaker === null ? null : text.slice(speaker.at.start, speaker.at.end),
    name: speaker?.name ?? null,
    country: speaker?.country ?? null,
    standing: speaker?.standing ?? null,
    content: content.map(({ start, end }) => text.slice(start, end)),
  }));

for (const [mode, model] of MODES) {
  test.each([
    ['a deed', 'The carmaker recalled 4,000 vans in Norway.'],
    ['a product', 'The company unveiled a new phone in Seoul.'],
    ['a raid', 'On Friday Chad slammed the border towns with rockets.'],
    ['talk of others', 'The mayor still faces questions about the bridge.'],
    ['a name', 'The engineers built a small robot called Bertha.'],
    ['a reader', 'If you want a better view, take the northern path.'],
    ['a label', 'MORE: The ten best beaches of Portugal'],
    ['nothing said', 'It goes without saying that the road was wet.'],
    ['no vote', 'On Monday the parliament failed to approve the budget of Chad.'],
    ['an aim of a thing', 'Norway bought a network of radars designed to counter small drones.'],
  ])(`${mode}: %s is no statement`, (_, text) => {
    expect(read(text, model)).toEqual([]);
  });

  test.each([
    ['that he spoke', 'The minister responded to questions about the harbour.'],
    ['calls of others', 'The minister pushed back against calls from Norway to close the port.'],
  ])(`${mode}: %s is not what he said`, (_, text) => {
    expect(read(text, model).filter(({ kind }) => kind !== 'ascribed')).toEqual([]);
  });

  test(`${mode}: a speaker is the whole of a name, a content ends before the day`, () => {
    const [one] = read('On Friday, President Luiz Inácio Lula da Silva told reporters that Brazil would wait.', model);
    expect(one?.by).toContain('Luiz Inácio Lula da Silva');
    const [two] = read('The Norwegian government announced the change on Friday.', model);
    expect(two?.content).toEqual(['the change']);
  });

  test(`${mode}: who asks is not who answers, and a woman is no David`, () => {
    const talk = '“Whom do you see?” asked Prosecutor Nicolas Roos. “The banker,” he said.';
    expect(read(talk, model).at(-1)?.name).toBe('he');
    const text = 'Linda Schneider said the house was cold. David Miller lived upstairs. She said that he was shy.';
    expect(read(text, model).at(-1)?.name).not.toBe('David Miller');
  });

  test(`${mode}: an official of a body, one without a name, and an agency that is no outlet`, () => {
    const [bank] = read('Brazil’s central bank will raise rates, its governor said.', model);
    expect([bank?.country, bank?.standing]).toEqual(['BR', 'official']);
    const [source] = read('“That is not true,” said a Norwegian official, who spoke on condition of anonymity.', model);
    expect(source?.standing).toBe('anonymous');
    const [agency] = read('The dam is safe, the agency said in a press release.', model);
    expect(agency?.standing).not.toBe('media');
  });

  test(`${mode}: the court, the senate and the ministry of the state that is spoken of`, () => {
    const of = (text: string) => read(text, model).map(({ country }) => country);
    expect(of('Kenya held a vote. The Supreme Court said the vote was void.')).toEqual(['KE']);
    expect(of('India bought jets. The Ministry of Defence said the jets would arrive in May.')).toEqual(['IN']);
    expect(of('The US will vote. The Senate said the law would pass.')).toEqual(['US']);
    expect(of('The Supreme Court said the sale was void.')).toEqual([null]);
  });
}
