import { openStore } from '../../../src/infra/sqlite/store.ts';
import { storeContract } from '../../contracts/store.ts';
import { folder } from './folder.ts';

storeContract('in memory', () => openStore({ path: ':memory:' }));
storeContract('in a file', () => openStore({ path: folder.file() }));
