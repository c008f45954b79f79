import { workerData } from 'piscina';
import { buildActorTable } from '../core/language/actors.ts';
import { analyse } from '../core/language/analyse.ts';
import { withLanguage } from '../core/language/detect.ts';
import type { Actor } from '../core/model/actor.ts';
import type { Article } from '../core/model/article.ts';
import type { Analysis } from '../core/model/statement.ts';
import { type AttributionMode, loadAttribution } from './attribution.ts';

/** One worker thread of the analyser: builds its own actor table and model, then reads one article a task. */
const given = workerData as { extraActors: readonly Actor[]; attribution: AttributionMode };
const table = buildActorTable(given.extraActors);
const model = loadAttribution(given.attribution);

export default async function analyseOne(article: Article): Promise<Analysis> {
  return analyse(await withLanguage(article), table, model);
}
