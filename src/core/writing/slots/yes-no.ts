import type { Difference } from '../../model/answer.ts';
import type { Ingested } from '../../model/ports.ts';
import type { Statement } from '../../model/statement.ts';
import { words } from '../../retrieval/words.ts';
import { clauseAround, eventMentions, LADDER } from '../event-mentions.ts';
import { wholeSentences } from '../pieces.ts';
import { type Claim, differenceOf, type Ground } from './ground.ts';

/** The event said to be so and said not to be so: a negated step or a denial against a step from "agreed" on. */
export function yesNoDifference(ground: Ground): Difference | null {
  const steps = eventMentions(ground.lines, ground.event);
  const decided = LADDER.indexOf('agreed');
  const claims = steps
    .filter((mention) => mention.negated || LADDER.indexOf(mention.status) >= decided)
    .map(
      (mention): Claim => ({
        doc: mention.line.doc,
        range: clauseAround(mention),
        value: mention.negated ? 'no' : 'yes',
        weight: LADDER.indexOf(mention.status) - mention.line.index / 1000,
      }),
    );
  const denials = ground.articles.flatMap((doc) =>
    doc.analysis.statements
      .filter((one) => one.polarity === 'denied' && isOnEvent(doc, one, ground))
      .map((one) => denialOf(doc, one)),
  );
  const no = [...denials, ...claims.filter((claim) => claim.value === 'no')];
  if (no.length === 0) return null;
  return differenceOf('yes-no', [...no, ...claims.filter((claim) => claim.value === 'yes')], (a, b) =>
    a < b ? 1 : -1,
  );
}

function isOnEvent(doc: Ingested, statement: Statement, ground: Ground): boolean {
  const stems = new Set(
    statement.content.flatMap((span) => words(doc.article.text.slice(span.start, span.end)).map((word) => word.stem)),
  );
  return (
    ground.event.objects.slice(0, 2).some((word) => stems.has(word)) &&
    [...ground.event.actions].some((word) => stems.has(word))
  );
}

function denialOf(doc: Ingested, statement: Statement): Claim {
  const first = statement.content[0];
  return { doc, range: wholeSentences(doc, first), value: 'no', weight: 10 };
}
