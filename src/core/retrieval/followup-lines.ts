import data from '../../data/followups.json' with { type: 'json' };

/** How lines are worded that go on from a page. All frames are put to a line without lead-in and end marks. */

/** An auxiliary verb, negated too. */
export const AUX =
  "(?:did|does|do|has|have|had|is|are|was|were|will|would|can|could|may|might|must|shall|should)(?:n['’]t)?";
const POINT = 'point|item|line|bullet|one|statement|fact|sentence|claim|quote|quotation|thing|part|answer';
const CITED = 'source|citation|reference|article|footnote';
const ORDINAL = Object.keys(data.ordinals).join('|');
const N = `(?<n>\\d{1,2}|${ORDINAL})`;
const MORE =
  '(?:(?:can|could|would|will) you )?(?:please )?(?:(?:(?:tell|show|give|say|explain|read) (?:me |us )?)?(?:some |a bit |a little )?(?:more|details?|context)(?: (?:details?|context|information))?|(?:in |with )?(?:more )?detail|elaborate|expand|explain|clarify|open|zoom in|(?:tell|show|read) (?:me|us))';
const frame = (words: string): RegExp => new RegExp(`^(?:${words})$`, 'iu');

/** "Tell me more about", "what is": what stands before a point that is named. */
const BEFORE = new RegExp(`^(?:${MORE}|what(?:['’]s| is| was| does| did))(?: (?:about|on|of|for|from))? `, 'iu');
const BEHIND = / (?:about|say|said|mean|again)$/iu;
const CITATIONS = [
  frame(`\\[${N}\\]`),
  frame(`(?:${CITED}) (?:number |no\\.? |#)?${N}`),
  frame(`the ${N} (?:${CITED})`),
];
const POINTS = [
  frame(`(?:the )?${N} (?:${POINT})`),
  frame(`the ${N}`),
  frame(`(?:the )?(?:(?:${POINT}) )?(?:number |no\\.? |nr\\.? |#) ?${N}`),
  frame(`(?:the )?(?:${POINT}) #?${N}`),
  /^(?<n>\d{1,2})$/u,
];
const NUMBER_ALONE = frame(N);

/** The point or the citation of a page that a line names: from 1, or -1 for the last. */
export function namedIn(line: string): { readonly n: number; readonly cited: boolean } | null {
  const rest = line.replace(BEFORE, '');
  const bare = (rest === line ? line : rest.replace(BEHIND, '')).replace(/^(?:about|on) /iu, '');
  const ordinals: Readonly<Record<string, number>> = data.ordinals;
  const find = (frames: readonly RegExp[]): number | null => {
    const typed = frames.map((one) => one.exec(bare)?.groups?.n).find((n) => n !== undefined);
    return typed === undefined ? null : (ordinals[typed.toLowerCase()] ?? Number(typed));
  };
  const cited = find(CITATIONS);
  const n = cited ?? find(rest === line ? POINTS : [...POINTS, NUMBER_ALONE]);
  return n === null || n === 0 ? null : { n, cited: cited !== null };
}

export const MORE_ONLY = new RegExp(
  `^(?:${MORE}|go on|continue|keep going|(?:what|anything|something) (?:else|more)|is that (?:all|it|everything)|what else (?:is there|do (?:you|we) know|is known))(?: (?:about|on) (?:that|this|it))?$`,
  'iu',
);
export const SOURCES =
  /^(?:(?:show (?:me )?|list |what are |which are |give me )?(?:the |your )?(?:sources?|citations?|references?|evidence)|says? who|how do (?:you|we) know(?: (?:that|this|it))?|where (?:does|is) (?:that|this|it) (?:come )?from|according to (?:whom|who)|(?:is|are) (?:that|this|it|you) (?:true|sure|certain|right)|are you sure|can you (?:prove|confirm|source) (?:that|this|it)|what(?: is|['’]s) the (?:evidence|source)|what evidence is there|really)$/iu;
export const SPEAKER =
  /^(?:who(?: else)? (?:sa(?:id|ys)|claims?|claimed|told|stated|reported|reports|wrote) (?:that|this|it|so)|who (?:is|was) that|whose words (?:are|were) (?:that|those|these|they)|who is (?:saying|claiming) (?:that|this|it|so))$/iu;
/** Asks for those who part from what is shown. */
export const OPPOSITE =
  /^(?:the (?:opposite|contrary|other (?:side|view|position)|counter-?arguments?)|any (?:denials?|objections?|disagreements?|contradictions?|counter-?arguments?)|(?:does|did) (?:anyone|anybody|someone|somebody) (?:disagree|deny (?:that|this|it)|object|contradict (?:that|this|it))|who (?:disagree[sd]?|denie[sd]|objects?|objected|contradict(?:s|ed)|disputes?|disputed)(?: (?:that|this|it|with (?:that|this|it|them)))?|who sa(?:ys|id) (?:otherwise|the opposite)|do (?:they|(?:the )?sources)(?: all)? (?:agree|disagree|differ)|on the other hand)$/iu;
/** Asks for everybody else. */
export const OTHERS =
  /^(?:(?:the |any |all |all the )?others|(?:any|every)(?:one|body) else|(?:and )?what (?:do|did) (?:the )?others (?:say|think)(?: about (?:it|that|this))?)$/iu;
export const CHANGED =
  /^(?:(?:what(?:['’]s| is| has|) (?:new|changed|different)|anything (?:new|changed)|any (?:news|updates?|changes?)|has (?:anything|something|that|this|it) changed|what changed)(?: since| since then| since (?:that|I asked)| (?:here|there|about (?:that|this|it)))?|since then|updates?)$/iu;
export const QUESTION_WORD =
  /^(?:(?<word>why|when|where|who|how(?! so)|since when|until when|how long|how often|how many|how much|by whom|to whom|with whom|for whom|who else|where else|why not|where to|to where|from where|where from|what for)(?: (?:did (?:he|she|they|it|we) do (?:it|that|this|so)|did(?: (?:it|that|this|so))?|was (?:it|this|that) done|did (?:he|she|they|it) say (?:that|so|it|this)|is that|was that|is this|is it|was it|did (?:that|it) happen|of (?:them|those|these)|are (?:they|there|those)|were (?:they|there)|that|so))?|how come|how so|for what reason|why so)$/iu;
export const SLOT = new RegExp(
  `^(?:the |their |its )?(?:exact |total |precise |actual |real )?(?<slot>${Object.keys(data.slots).join('|')})$`,
  'iu',
);
export const ONLY =
  /^(?:(?:only|just|solely)(?: (?:from|by|in|according to|what))?\s+(?<first>.+?)(?: (?:says?|said|writes?|wrote|reports?|reported))?|(?<last>.+?)\s+(?:only|alone))$/iu;
export const SAYS =
  /^(?:according to|as per|per|(?:(?:is|are) there |do you have )?(?:(?:anything|something) )?(?:from|in|by)|what (?:does|do|did|about))\s+(?<who>.+?)(?: (?:say|said|write|wrote|report|reported)(?: (?:about|on) (?:it|that|this)))?$/iu;
export const PREPOSITION =
  /^(?:(?:anything|something|any(?: \p{L}+)?)(?: else)? (?=about|on))?(?<preposition>about|on|regarding|concerning|over|to|from|in|at|by|with|for|against|into|near)\s+(?<thing>.+)$/iu;
/** What somebody says, as a noun: "China’s reaction". */
export const REACTION =
  /^(?<who>.+?)['’]s? (?:(?:official|first|own) )?(?:reactions?|responses?|positions?|views?|stances?|statements?|comments?|answers?|opinions?|words|remarks|take)$/iu;
/** Points at a time, a place or a way that was not named. */
export const VAGUE =
  /^(?:(?:the )?(?:day|week|month|year|time)s? )?(?:before|after|earlier|later|next|then|now|there|here|so|such)(?: (?:that|this|it))?$/iu;
