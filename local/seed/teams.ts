import type { Admins } from '../../src/handlers/admins.ts';
import type { Team } from '../../src/handlers/team.ts';
import { ACCOUNTS } from './accounts.ts';
import { CHANNELS, PEOPLE, WORKSPACE_ID } from './workspace.ts';

const nobody = { users: [], groups: [] };
const noApprovers = { users: [], groups: [], silent: [] };

/** The external ids are what a real set-up would draw at random; these open nothing. */
export const TEAMS: readonly Team[] = [
  {
    key: 'sales',
    name: 'Sales',
    account: ACCOUNTS.sales,
    sides: ['producer'],
    workspace: WORKSPACE_ID,
    channel: CHANNELS.sales,
    members: { ...nobody, users: [PEOPLE.bo, PEOPLE.cleo] },
    approvers: { ...noApprovers, users: [PEOPLE.bo, PEOPLE.cleo] },
    roles: {},
    externalId: 'laptop-sales',
  },
  {
    key: 'logistics',
    name: 'Logistics',
    account: ACCOUNTS.logistics,
    sides: ['producer'],
    workspace: WORKSPACE_ID,
    channel: CHANNELS.logistics,
    members: { ...nobody, users: [PEOPLE.noor] },
    approvers: { ...noApprovers, users: [PEOPLE.noor] },
    roles: {},
    externalId: 'laptop-logistics',
  },
  {
    key: 'analytics',
    name: 'Analytics',
    account: ACCOUNTS.analytics,
    sides: ['consumer'],
    workspace: WORKSPACE_ID,
    channel: CHANNELS.analytics,
    members: { ...nobody, users: [PEOPLE.ana, PEOPLE.eli] },
    approvers: noApprovers,
    roles: {},
    externalId: 'laptop-analytics',
  },
  {
    key: 'finance',
    name: 'Finance',
    account: ACCOUNTS.finance,
    sides: ['consumer'],
    workspace: WORKSPACE_ID,
    channel: CHANNELS.finance,
    members: { ...nobody, users: [PEOPLE.fay] },
    approvers: noApprovers,
    roles: {},
    externalId: 'laptop-finance',
  },
];

/** Mia looks after the mesh; she belongs to no team. */
export const ADMINS: Admins = { users: [PEOPLE.mia], groups: [], workspace: WORKSPACE_ID };
