import type { WorkspaceSeed } from '../slack/workspace-seed.ts';

/** The people of the sample company, invented, by first name. */
export const PEOPLE = {
  ana: 'U0ANA',
  eli: 'U0ELI',
  bo: 'U0BO',
  cleo: 'U0CLEO',
  noor: 'U0NOOR',
  fay: 'U0FAY',
  mia: 'U0MIA',
  gus: 'U0GUS',
} as const;

export const CHANNELS = {
  general: 'C0GENERAL',
  analytics: 'C0ANALYTICS',
  sales: 'C0SALES',
  logistics: 'C0LOGISTICS',
  finance: 'C0FINANCE',
  admins: 'C0MESHADMINS',
} as const;

export const WORKSPACE_ID = 'T0MESH';
export const BOT = { botToken: 'xoxb-sim-mesh', botUserId: 'U0MESHBOT', botId: 'B0MESHBOT' } as const;

/** The app's own credentials at the Slack stand-in; they open nothing else. */
export const CLIENT = { id: '0000000000.0000000000', secret: 'client-secret-of-the-laptop' } as const;

const everyone = Object.values(PEOPLE);

export const WORKSPACE: WorkspaceSeed = {
  appId: 'A0MESH',
  workspaces: [
    {
      id: WORKSPACE_ID,
      name: 'Sample Company',
      ...BOT,
      users: [
        { id: PEOPLE.ana, name: 'ana', realName: 'Ana', colour: '#7c3aed', title: 'Analyst, analytics' },
        {
          id: PEOPLE.eli,
          name: 'eli',
          realName: 'Eli',
          colour: '#0f766e',
          title: 'Data engineer, analytics',
        },
        { id: PEOPLE.bo, name: 'bo', realName: 'Bo', colour: '#b45309', title: 'Data owner, sales' },
        { id: PEOPLE.cleo, name: 'cleo', realName: 'Cleo', colour: '#be123c', title: 'Data owner, sales' },
        {
          id: PEOPLE.noor,
          name: 'noor',
          realName: 'Noor',
          colour: '#1d4ed8',
          title: 'Data owner, logistics',
        },
        { id: PEOPLE.fay, name: 'fay', realName: 'Fay', colour: '#15803d', title: 'Controller, finance' },
        {
          id: PEOPLE.mia,
          name: 'mia',
          realName: 'Mia',
          colour: '#4338ca',
          title: 'Mesh admin',
          isAdmin: true,
        },
        { id: PEOPLE.gus, name: 'gus', realName: 'Gus', colour: '#6b7280', title: 'Guest', isGuest: true },
      ],
      channels: [
        { id: CHANNELS.general, name: 'general', topic: 'Everybody', members: everyone },
        {
          id: CHANNELS.analytics,
          name: 'analytics-data',
          topic: 'Data that the analytics team uses',
          members: [PEOPLE.ana, PEOPLE.eli, PEOPLE.mia, BOT.botUserId],
        },
        {
          id: CHANNELS.sales,
          name: 'sales-data',
          topic: 'Requests for data of the sales team',
          members: [PEOPLE.bo, PEOPLE.cleo, PEOPLE.mia, PEOPLE.gus, BOT.botUserId],
        },
        {
          id: CHANNELS.logistics,
          name: 'logistics-data',
          topic: 'Requests for data of the logistics team',
          members: [PEOPLE.noor, PEOPLE.mia, BOT.botUserId],
        },
        {
          id: CHANNELS.finance,
          name: 'finance-data',
          topic: 'Data that the finance team uses',
          members: [PEOPLE.fay, PEOPLE.mia, BOT.botUserId],
        },
        {
          id: CHANNELS.admins,
          name: 'mesh-admins',
          topic: 'The data mesh itself',
          members: [PEOPLE.mia, BOT.botUserId],
          isPrivate: true,
        },
      ],
      userGroups: [],
    },
  ],
};
