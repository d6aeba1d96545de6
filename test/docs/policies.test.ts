import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { TEAMS } from '../../local/seed/teams.ts';
import { checkPolicy } from '../../src/handlers/policy/check-policy.ts';
import { knownTeams } from '../../src/handlers/policy/known-teams.ts';
import { Policy } from '../../src/handlers/policy/policy.ts';

const examples = [...readFileSync('docs/policies.md', 'utf8').matchAll(/```json\n(.*?)```/gs)].map(
  ([, text = '']) => text,
);

describe('docs/policies.md', () => {
  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(3);
  });

  it.each(examples)('example %#: can be used by a team of the laptop', (text) => {
    const policy = Policy.parse(JSON.parse(text));

    expect(checkPolicy(policy, knownTeams('sales', TEAMS))).toEqual([]);
  });
});
