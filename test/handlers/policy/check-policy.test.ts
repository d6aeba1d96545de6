import { describe, expect, it } from '@jest/globals';
import { checkPolicy, faultText } from '../../../src/handlers/policy/check-policy.ts';
import { Policy } from '../../../src/handlers/policy/policy.ts';

const known = {
  owner: 'sales',
  approvers: new Map<string, number | undefined>([
    ['sales', 2],
    ['security', undefined],
    ['empty', 0],
  ]),
};

function faultsOf(policy: object): readonly string[] {
  return checkPolicy(Policy.parse(policy), known).map(faultText);
}

describe('a policy that can be used', () => {
  it('has no faults', () => {
    const policy = {
      longest: '90d',
      usual: '30d',
      expires: '2w',
      escalation: { after: '2d', team: 'security' },
      fields: [{ name: 'ticket', label: 'Ticket', pattern: '[A-Z]+-[0-9]+' }],
      sensitive: { sensitivity: ['secret'] },
      rules: [
        { id: 'open', when: { tags: { sensitivity: ['public'] } }, auto: { most: 5, per: 'week' } },
        {
          id: 'secret',
          when: { tags: { sensitivity: ['secret'] } },
          stages: [{ name: 'Owner' }, { name: 'Security', team: 'security' }],
        },
        { id: 'rest' },
      ],
    };

    expect(faultsOf(policy)).toEqual([]);
  });

  it('may deny after the general rule, since denials come first', () => {
    expect(
      faultsOf({ rules: [{ id: 'all' }, { id: 'no', when: { teams: ['sales'] }, deny: 'No.' }] }),
    ).toEqual([]);
  });
});

describe('what is refused, with the rule’s number', () => {
  it.each([
    [
      { rules: [{ id: 'a' }, { id: 'b', when: { domains: ['x'] } }] },
      'rule 2: is never reached: rule 1 takes everything before it',
    ],
    [
      {
        rules: [
          { id: 'a', when: { domains: ['x'] } },
          { id: 'b', deny: 'No.' },
        ],
      },
      'rule 1: is never reached: rule 2 takes everything before it',
    ],
    [
      { rules: [{ id: 'a', when: { teams: ['nobody'] } }] },
      'rule 1: there is no team nobody, which when.teams names',
    ],
    [
      { rules: [{ id: 'a', stages: [{ name: 'X', team: 'nobody' }] }] },
      'rule 1: stage X: there is no team nobody',
    ],
    [
      { rules: [{ id: 'a', stages: [{ name: 'X', team: 'empty' }] }] },
      'rule 1: stage X: needs 1 different people, and names 0, so nobody can fill it',
    ],
    [
      { rules: [{ id: 'a', stages: [{ name: 'X', count: 3 }] }] },
      'rule 1: stage X: needs 3 different people, and names 2, so nobody can fill it',
    ],
    [
      {
        rules: [
          {
            id: 'a',
            stages: [
              { name: 'X', users: ['U0BO'] },
              { name: 'Y', users: ['U0BO'] },
            ],
          },
        ],
      },
      'rule 1: stages X and Y: need 2 different people, and name 1',
    ],
    [
      { rules: [{ id: 'a', deny: 'No.', auto: { most: 1, per: 'day' } }] },
      'rule 1: deny and auto exclude each other',
    ],
    [
      { rules: [{ id: 'a', when: { longerThan: '9d', upTo: '9d' } }] },
      'rule 1: when.longerThan and when.upTo leave no length between them',
    ],
    [{ rules: [{ id: 'a', when: { domains: ['x'] } }, { id: 'a' }] }, 'rule 2: id a is taken already'],
    [
      { rules: [{ id: 'a', fields: [{ name: 't', label: 'T', pattern: '(?=x)' }] }] },
      'rule 1: field t: field pattern (?=x): ',
    ],
    [
      { rules: [{ id: 'a', stages: [{ name: 'X' }, { name: 'X', users: ['U0MIA'] }] }] },
      'rule 1: stage X is there twice',
    ],
    [
      { reminders: { first: '4h', every: '1d', hours: { from: 17, to: 9 } } },
      'policy: the hours of reminders end before they begin',
    ],
    [
      { extension: { grace: '5d' } },
      'policy: extension.grace is longer than 3 days, which is no grace but an extension',
    ],
    [{ usual: '90d', longest: '30d' }, 'policy: usual (90d) is longer than longest (30d)'],
    [
      { expires: '1d', escalation: { after: '2d' } },
      'policy: escalation comes after the request has expired',
    ],
  ])('%j', (policy, fault) => {
    const faults = faultsOf(policy);

    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(fault);
  });
});
