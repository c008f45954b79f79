import type { Row } from '../frame.ts';
import { openLine } from '../kills.ts';
import { digestOf, keyOf, openPost, slotAt, slotOf } from '../post.ts';

/** Articles that change after a digest cited them: in a sentence that it shows, or in one that it does not. */

export const correct: Row = {
  name: 'correct',
  promise: 'a cited sentence that changes is corrected once; another change is not',
  run: async ({ short, random, keep }) => {
    const [channels, rounds, kills] = short ? [1, 1, 0] : [3, 25, 2];
    const post = await openPost({ channels, speed: 10 });
    try {
      const all = post.platforms.flatMap((platform) =>
        post.channels(platform).map((channel) => digestOf(platform, channel)),
      );
      await post.subscribe(all.map((one) => ({ one, due: slotAt(0) })));
      const line = openLine(post, random);
      const places = all.map(({ place }) => place.channel);
      const found = { edits: 0, replies: 0, missing: 0, doubled: 0, unasked: 0 };
      for (let n = 0; n < rounds; n++) {
        const slot = slotOf(slotAt(n));
        post.write('t0', `paper-${n}`, paper(n));
        await post.set(slotAt(n) + 1_000);
        const told = () => all.filter((one) => !post.counts().has(keyOf(one, slot))).length;
        if (!(await line.work(0, told))) break;

        const shown = post.taken.map(({ text }) => text).join();
        const isShown = (room: string) => shown.includes(`The ${room} of harbour ${n} `);
        const [cited, hidden] = [ROOMS.find(isShown), ROOMS.find((room) => !isShown(room))];
        if (!cited || !hidden) throw new Error('the digest shows every sentence of the article, or none');
        // What nobody was shown changes: nothing may come of it.
        const before = post.taken.length;
        post.write('t0', `paper-${n}`, paper(n, hidden));
        await line.settle(2);
        found.unasked += post.taken.length - before;

        const from = post.taken.length;
        post.write('t0', `paper-${n}`, paper(n, hidden, cited));
        const since = (channel: string, kind: string) =>
          post.taken.slice(from).filter((one) => one.channel === channel && one.kind === kind);
        const open = () =>
          places.filter((channel) => since(channel, 'edit').length === 0 || since(channel, 'message').length === 0)
            .length;
        await line.work(kills, open);
        await line.settle(2);
        for (const channel of places) {
          // Done again with the same words, an edit changes nothing.
          const edits = new Set(since(channel, 'edit').map(({ text }) => text)).size;
          const replies = since(channel, 'message').filter(({ reply }) => reply !== '').length;
          found.edits += edits;
          found.replies += replies;
          found.missing += Number(edits === 0) + Number(replies === 0);
          found.doubled += Math.max(0, edits - 1) + Math.max(0, since(channel, 'message').length - 1);
        }
      }
      for (const one of post.taken) keep({ taken: one.key, ...one });
      const wrong = post.violations();
      const { edits, replies, missing, doubled, unasked } = found;
      return {
        done: `${rounds} articles cited in ${places.length} channels of both platforms, then changed twice; ${line.kills} SIGKILLs meanwhile`,
        figure: `edited ${edits}, replied ${replies} (of ${rounds * places.length}), missing ${missing}, doubled ${doubled}; for other changes ${unasked}; violations ${wrong.length}${wrong[0] ? ` (${wrong[0]})` : ''}`,
        ok: edits === rounds * places.length && missing + doubled + unasked + wrong.length === 0,
      };
    } finally {
      await post.close();
    }
  },
};

const ROOMS = [
  'door',
  'roof',
  'cellar',
  'kitchen',
  'stairs',
  'office',
  'garden',
  'tower',
  'hall',
  'gate',
  'store',
  'pier',
];

/** More remarks than any digest shows; the `altered` ones read otherwise. */
const paper = (n: number, ...altered: readonly string[]): string => `---
title: Harbour paper ${n}
publisher: Harbour desk
---
${ROOMS.map((room) => `The ${room} of harbour ${n} was painted ${altered.includes(room) ? 'green' : 'grey'} by its owner.`).join('\n\n')}
`;
