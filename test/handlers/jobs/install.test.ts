import { expect, it } from '@jest/globals';
import { type Installation, install } from '../../../src/handlers/jobs/install.ts';

const job = {
  kind: 'install' as const,
  id: 'install-1',
  at: 0,
  workspace: '-',
  user: '-',
  reply: {},
  code: 'code',
  nonce: 'nonce',
};
const made: Installation = {
  workspace: 'T0OTHER',
  name: 'Other Company',
  installer: 'U0MIA',
  botToken: 'xoxb-sim-other',
  botId: 'B0OTHER',
  botUserId: 'U0OTHERBOT',
};

function aPlace(installation: Installation, admins: { workspace?: string; enterprise?: string } = {}) {
  const done: string[] = [];
  return {
    done,
    ports: {
      installations: {
        exchange: async () => installation,
        keep: async ({ workspace }: Installation) => void done.push(`kept ${workspace}`),
        giveBack: async ({ workspace }: Installation) => void done.push(`gave back ${workspace}`),
        isAlive: async () => true,
        markGone: async () => undefined,
      },
      outcomes: {
        keep: async (_nonce: string, { installed }: { readonly installed: boolean }) =>
          void done.push(installed ? 'installed' : 'refused'),
      },
      teams: { all: async () => [] },
      admins: { read: async () => ({ users: [], groups: [], ...admins }) },
      answers: { tell: async ({ user }: { readonly user: string }) => void done.push(`told ${user}`) },
    },
  };
}

it('gives the token of a workspace back that no team and no admin is of, and says so', async () => {
  const { ports, done } = aPlace(made, { workspace: 'T0MESH' });

  await expect(install(ports, job)).rejects.toMatchObject({ code: 'WORKSPACE_UNKNOWN' });

  expect(done).toEqual(['gave back T0OTHER', 'refused']);
});

it('keeps an installation for a whole organisation under the organisation', async () => {
  const { ports, done } = aPlace(
    { ...made, workspace: 'E0BIG', enterprise: 'E0BIG' },
    { enterprise: 'E0BIG' },
  );

  await install(ports, job);

  expect(done).toEqual(['kept E0BIG', 'installed', 'told U0MIA']);
});
