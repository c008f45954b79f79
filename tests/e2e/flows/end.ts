import { expect } from '../driver.ts';
import type { Flow } from '../flow.ts';
import { leaks, pings, traces } from '../harm.ts';
import { ROLE } from './settings.ts';

/** Over everything that was accepted, logged and stored by all flows together; these come last. */

export const endFlows: readonly Flow[] = [
  {
    name: 'violations of the platform’s rules: 0',
    after: true,
    run: async ({ driver }) => {
      expect(
        driver.violations.length === 0,
        `${driver.violations.length}: ${driver.violations.slice(0, 3).join('; ')}`,
      );
    },
  },
  {
    name: 'pings: 0',
    after: true,
    run: async ({ driver }) => {
      const found = pings(driver.messages, [ROLE[driver.platform]]);
      expect(driver.messages.length > 100, `only ${driver.messages.length} messages were accepted`);
      expect(found.length === 0, `${found.length}: ${found.slice(0, 3).join('; ')}`);
    },
  },
  {
    name: 'stack traces in messages: 0',
    after: true,
    run: async ({ driver }) => {
      const found = traces(driver.messages);
      expect(found.length === 0, `${found.length}: ${found.slice(0, 3).join('; ')}`);
    },
  },
  {
    name: 'secrets in logs, store and messages: 0',
    after: true,
    run: async ({ driver, lines, data }) => {
      expect(lines().length > 20, 'no log to search');
      const found = leaks(driver.secrets, lines(), data, driver.messages);
      expect(found.length === 0, `${found.length}: ${found.slice(0, 3).join('; ')}`);
    },
  },
];
