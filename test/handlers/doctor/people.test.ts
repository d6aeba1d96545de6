import { expect, it } from '@jest/globals';
import { delegationFindings } from '../../../src/handlers/doctor/delegations.ts';
import { policyInSlack } from '../../../src/handlers/doctor/policy-in-slack.ts';
import type { SlackFault } from '../../../src/handlers/doctor/slack-probe.ts';
import { Policy } from '../../../src/handlers/policy/policy.ts';
import { Team } from '../../../src/handlers/team.ts';
import type { Delegation } from '../../../src/mesh/ledger/delegation.ts';

const NOW = Date.parse('2026-11-25T09:00:00Z') / 1000;
const DAY = 86_400;
const sales = Team.parse({
  key: 'sales',
  name: 'Sales',
  account: '222222222222',
  sides: ['producer'],
  workspace: 'T0MESH',
  channel: 'C0SALES',
  members: { users: ['U0BO', 'U0CLEO', 'U0FAY'] },
  approvers: { users: ['U0BO', 'U0CLEO'] },
});
/** Slack as these faults say; everybody else is well. */
const slackWith = (faults: Readonly<Record<string, string>>) => {
  const ask = async (_place: unknown, id: string): Promise<SlackFault | undefined> =>
    faults[id] === undefined ? undefined : { kind: 'wrong', says: faults[id] };
  return { user: ask, group: ask };
};
const withPolicy = (policy: Readonly<Record<string, unknown>>): Team => ({
  ...sales,
  policy: Policy.parse(policy),
});
const wrong = (findings: Awaited<ReturnType<typeof policyInSlack>>) =>
  findings.flatMap((finding) => (finding.ok ? [] : [`${finding.severity}: ${finding.check}`]));

it('finds whom only a policy names and who is gone, and the stage that nobody can take any more', async () => {
  const team = withPolicy({
    rules: [
      {
        id: 'personal',
        when: { teams: ['sales'] },
        stages: [{ name: 'Owner' }, { name: 'Privacy', users: ['U0MIA'] }],
      },
      { id: 'two', stages: [{ name: 'Both', users: ['U0MIA', 'U0FAY'], count: 2 }] },
    ],
    escalation: { after: '2d', groups: ['S0ONCALL'] },
    silent: ['U0GONE'],
  });
  const slack = slackWith({
    U0MIA: 'is deactivated in Slack',
    U0GONE: 'could not be found',
    S0ONCALL: 'has nobody in it',
  });

  expect(wrong(await policyInSlack(slack, team, [team]))).toEqual([
    'error: Sales: rule personal, stage Privacy, needs somebody, and nobody can say yes',
    'error: Sales: rule two, stage Both, needs 2 people, and only 1 can say yes',
    'error: Sales: policy, escalation, needs somebody, and nobody can say yes',
    'warning: Sales: its policy names U0MIA, who is deactivated in Slack',
    'warning: Sales: its policy names S0ONCALL, who has nobody in it',
    'warning: Sales: its policy names U0GONE, who could not be found',
  ]);
});

it('finds nothing in a policy whose people are there, nor where Slack did not answer', async () => {
  const team = withPolicy({ rules: [{ id: 'all', stages: [{ name: 'Privacy', users: ['U0MIA'] }] }] });
  const silent = async (): Promise<SlackFault> => ({
    kind: 'unasked',
    says: 'could not be checked: timeout',
  });

  expect(wrong(await policyInSlack(slackWith({}), team, [team]))).toEqual([]);
  expect(wrong(await policyInSlack({ user: silent, group: silent }, team, [team]))).toEqual([]);
});

it('finds a policy that fits the teams no longer', async () => {
  const team = withPolicy({ rules: [{ id: 'security', stages: [{ name: 'Security', team: 'security' }] }] });

  expect(wrong(await policyInSlack(slackWith({}), team, [team]))[0]).toMatch(
    /^warning: Sales: rule 1: .*security/,
  );
});

const delegation = (id: string, changes: Partial<Delegation>): Delegation => ({
  id,
  workspace: 'T0MESH',
  from: 'U0BO',
  to: 'U0CLEO',
  begins: NOW - DAY,
  ends: NOW + 5 * DAY,
  by: 'slack:T0MESH/U0BO',
  at: NOW - DAY,
  ...changes,
});
const oddOnes = async (delegations: readonly Delegation[], faults: Readonly<Record<string, string>> = {}) => {
  const mesh = {
    async *delegations(_workspace: string, after: number) {
      yield* delegations.filter(({ ends }) => ends > after);
    },
  };
  return wrong(await delegationFindings({ slack: slackWith(faults), mesh, now: () => NOW }, [sales]));
};

it.each<[string, readonly Delegation[], Readonly<Record<string, string>>, string]>([
  [
    'to a guest',
    [delegation('a', {})],
    { U0CLEO: 'is a guest' },
    'warning: U0CLEO stands in for U0BO: U0CLEO is a guest',
  ],
  [
    'from somebody who is gone',
    [delegation('a', {})],
    { U0BO: 'is deactivated' },
    'warning: U0CLEO stands in for U0BO: U0BO is deactivated',
  ],
  [
    'to somebody who left every team',
    [delegation('a', { to: 'U0GUS' })],
    {},
    'warning: U0GUS stands in for U0BO: U0GUS is in no team of the mesh any more',
  ],
  ['to oneself', [delegation('a', { to: 'U0BO' })], {}, 'warning: U0BO stands in for U0BO: is to themselves'],
  [
    'of a team that is gone',
    [delegation('a', { team: 'old' })],
    {},
    'warning: U0CLEO stands in for U0BO: it is about team old, which is not there any more',
  ],
  [
    'that ran out',
    [delegation('a', { ends: NOW - DAY })],
    {},
    'note: U0CLEO stands in for U0BO: ended on 2026-11-24',
  ],
  [
    'beside another',
    [delegation('a', {}), delegation('b', { to: 'U0FAY' })],
    {},
    'note: U0CLEO stands in for U0BO: U0FAY stands in for them too from 2026-11-24',
  ],
  [
    'given twice',
    [delegation('a', {}), delegation('b', {})],
    {},
    'note: U0CLEO stands in for U0BO: is there twice from 2026-11-24',
  ],
])('finds a delegation %s', async (_what, delegations, faults, finding) => {
  expect(await oddOnes(delegations, faults)).toEqual([finding]);
});

it('finds two people who stand in for each other while both are away', async () => {
  const both = [delegation('a', {}), delegation('b', { from: 'U0CLEO', to: 'U0BO' })];

  expect(await oddOnes(both)).toEqual([
    'warning: U0CLEO stands in for U0BO: U0CLEO is away themselves from 2026-11-24, with U0BO',
    'warning: U0BO stands in for U0CLEO: U0BO is away themselves from 2026-11-24, with U0CLEO',
  ]);
});

it('finds nothing in delegations as they should be, nor in those that were ended', async () => {
  const ended = { by: 'slack:T0MESH/U0BO', at: NOW };

  expect(
    await oddOnes([
      delegation('a', {}),
      delegation('b', { begins: NOW + 9 * DAY, ends: NOW + 12 * DAY }),
      delegation('c', { to: 'U0GUS', ended }),
    ]),
  ).toEqual([]);
});
