import type { Store } from '../../core/model/ports.ts';
import type { Connection } from './connection.ts';

type Claims = Pick<Store, 'once' | 'hold' | 'letGo' | 'cursor' | 'moveCursor'>;

/** Who does what, in all processes together, and how far it has come. */
export function claimStore(db: Connection): Claims {
  return {
    once: (key, now, until) =>
      db.write(() => {
        db.run('delete from once where until <= :now', { now });
        return (
          db.run('insert into once (key, until) values (:key, :until) on conflict do nothing', { key, until }) === 1
        );
      }),
    hold: async (name, owner, now, until) => {
      // One that would last twice as long as what is asked for was taken by a clock that was ahead.
      const far = until + (until - now);
      const others = 'select 1 from leases where name = :name and owner <> :owner and until > :now and until <= :far';
      if (await db.read(() => db.get(others, { name, owner, now, far }))) return false;
      return db.write(
        () =>
          db.run(
            `insert into leases (name, owner, until) values (:name, :owner, :until)
             on conflict do update set owner = excluded.owner,
               until = case when owner = excluded.owner then max(until, excluded.until) else excluded.until end
              where owner = excluded.owner or until <= :now or until > :far`,
            { name, owner, now, until, far },
          ) === 1,
      );
    },
    letGo: (name, owner) =>
      db.write(() => void db.run('delete from leases where name = :name and owner = :owner', { name, owner })),
    cursor: (name) => db.read(() => Number(db.get('select seq from cursors where name = :name', { name })?.seq ?? 0)),
    moveCursor: (name, seq) =>
      db.write(
        () =>
          void db.run(
            `insert into cursors (name, seq) values (:name, :seq)
             on conflict do update set seq = excluded.seq where excluded.seq > seq`,
            { name, seq },
          ),
      ),
  };
}
