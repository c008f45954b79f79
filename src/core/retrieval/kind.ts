import type { Token } from '../language/tokens.ts';
import type { Range } from '../model/article.ts';

export type QuestionKind =
  | 'said'
  | 'count'
  | 'when'
  | 'where'
  | 'who'
  | 'yesno'
  | 'compare'
  | 'why'
  | 'changed'
  | 'what';

/**
 * What a question asks for. `subject` are the words for those whose words are asked for ("the Chinese Foreign
 * Ministry" in "what did the Chinese Foreign Ministry say about arms"), `topic` what they are asked about.
 */
export type Asked = { readonly kind: QuestionKind; readonly subject: Range | null; readonly topic: Range | null };

const SAY =
  '(?:say(?:s|ing)?|said|tell|told|stat(?:e(?! (?:department|media|tv|television|radio|news|newspaper|broadcaster|run|owned|court|police|governor|lawmakers?|council|duma)\\b)|es|ed|ing)|claim(?:s|ed|ing)?|comment(?:s|ed|ing)?|respond(?:s|ed|ing)?|react(?:s|ed|ing)?|repl(?:y|ies|ied)|announc(?:e|es|ed|ing)|warn(?:s|ed|ing)?|think(?:s|ing)?|thought|believ(?:e|es|ed)|argu(?:e|es|ed|ing)|accus(?:e|es|ed|ing)|den(?:y|ies|ied|ying)|call(?:s|ed)?(?: for)?|describ(?:e|es|ed)|promis(?:e|es|ed|ing)|demand(?:s|ed|ing)?|threaten(?:s|ed|ing)?|confirm(?:s|ed|ing)?|admit(?:s|ted)?|declar(?:e|es|ed|ing)|explain(?:s|ed)?|write|writes|wrote|tweet(?:s|ed)?|plead(?:s|ed)? for|ask(?:s|ed)? for|request(?:s|ed)?|appeal(?:s|ed)? for|vow(?:s|ed)?|suggest(?:s|ed)?|predict(?:s|ed)?|caution(?:s|ed)?|stress(?:es|ed)?|reveal(?:s|ed)?|acknowledg(?:e|es|ed)|conced(?:e|es|ed)|reiterat(?:e|es|ed)|emphasi[sz](?:e|es|ed)|recommend(?:s|ed)?|assert(?:s|ed)?|insist(?:s|ed)?|propos(?:e|es|ed)|pledg(?:e|es|ed)|complain(?:s|ed)?|criticis(?:e|es|ed)|criticiz(?:e|es|ed)|condemn(?:s|ed)?|want(?:s|ed)?|urg(?:e|es|ed))';
const AUX = '(?:did|does|do|has|have|had|is|are|was|were|will|would|can|could|may|might|must|shall|should)';
const WORDS_OF =
  '(?:reactions?|responses?|positions?|stances?|views?|comments?|statements?|opinions?|takes?|warnings?|answers?|remarks?|words|messages?|arguments?|criticisms?|quotes?|quotations?)';
const LEAD =
  '(?:(?:so|and|but|ok|okay|hey|hi|please|also|then)[ ,]+)*(?:(?:can|could) you )?(?:tell (?:me|us) |show (?:me |us )?|give (?:me |us )?|list |find )?(?:all )?(?:the )?';
const ON = '(?:about|on|regarding|over|concerning|of|to|towards?|in response to|after|when|that)';

/** Frames in which somebody's words are asked for; groups `who` and `topic`. */
const SAID: readonly RegExp[] = [
  // what did X say about Y · what has X said · what X said
  new RegExp(
    `^${LEAD}(?:what|how)(?:['’]s| (?:exactly|else))*(?: ${AUX})? (?<who>.+?)(?: (?:have|has|had|been|have to|exactly|also|ever|officially|publicly|just|already))* ${SAY}\\b(?: (?:so )?${ON} (?<topic>.+))?`,
    'i',
  ),
  // did X comment on Y · has X said anything about Y
  new RegExp(
    `^${LEAD}(?:did|does|do|has|have|had) (?<who>.+?)(?: (?:ever|yet|already|officially|publicly|also|been))* (?:say|said|comment(?:ed)?|respond(?:ed)?|react(?:ed)?|repl(?:y|ied)|speak|spoken|make a (?:statement|comment)|made a (?:statement|comment))\\b(?: (?:any|some)thing)?(?: ${ON} (?<topic>.+))?`,
    'i',
  ),
  // the reaction of X to Y · statements by X on Y
  new RegExp(
    `^${LEAD}(?:what(?:['’]s| (?:is|was|are|were))? |(?:is|was|are|were) there )?(?:the |any |an? )?(?:\\p{L}+ )?${WORDS_OF} (?:of|from|by) (?<who>.+?)(?: ${ON} (?<topic>.+))?$`,
    'iu',
  ),
  // (what is) X's position on Y · X reaction to Y
  new RegExp(
    `^${LEAD}(?:what(?:['’]s| (?:is|was|are|were|has been|about))? )?(?<who>.+?)(?:['’]s?)? (?:(?:official|public|first|initial|main|latest|recent) )?${WORDS_OF}(?: (?:on|to|of|about|over|towards?|regarding|concerning) (?<topic>.+))?$`,
    'iu',
  ),
];
/** A subject that holds one of these is no subject: "what rule did the agency announce". */
const NO_SUBJECT = new RegExp(
  `\\b${AUX}\\b|\\b(?:differences?|compar\\p{L}+|between|that|which|mentioned|reported|published|according)\\b|^(?:after|before|considering|based|in|since|while|if|as)\\b`,
  'iu',
);
/** Nor is a longer one. */
const LONGEST_SUBJECT = 120;
const SAID_ANYONE =
  /^(?:so )?(?:who said what|what (?:was|is being|has been|is) said|what (?:do|does|did) (?:people|everyone|everybody|they|the sources|the articles?) say)\b(?: (?:about|on) (?<topic>.+))?/i;

const CHANGED =
  /\b(?:what(?:['’]s| is| has|) (?:new|changed|different now|happened since)|what changed|anything new|any (?:news|updates?|changes?)|latest (?:news|update|on|about)|has (?:anything|something) changed|updates? (?:on|about|since)|what happened (?:since|today|yesterday|this|last|in the last))\b/i;
const COMPARE =
  /\b(?:compar(?:e|ed|ing|ison)|differences? between|differ(?:s|ed)?|disagree|contradict(?:s|ion)?|consisten(?:t|cy)|inconsisten(?:t|cy)|similar(?:ly)?|same (?:as|way|manner)|in contrast|versus|vs\.?)\b/i;
const COUNT = /\b(?:how many|how much|what (?:is the )?(?:total )?(?:number|amount|share|percentage|proportion) of)\b/i;

const WH: readonly (readonly [RegExp, QuestionKind])[] = [
  [
    /^(?:(?:in|on|at|by|to|from|for|of|with) )?(?:which|what) (?:year|month|date|day|week|decade|century|time)\b/i,
    'when',
  ],
  [
    /^(?:(?:in|on|at|by|to|from|for|of|with) )?(?:which|what) (?:\p{L}+ )?(?:country|city|place|state|town|region|island|continent|location|venue|county)\b/iu,
    'where',
  ],
  [
    /^(?:which|what) (?:\p{L}+ )?(?:person|individual|man|woman|leader|official|politician|actor|actress|player|author|president|minister)\b/iu,
    'who',
  ],
  [/^(?:when|since when|how long ago)\b/i, 'when'],
  [/^where\b/i, 'where'],
  [/^(?:who|whom|whose|by whom|to whom)\b/i, 'who'],
  [/^(?:why|how come|for what reason|what (?:is|was) the reason|what (?:caused|led to|explains))\b/i, 'why'],
  [/^(?:which|what|how)\b/i, 'what'],
];
const WH_WORD =
  /\b(?:(?:in|on|at|by|to|from|of|with) (?:which|what|whom)|which|what|whom?|whose|when|where|why|how)\b/gi;
const YES_NO = new RegExp(`(?:^|[,;:] )(?:(?:and|but|so|or) )?${AUX}(?:n['’]t)? `, 'i');

/** Reads the kind of a question and, for somebody's words, whose and about what. Never throws. */
export function readKind(question: string): Asked {
  const text = question.replace(/[\s?.!]+$/u, '');
  // A lead-in may stand before the question proper: "The bill failed on Friday. Who voted against it?"
  const start = Math.max(...['. ', '? ', '! '].map((mark) => text.lastIndexOf(mark))) + 2;
  const clause = start > 2 && /[\p{L}\p{N}]{3}.?.?$/u.test(text.slice(0, start - 1)) ? text.slice(start) : text;
  const offset = text.length - clause.length;
  const said = SAID_ANYONE.exec(clause) ?? SAID.map((frame) => frame.exec(clause)).find((match) => match !== null);
  if (CHANGED.test(clause)) return { kind: 'changed', subject: null, topic: null };
  const who = said?.groups?.who ?? '';
  const isSomebody = who.length <= LONGEST_SUBJECT && !NO_SUBJECT.test(who);
  if (said && isSomebody && !COUNT.test(clause) && !/^(?:when|where|why)\b/i.test(clause)) {
    return { kind: 'said', subject: place(said, 'who', offset), topic: place(said, 'topic', offset) };
  }
  return { kind: otherKind(clause), subject: null, topic: null };
}

function place(match: RegExpExecArray, group: string, offset: number): Range | null {
  const words = match.groups?.[group];
  if (words === undefined) return null;
  const at = group === 'topic' ? match[0].lastIndexOf(words) : match[0].indexOf(words, 0);
  const start = offset + match.index + at;
  return { start, end: start + words.length };
}

/** The kind of a question that asks for nobody's words. */
export function otherKind(question: string): QuestionKind {
  const clause = question.replace(/[\s?.!]+$/u, '');
  if (COUNT.test(clause)) return 'count';
  const lead = WH.find(([frame]) => frame.test(clause));
  if (lead && lead[1] !== 'what') return lead[1];
  if (COMPARE.test(clause)) return 'compare';
  if (lead) return lead[1];
  if (YES_NO.test(clause)) return 'yesno';
  // "Nepal won against which team": the wh-word may stand late.
  const late = [...clause.matchAll(WH_WORD)].at(-1);
  const found = late && WH.find(([frame]) => frame.test(clause.slice(late.index)));
  return found?.[1] ?? 'what';
}

const NOMINAL = new Set(['NOUN', 'PROPN', 'ADJ', 'NUM']);

/**
 * What a "how many" question counts: the head noun as the quantities of an article name their unit (lower case,
 * singular); "%" for a percentage, null when the question does not say.
 */
export function countedUnit(question: string, tokens: readonly Token[]): string | null {
  const match = COUNT.exec(question);
  if (!match) return null;
  if (/percentage|proportion|share/i.test(match[0])) return '%';
  const after = tokens.filter((token) => token.start >= match.index + match[0].length);
  let head: Token | null = null;
  for (const token of after) {
    if (head === null && /^(?:of|the|these|those|more|other|different|new)$/.test(token.lower)) continue;
    if (!NOMINAL.has(token.pos)) break;
    if (token.pos !== 'ADJ' && token.pos !== 'NUM') head = token;
  }
  return head?.lemma ?? null;
}
