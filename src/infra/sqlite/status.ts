import type { Place } from '../../core/model/command.ts';
import type { ErrorCode } from '../../core/model/errors.ts';
import type { Store } from '../../core/model/ports.ts';
import type { Moment, Queue, Undelivered } from '../../core/model/status.ts';
import type { Connection, Row } from './connection.ts';
import { IS_THERE } from './scope.ts';

type Status = Pick<Store, 'note' | 'report' | 'problems' | 'queue' | 'undelivered' | 'overview'>;

/** What the store tells of itself. */
export function statusStore(db: Connection): Status {
  const number = (sql: string): number => Number(Object.values(db.get(sql) ?? {})[0] ?? 0);
  const queue = (): Queue => ({
    open: number("select count(*) from deliveries where state = 'open'"),
    dead: number("select count(*) from deliveries where state = 'dead'"),
  });
  const problems = () => db.all('select * from problems order by tenant, path, text');
  /** Addresses show theirs in their own health. */
  const everyProblem = () => db.all(PROBLEMS);
  return {
    note: (name, at) =>
      db.write(() => void db.run('insert or replace into moments (name, at) values (:name, :at)', { name, at })),
    report: async (found, at) => {
      const key = ({ tenant, path, text }: Record<'tenant' | 'path' | 'text', unknown>) =>
        JSON.stringify([tenant, path, text]);
      const wanted = new Map(found.map((one) => [key(one), one]));
      const isKnown = (row: Row) => wanted.has(key(row as never));
      const stored = await db.read(problems);
      if (stored.length === wanted.size && stored.every(isKnown)) return;
      await db.write(() => {
        for (const row of problems())
          if (!isKnown(row))
            db.run('delete from problems where tenant = :tenant and path = :path and text = :text', {
              tenant: row.tenant ?? null,
              path: row.path ?? null,
              text: row.text ?? null,
            });
        for (const { tenant, path, code, text } of wanted.values())
          db.run(
            `insert or ignore into problems (tenant, path, code, text, since) values (:tenant, :path, :code, :text, :at)`,
            { tenant, path, code, text, at },
          );
      });
    },
    problems: () => db.read(() => everyProblem().map(problemOf)),
    queue: () => db.read(queue),
    undelivered: (limit) => db.read(() => db.all(UNDELIVERED, { limit }).map(undeliveredOf)),
    overview: () =>
      db.read(() => {
        const at = (name: Moment) => {
          const found = db.get('select at from moments where name = :name', { name });
          return found && Number(found.at);
        };
        const newest = db.get("select max(since) as at from articles where state = 'live' and dated = 1")?.at;
        return {
          bytes: number('pragma page_count') * number('pragma page_size'),
          articles: {
            live: number("select count(*) from articles where state = 'live'"),
            withdrawn: number("select count(*) from articles where state = 'withdrawn'"),
            versions: number('select count(*) from versions'),
          },
          newest: typeof newest === 'number' ? newest : null,
          sources: number(`select count(*) from sources where state = 'active' and ${IS_THERE}`),
          problems: everyProblem().map(problemOf),
          queue: queue(),
          moments: { tick: at('tick'), backup: at('backup'), restored: at('restored') },
        };
      }),
  };
}

const PROBLEMS = `select tenant, path, code, text, since from problems
  union all
  select s.tenant, s.body ->> 'path', h.body ->> '$.problem.code', h.body ->> '$.problem.text', h.body ->> '$.problem.since'
    from source_health h join sources s on s.tenant = h.tenant and s.id = h.source
   where h.body ->> '$.problem.code' is not null and s.state = 'active'
  order by tenant, path, text`;

const problemOf = ({ tenant, path, code, text, since }: Row) => ({
  tenant: String(tenant),
  path: String(path),
  code: String(code) as ErrorCode,
  text: String(text),
  since: Number(since),
});

/** Those on their way first, the oldest of each first. */
const UNDELIVERED = `
  select d.id, d.subscription, d.slot, d.state, p.place, p.idx, p.total, p.tries, p.error, p.retry_at
    from (select * from (select * from deliveries indexed by deliveries_open where state = 'open' order by row limit :limit)
          union all select * from (select * from deliveries where state = 'dead' order by row limit :limit)) d
    join parts p on p.delivery = d.id
     and p.idx = (select min(idx) from parts where delivery = d.id and sent_at is null)
   order by d.state desc, d.row limit :limit`;

const undeliveredOf = (row: Row): Undelivered => ({
  delivery: String(row.id),
  subscription: String(row.subscription),
  slot: String(row.slot),
  place: JSON.parse(String(row.place)) as Place,
  state: row.state === 'open' ? 'open' : 'dead',
  part: Number(row.idx) + 1,
  of: Number(row.total),
  tries: Number(row.tries),
  error: row.error === null ? null : String(row.error),
  retryAt: row.state === 'open' && row.retry_at !== null ? Number(row.retry_at) : null,
});
