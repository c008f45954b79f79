import { afterAll } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import { refresh } from '../../src/usecases/ingest.ts';
import { QUIET, type SteeredClock, scratch, steeredClock } from '../app.ts';

type Opened = { readonly app: App; readonly clock: SteeredClock; readonly folder: string };

/** The real product over its own topic, its store in a folder of its own; once for a file of tests, which ends it. */
export async function openOnce(): Promise<Opened> {
  const here = scratch();
  const clock = steeredClock('2026-11-20T12:00:00Z');
  const app = await openApp(here.config, { clock, log: QUIET, inline: true });
  await refresh(app.desk);
  afterAll(async () => {
    await app.close();
    here.remove();
  });
  return { app, clock, folder: here.folder };
}
