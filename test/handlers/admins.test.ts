import { expect, it } from '@jest/globals';
import { type Admins, isMeshAdmin, requireMeshAdmin } from '../../src/handlers/admins.ts';
import type { People } from '../../src/handlers/person.ts';

const people: People = {
  checkInGoodStanding: async () => undefined,
  nameOf: async () => undefined,
  membersOfGroup: async () => ['U0GINA'],
  isActive: async () => true,
  zoneOf: async () => undefined,
  isInGroup: async ({ user }, groups) => user === 'U0GINA' && groups.includes('S0ADMINS'),
};
const as = (admins: Partial<Admins>) => ({
  people,
  admins: { read: async () => ({ users: [], groups: [], ...admins }) },
});

it('knows an admin by user id and by user group', async () => {
  const ports = as({ users: ['U0MIA'], groups: ['S0ADMINS'] });

  expect(await isMeshAdmin(ports, { workspace: 'T0MESH', user: 'U0MIA' })).toBe(true);
  expect(await isMeshAdmin(ports, { workspace: 'T0MESH', user: 'U0GINA' })).toBe(true);
  expect(await isMeshAdmin(ports, { workspace: 'T0MESH', user: 'U0ANA' })).toBe(false);
});

it('takes nobody of another workspace for an admin, but people of the same enterprise', async () => {
  const ports = as({ users: ['U0MIA'], workspace: 'T0MESH', enterprise: 'E0BIG' });

  expect(await isMeshAdmin(ports, { workspace: 'T0OTHER', user: 'U0MIA' })).toBe(false);
  expect(await isMeshAdmin(ports, { workspace: 'T0OTHER', enterprise: 'E0BIG', user: 'U0MIA' })).toBe(true);
});

it('tells others who can', async () => {
  await expect(
    requireMeshAdmin(as({ users: ['U0MIA'] }), { workspace: 'T0MESH', user: 'U0ANA' }),
  ).rejects.toMatchObject({
    code: 'NOT_MESH_ADMIN',
    userMessage: expect.stringContaining('<@U0MIA>'),
  });
});

it('says no where the secret cannot be read', async () => {
  const unreadable = {
    people,
    admins: { read: () => Promise.reject(new Error('unreadable')) },
  };

  await expect(requireMeshAdmin(unreadable, { workspace: 'T0MESH', user: 'U0MIA' })).rejects.toThrow(
    'unreadable',
  );
});
