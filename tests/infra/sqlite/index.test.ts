import { openSqlite } from '../../../src/infra/sqlite/open.ts';
import { indexContract } from '../../contracts/index.ts';
import { folder } from './folder.ts';

indexContract('in memory', () => openSqlite({ path: ':memory:' }));
indexContract('in a file', () => openSqlite({ path: folder.file() }));
