import { type ActorTable, actorBySlug, findActors } from '../core/language/actors.ts';
import type { Label } from '../core/model/answer.ts';
import type { Caller, Command } from '../core/model/command.ts';
import type { Action, Block, Cell, Page } from '../core/model/page.ts';
import type { Scope } from '../core/model/ports.ts';
import type { Party, Standing, Statement } from '../core/model/statement.ts';
import { slugIn } from '../core/topic/key.ts';
import { unreadLabels } from '../core/writing/coverage.ts';
import standings from '../data/standings.json' with { type: 'json' };
import { type Desk, idOf } from '../usecases/desk.ts';
import { answerTo, matchingNames, outletOption, scopeOf, topicOption } from './support.ts';

/** Statements read for a ledger, the newest ones; fewer while a name is being typed. */
const STATEMENTS = 4_000;
const STATEMENTS_TYPING = 400;
/** Speakers on a page, and those of them that have a button. */
const PAGE = 20;
const BUTTONS = 3;

/** `/who [actor]`: the ledger. Without an actor the speakers by their standing; with one what they said. */
export function whoCommand(desk: Desk): Command {
  return {
    name: 'who',
    describe: 'command-who',
    options: [
      {
        name: 'actor',
        describe: 'option-actor',
        required: false,
        kind: 'rest',
        suggest: async (typed, caller) => matchingNames(typed, await speakerNames(desk, caller)),
      },
      topicOption(desk),
      outletOption(desk),
      { name: 'page', describe: 'option-page', required: false, kind: 'word' },
    ],
    reply: 'answer',
    needs: 'read',
    run: async (args, caller) => {
      const named = args.actor?.trim();
      if (named) {
        const question = isVerb(desk, named) ? `Who ${named}` : `What did ${named} say?`;
        return answerTo(desk, question, args, caller);
      }
      const scope = await scopeOf(desk, caller, args);
      const page = Math.max(1, Math.trunc(Number(args.page ?? 1)) || 1);
      const ledger = ledgerPage(await readLedger(desk, scope, STATEMENTS), page, scope.topic, desk.table);
      const unread = unreadLabels((await desk.store.count(scope)).unread).map((text): Block => ({ is: 'note', text }));
      return { ...ledger, blocks: [...ledger.blocks, ...unread] };
    },
  };
}

/** Who speaks in the newest articles that a caller sees, by standing. */
export async function speakerNames(desk: Desk, caller: Caller): Promise<readonly string[]> {
  const { speakers } = await readLedger(desk, await scopeOf(desk, caller), STATEMENTS_TYPING);
  return [...new Set(speakers.map(({ party }) => party.name))];
}

/** `/who makes the missiles` asks for somebody; a name is known, or begins with a capital. */
function isVerb(desk: Desk, words: string): boolean {
  return /^\p{Ll}/u.test(words) && words.includes(' ') && findActors(words, desk.table)[0]?.start !== 0;
}

type Speaker = { readonly party: Party; readonly said: readonly Statement[] };

type Ledger = {
  /** By standing as READING.md orders it, then by country and person, who says most first. */
  readonly speakers: readonly Speaker[];
  /** Statements of speakers that are not named, or of whom it is not known in what standing they speak. */
  readonly others: number;
  /** More statements than were read. */
  readonly isCut: boolean;
};

async function readLedger(desk: Desk, scope: Scope, limit: number): Promise<Ledger> {
  const all = await desk.store.statements({ scope, actors: null, limit });
  const said = all.filter((one) => one.kind !== 'ascribed');
  const known = said.filter(({ speaker }) => speaker !== null && speaker.standing !== 'unknown');
  const bySpeaker = Map.groupBy(known, ({ speaker }) => `${speaker?.actor ?? speaker?.name}\n${speaker?.standing}`);
  const speakers = [...bySpeaker.values()].flatMap((own): Speaker[] => {
    const party = own.find(({ speaker }) => speaker?.roles.length)?.speaker ?? own[0]?.speaker;
    return party ? [{ party, said: own }] : [];
  });
  const ofCountry = new Map<string, number>();
  const key = ({ party }: Speaker) => `${party.standing}\n${party.country ?? party.name}`;
  for (const one of speakers) ofCountry.set(key(one), (ofCountry.get(key(one)) ?? 0) + one.said.length);
  const rank = (standing: Standing) => standings.order.indexOf(standing);
  return {
    speakers: speakers.sort(
      (a, b) =>
        rank(a.party.standing) - rank(b.party.standing) ||
        (ofCountry.get(key(b)) ?? 0) - (ofCountry.get(key(a)) ?? 0) ||
        (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : b.said.length - a.said.length),
    ),
    others: said.length - known.length,
    isCut: all.length >= limit,
  };
}

function ledgerPage({ speakers, others, isCut }: Ledger, asked: number, topic: string | null, table: ActorTable): Page {
  const heading = { key: 'heading-who' } as const;
  const pages = Math.max(1, Math.ceil(speakers.length / PAGE));
  const page = Math.min(asked, pages);
  const shown = speakers.slice((page - 1) * PAGE, page * PAGE);
  const groups = [...Map.groupBy(shown, ({ party }) => party.standing)];
  const notes: Label[] = [
    ...(speakers.length === 0 ? [{ key: 'none-statements' } as const] : []),
    ...(pages > 1 ? [{ key: 'who-pages', args: { page, pages, count: speakers.length } } as const] : []),
    ...(others > 0 ? [{ key: 'who-others', args: { count: others } } as const] : []),
    ...(isCut ? [{ key: 'who-newest', args: { count: STATEMENTS } } as const] : []),
    ...(speakers.length > 0 ? [{ key: 'who-name' } as const] : []),
  ];
  return {
    id: idOf(
      'who',
      topic,
      page,
      speakers.map(({ party }) => party.name),
    ),
    push: heading,
    blocks: [
      { is: 'heading', text: heading },
      ...groups.flatMap(([standing, list]): Block[] => [
        { is: 'heading', text: { key: `standing-${standing}` } },
        { is: 'rows', rows: list.map((one) => row(one, table)) },
      ]),
      ...notes.map((text): Block => ({ is: 'note', text })),
    ],
    actions: actions(shown, page, pages, topic),
  };
}

/** Name · country · role · statements · denials. */
function row({ party, said }: Speaker, table: ActorTable): Cell[] {
  const country =
    party.country === null ? null : (actorBySlug(party.country.toLowerCase(), table)?.name ?? party.country);
  const denied = said.filter((one) => one.polarity === 'denied').length;
  const [role] = party.roles;
  return [
    { key: 'speaker', args: { name: party.name } },
    ...(country !== null && country !== party.name ? [{ key: 'speaker', args: { name: country } } as const] : []),
    ...(role ? [{ key: 'quoted-role', args: { role } } as const] : []),
    { key: 'count-statements', args: { count: said.length } },
    ...(denied > 0 ? [{ key: 'count-denied', args: { count: denied } } as const] : []),
  ];
}

/** The next page, and what those said who say most on this one. */
function actions(shown: readonly Speaker[], page: number, pages: number, topic: string | null): Action[] {
  const within = topic === null ? {} : { topic: slugIn(topic) };
  const next: Action[] =
    page < pages
      ? [{ text: { key: 'action-more-speakers' }, command: 'who', args: { ...within, page: String(page + 1) } }]
      : [];
  const most = shown.toSorted((a, b) => b.said.length - a.said.length).slice(0, BUTTONS);
  return [
    ...most.map(
      ({ party: { name } }): Action => ({
        text: { key: 'speaker', args: { name } },
        command: 'who',
        args: { ...within, actor: name },
      }),
    ),
    ...next,
  ];
}
