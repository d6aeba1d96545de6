import { expect, it } from '@jest/globals';
import { parseTeam } from '../../src/app/team-secrets.ts';
import { MeshError } from '../../src/mesh/errors.ts';

const good = {
  key: 'sales',
  name: 'Sales',
  account: '012345678901',
  sides: ['producer'],
  workspace: 'T0MESH',
  channel: 'C0SALES',
  approvers: { users: ['U0BO'] },
};

function faultOf(change: Readonly<Record<string, unknown>>): string {
  try {
    parseTeam('data-mesh/teams/sales', JSON.stringify({ ...good, ...change }));
    return 'accepted';
  } catch (error) {
    return error instanceof MeshError ? error.message : String(error);
  }
}

it('A-06 keeps leading zeros of account ids, and fills in what may be left out', () => {
  expect(parseTeam('x', JSON.stringify(good))).toMatchObject({
    account: '012345678901',
    members: { users: [], groups: [] },
    approvers: { users: ['U0BO'], groups: [], silent: [] },
    roles: {},
  });
});

it.each([
  [{ account: 12345678901 }, 'account'],
  [{ account: '1234' }, 'account: not an AWS account id of 12 digits'],
  [{ key: 'Sales Team' }, 'key: not lower-case letters'],
  [{ channel: '#sales' }, 'channel: not a Slack channel id'],
  [{ approvers: { users: ['bo@example.com'] } }, 'approvers.users.0: not a Slack user id'],
  [{ sides: ['owner'] }, 'sides.0'],
  [{ roles: { producer: 'DataMeshProducer' } }, 'roles.producer: not the ARN'],
])('names the field that is wrong in %j', (change, words) => {
  expect(faultOf(change)).toContain(words);
});

it('never repeats the secret in its fault, not even where it is no JSON', () => {
  const text = '{"signingSecret":"hunter2"';

  expect(() => parseTeam('data-mesh/teams/x', text)).toThrow('malformed');
  expect(() => parseTeam('data-mesh/teams/x', text)).not.toThrow('hunter2');
});
