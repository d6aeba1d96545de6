import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { TEAMS } from '../../local/seed/teams.ts';
import { CHANNELS } from '../../local/seed/workspace.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { laptopCli, laptopTerminal } from '../support/laptop-cli.ts';
import { onALaptop } from '../support/on-a-laptop.ts';

describe('data-mesh-cli policy', () => {
  const { laptop, ana, bo } = onALaptop();
  const folder = mkdtempSync(path.join(tmpdir(), 'mesh-policy-'));

  const cli = laptopCli(laptop, 'Mesh');
  const aFile = (content: unknown): string => {
    const file = path.join(folder, 'file.json');
    writeFileSync(file, JSON.stringify(content));
    return file;
  };
  const [sales] = TEAMS;
  const denying = {
    rules: [{ id: 'no-secrets', when: { tags: { sensitivity: ['secret'] } }, deny: 'Secret stays here.' }],
  };

  it('refuses a policy that cannot work, with the rule’s number and the reason, and writes nothing', async () => {
    const bad = { rules: [{ id: 'all' }, { id: 'late', stages: [{ name: 'X', team: 'nobody' }] }] };

    const checked = await cli('policy', 'check', 'sales', aFile(bad));
    const set = await cli('policy', 'set', 'sales', aFile(bad));
    const mistyped = await cli('policy', 'set', 'sales', aFile({ rules: [{ id: 'a', stage: [] }] }));

    expect([checked.code, set.code, mistyped.code]).toEqual([2, 2, 2]);
    expect(checked.err).toContain('rule 2: stage X: there is no team nobody');
    expect(checked.err).toContain('rule 2: is never reached: rule 1 takes everything before it');
    expect(mistyped.err).toContain('rule 1: Unrecognized key: "stage"');
    expect((await cli('policy', 'show', 'sales')).out).toContain('sales has no policy');
  });

  it('shows which rule would decide, of a policy that is not in use and of the one that is', async () => {
    const asking = ['policy', 'test', 'sales', '--team', 'analytics'];

    const planned = await cli(
      ...asking,
      '--file',
      aFile(denying),
      '--tag',
      'sensitivity=secret',
      '--for',
      '30d',
    );
    await cli('policy', 'set', 'sales', aFile(denying), '--yes');
    const secret = await cli(...asking, '--tag', 'Sensitivity=Secret', '--json');
    const other = await cli(...asking, '--tag', 'sensitivity=public');
    const wrong = await cli(...asking, '--for', 'a month');
    const none = await cli('policy', 'test', 'logistics', '--team', 'analytics');

    expect(none.out).toContain('There is no policy, so what is usual without one counts');
    expect(planned.out).toContain('Decided by rule no-secrets.\nRefused: Secret stays here.');
    expect(JSON.parse(secret.out)).toMatchObject({ rule: 'no-secrets', ruling: { kind: 'deny' } });
    expect(other.out).toContain('Stage 1 of 1, Owner: 1 of the owner’s approvers.');
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('36h, 90d or 2w')]);
  });

  it('a team file without a policy leaves the one in use, one with a bad policy is refused, and remove takes it away', async () => {
    await cli('policy', 'set', 'sales', aFile(denying), '--yes');

    const replaced = await cli('team', 'add', '--replace', '--file', aFile(sales));
    const bad = await cli(
      'team',
      'add',
      '--replace',
      '--file',
      aFile({ ...sales, policy: { rules: [{ id: 'a' }, { id: 'b' }] } }),
    );
    const kept = await cli('policy', 'show', 'sales', '--json');
    const removed = await cli('policy', 'remove', 'sales');

    expect(replaced.out).toContain('keeps the one it has');
    expect([bad.code, bad.err]).toEqual([2, expect.stringContaining('rule 2: is never reached')]);
    expect(JSON.parse(kept.out).policy.rules[0].id).toBe('no-secrets');
    expect(removed.code).toBe(0);
    expect((await cli('policy', 'show', 'sales')).out).toContain('has no policy');
  });

  it('shows before saving which products, requests and accesses a policy concerns, and saves nothing that takes something away unless told', async () => {
    await cli('policy', 'remove', 'sales');
    await ask(ana, CHANNELS.analytics, { tables: ['orders'] });
    await card(bo, (message) => hasButton(message, 'mesh.approve'), 'a card');
    const policy = { rules: [{ id: 'closed', deny: 'Nothing leaves.' }] };
    const closing = aFile(policy);
    const questions: string[] = [];
    const terminal = (answer: string) =>
      laptopTerminal(
        laptop,
        async (question) => {
          questions.push(question);
          return answer;
        },
        'Mesh',
      );
    const version = async () => JSON.parse((await cli('policy', 'show', 'sales', '--json')).out).version;

    const refused = await cli('policy', 'set', 'sales', closing);
    const planned = await cli('policy', 'set', 'sales', closing, '--dry-run');
    const declined = await terminal('no')('policy', 'set', 'sales', closing);
    expect(await version()).toBe('none');
    const told = await cli('policy', 'set', 'sales', closing, '--yes', '--json');
    expect(await version()).not.toBe('none');
    const opened = await cli('policy', 'remove', 'sales');
    const byFile = await cli('team', 'add', '--replace', '--file', aFile({ ...sales, policy }));
    expect(await version()).toBe('none');
    const agreed = await terminal('yes')('policy', 'set', 'sales', aFile(policy));

    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('repeat with --yes.')]);
    expect(refused.err).toContain('from now on: Refused: Nothing leaves.');
    expect(refused.err).toContain('Nobody can approve it any more: Nothing leaves.');
    expect([planned.code, planned.out]).toEqual([0, expect.stringContaining('PutSecretValue')]);
    expect([declined.code, declined.out]).toEqual([1, 'Nothing was changed.\n']);
    expect(JSON.parse(told.out)).toMatchObject({ affected: { requests: [{ isLoss: true }], isLoss: true } });
    expect([opened.code, opened.err]).toEqual([0, expect.stringContaining('It can be approved again.')]);
    expect([byFile.code, byFile.err]).toEqual([2, expect.stringContaining('repeat with --yes.')]);
    expect([agreed.code, agreed.out]).toEqual([0, expect.stringContaining('1 open request')]);
    expect(questions).toHaveLength(2);
  });
});
