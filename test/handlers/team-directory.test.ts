import { expect, it } from '@jest/globals';
import { Team, type TeamDirectory } from '../../src/handlers/team.ts';
import { withLastGood } from '../../src/handlers/team-copies.ts';
import { readOnce, teamDirectory } from '../../src/handlers/team-directory.ts';

const sales = Team.parse({
  key: 'sales',
  name: 'Sales',
  account: '222222222222',
  sides: ['producer'],
  workspace: 'T0MESH',
  channel: 'C0SALES',
});
const broken = new Error('malformed');

/** A directory that counts how often it is read; `isBroken` says whether the secret can be read at the moment. */
function aDirectory(state: { isBroken: boolean; readings: number }): TeamDirectory {
  const fails = () => {
    state.readings += 1;
    return state.isBroken;
  };
  return teamDirectory({
    each: async () =>
      fails()
        ? { teams: [], unreadable: [{ key: 'sales', cause: broken, version: '2' }] }
        : { teams: [sales], unreadable: [] },
    byKey: async () => {
      if (fails()) {
        throw broken;
      }
      return sales;
    },
  });
}

it('reads all secrets once for as many questions as one job has', async () => {
  const state = { isBroken: false, readings: 0 };
  const teams = readOnce(aDirectory(state));

  await Promise.all([
    teams.all(),
    teams.byAccount('222222222222', 'producer'),
    teams.ofAccount('222222222222', 'consumer'),
  ]);
  await teams.all();

  expect(state.readings).toBe(1);
});

it('is a reading of its own for each job, so that the next one sees the change', async () => {
  const state = { isBroken: false, readings: 0 };
  const secrets = aDirectory(state);
  await readOnce(secrets).all();
  state.isBroken = true;

  await expect(readOnce(secrets).byAccount('222222222222', 'producer')).rejects.toBe(broken);
});

it('does not remember a reading that failed', async () => {
  const state = { isBroken: true, readings: 0 };
  const teams = readOnce(aDirectory(state));
  await expect(teams.byKey('sales')).rejects.toBe(broken);
  state.isBroken = false;

  expect(await teams.byKey('sales')).toBe(sales);
});

it('shows a broken team as it was before, while who decides is still refused', async () => {
  const secrets = aDirectory({ isBroken: true, readings: 0 });
  const shown = withLastGood(secrets, { find: async () => ({ team: sales, version: '1' }) });

  expect(await shown.byAccount('222222222222', 'producer')).toBe(sales);
  expect(await shown.byKey('sales')).toBe(sales);
  await expect(secrets.byAccount('222222222222', 'producer')).rejects.toBe(broken);
});

it('is an error, and no absent team, where nothing was ever kept', async () => {
  const shown = withLastGood(aDirectory({ isBroken: true, readings: 0 }), { find: async () => undefined });

  await expect(shown.byAccount('222222222222', 'producer')).rejects.toBe(broken);
});
