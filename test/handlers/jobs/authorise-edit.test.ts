import { expect, it } from '@jest/globals';
import { TEAMS } from '../../../local/seed/teams.ts';
import { authoriseDecision } from '../../../src/handlers/jobs/authorise-decision.ts';
import type { Decision } from '../../../src/mesh/ports/decision.ts';
import { aSubscription } from '../../support/a-subscription.ts';

const sales = TEAMS.find(({ key }) => key === 'sales');
const request = aSubscription();

function decidedBy(user: string, editor: string) {
  const edit: Decision = {
    subscriptionId: request.id,
    job: 'job-1',
    kind: 'edit',
    by: `slack:T0MESH/${editor}`,
    at: 1_795_600_000,
    owner: request.owner,
    subscriber: request.subscriber,
    database: 'sales-222222222222',
    tables: request.tables,
    permissions: request.requested,
    grantable: [],
  };
  return authoriseDecision(
    {
      mesh: {
        resolveOwner: async () => request.owner,
        async *history() {
          yield edit;
        },
        async *delegations() {},
      },
      teams: {
        byKey: async () => sales,
        ofAccount: async () => (sales ? [sales] : []),
        byAccount: async () => sales,
        all: async () => (sales ? [sales] : []),
        each: async () => ({ teams: sales ? [sales] : [], unreadable: [] }),
      },
      people: {
        checkInGoodStanding: async () => undefined,
        membersOfGroup: async () => [],
        isActive: async () => true,
        zoneOf: async () => undefined,
        isInGroup: async () => false,
        nameOf: async () => undefined,
      },
      now: () => edit.at,
    },
    request,
    { workspace: 'T0MESH', user },
  );
}

it('A-01 lets nobody approve a request that they changed themselves, whoever asked first', async () => {
  await expect(decidedBy('U0BO', 'U0BO')).rejects.toMatchObject({
    code: 'SELF_APPROVAL',
    userMessage: expect.stringContaining('You changed this request yourself. Somebody else of Sales'),
  });
  await expect(decidedBy('U0BO', 'U0CLEO')).resolves.toMatchObject({ owner: { key: 'sales' } });
});
