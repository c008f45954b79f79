import type { Article, Range, Span } from '../model/article.ts';
import type { Analysis } from '../model/statement.ts';
import type { ActorTable } from './actors.ts';
import { findDates } from './dates.ts';
import { isRead, looksEnglish } from './detect.ts';
import { findMentions } from './mentions.ts';
import { findOrigin } from './origin.ts';
import { passages } from './passages.ts';
import { findQuantities } from './quantities.ts';
import { findSentences } from './sentences.ts';
import { extractStatements } from './statements/extract.ts';
import type { Model } from './statements/learned/model.ts';
import { readText, withoutMarkup } from './tokens.ts';
import { findVoices } from './voice.ts';

/**
 * All that the language step knows of one article. Pure; any text is accepted. What is read by English rules (voices,
 * mentions, statements, quantities) is left empty for an article in another language; `article.language` is
 * what `detectLanguage` found, null for a language unknown, which is read as English. Without a `model` statements are
 * found by rules alone.
 */
export function analyse(article: Article, table: ActorTable, model: Model | null = null): Analysis {
  const { text, id, version } = article;
  const language = article.language ?? (looksEnglish(text) ? 'en' : null);
  const span = ({ start, end }: Range): Span => ({ article: id, version, start, end });
  if (language !== null && !isRead(language)) return foreign(article, language, span);
  const { tokens: all, sentences: plain } = readText(text);
  const tokens = withoutMarkup(text, all).filter((token) => isProse(plain[token.sentence]!));
  const sentences = findVoices(text, plain, all);
  const mentions = findMentions(text, tokens, sentences, table, article.published);
  const dates = findDates(text, sentences, article.published, span);
  return {
    article: id,
    version,
    language,
    sentences,
    passages: passages(text, sentences),
    mentions,
    statements: extractStatements({ article: id, version, text, tokens, sentences, mentions, dates }, model),
    dates,
    quantities: findQuantities(text, tokens),
    origin: findOrigin(text, sentences, mentions, span),
  };
}

/** No sentence of prose is longer: what is gets a passage and a voice, and costs the other readers nothing. */
const LONGEST = 5000;
const isProse = ({ start, end }: Range): boolean => end - start <= LONGEST;

function foreign(article: Article, language: string, span: (range: Range) => Span): Analysis {
  const least = sentencesOnly(article);
  const dates = findDates(article.text, least.sentences, article.published, span, language);
  return { ...least, language, dates, origin: findOrigin(article.text, least.sentences, [], span) };
}

/** The least that is known of any article: its sentences and passages. */
export function sentencesOnly({ id, version, text, language }: Article): Analysis {
  const sentences = findSentences(text);
  return {
    article: id,
    version,
    language,
    sentences,
    passages: passages(text, sentences),
    mentions: [],
    statements: [],
    dates: [],
    quantities: [],
    origin: null,
  };
}
