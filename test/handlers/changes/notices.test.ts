import { describe, expect, it } from '@jest/globals';
import { TEAMS } from '../../../local/seed/teams.ts';
import { validateMessage } from '../../../src/blocks/validate/message.ts';
import type { Change } from '../../../src/handlers/changes/change.ts';
import { noticesFor } from '../../../src/handlers/changes/notices.ts';
import { removalNotices } from '../../../src/handlers/changes/removal-notices.ts';
import type { Fulfilment, Subscription } from '../../../src/mesh/subscriptions/subscription.ts';
import { aSubscription } from '../../support/a-subscription.ts';

const owner = TEAMS.find(({ key }) => key === 'sales');
const consumer = TEAMS.find(({ key }) => key === 'analytics');
const decision = { kind: 'approve', by: 'slack:T0MESH/U0BO', at: 1_795_600_000 } as const;

function told(after: Subscription, before?: Subscription, changes: Partial<Change> = {}) {
  return noticesFor({ before, after, owner, consumer, order: '1', ...changes });
}

function fulfilment(phase: Fulfilment['phase'], changes: Partial<Fulfilment> = {}): Fulfilment {
  return { phase, job: 'job-1', at: decision.at, decision, tables: {}, ...changes };
}

const waiting = aSubscription();
const granting = aSubscription({ version: 2, fulfilment: fulfilment('Granting') });
const granted = aSubscription({
  version: 3,
  status: 'Active',
  permitted: ['SELECT', 'DESCRIBE'],
  fulfilment: fulfilment('Granted'),
});

describe('a new request', () => {
  it('is a card with Approve and Deny for the owner, and a message that says where it went', () => {
    const notices = told(waiting);

    expect(notices.map(({ key, channel }) => [key, channel])).toEqual([
      ['card', 'C0SALES'],
      ['dm-submitted', 'U0ANA'],
    ]);
    const [card] = notices;
    expect(JSON.stringify(card?.message.blocks)).toContain('mesh.approve');
    expect(card?.message.text).toContain(
      '<@U0ANA> (Analytics) asks for SELECT and DESCRIBE on orders and customers',
    );
    expect(card?.message.text).toContain('Weekly revenue by region');
  });

  it('names the rule where it is not known who asked', () => {
    const { requestedBy: _nobody, ...byTheLibrary } = waiting;

    const notices = told(byTheLibrary);

    expect(notices.map(({ key }) => key)).toEqual(['card']);
    expect(JSON.stringify(notices[0]?.message.blocks)).toContain(
      'nobody of the consumer team can approve it',
    );
  });
});

describe('a decision', () => {
  it('takes the buttons away while the grants are made, and claims nothing yet', () => {
    const [card, ...others] = told(granting, waiting);

    expect(others).toEqual([]);
    expect(JSON.stringify(card?.message.blocks)).not.toContain('mesh.approve');
    expect(card?.message.text).toContain('Granting now');
    expect(card?.message.text).not.toContain('Granted');
  });

  it('tells owner, requester and team once the record is Active, with Import for those who need it', () => {
    const notices = told(granted, granting);

    expect(notices.map(({ key, channel }) => [key, channel])).toEqual([
      ['card', 'C0SALES'],
      ['thread-granted', 'C0SALES'],
      ['dm-granted', 'U0ANA'],
      ['team-granted', 'C0ANALYTICS'],
    ]);
    expect(notices[0]?.message.text).toContain('Approved by <@U0BO>');
    expect(notices[0]?.message.text).toContain('Granted 2 of 2 tables');
    expect(JSON.stringify(notices[2]?.message.blocks)).toContain('mesh.import');
  });

  it('shows a partial failure per table with its cause, and never the word granted for it', () => {
    const tables = {
      orders: { state: 'Granted', permissions: ['SELECT'], grantable: [] },
      customers: {
        state: 'Failed',
        permissions: [],
        grantable: [],
        cause: { code: 'X', message: 'the table is gone' },
      },
    } as const;

    const [card] = told(aSubscription({ fulfilment: fulfilment('PartlyGranted', { tables }) }), granting);

    expect(card?.message.text).toContain('only 1 of 2 tables could be granted');
    expect(JSON.stringify(card?.message.blocks)).toContain('the table is gone');
  });

  it('hands the reason of a denial to the requester', () => {
    const denied = aSubscription({
      status: 'Denied',
      fulfilment: fulfilment('Granting', {
        decision: { ...decision, kind: 'deny', note: 'Use the summary table instead.' },
      }),
    });

    const notices = told(denied, waiting);

    expect(notices.find(({ key }) => key === 'dm-denied')?.message.text).toContain(
      'Use the summary table instead.',
    );
  });
});

describe('an import', () => {
  it('turns the Import buttons into the database, and says how to query', () => {
    const notices = told({ ...granted, imported: true, version: 4 }, granted);

    const byKey = new Map(notices.map((notice) => [notice.key, notice] as const));
    expect(JSON.stringify(byKey.get('dm-granted')?.message.blocks)).not.toContain('mesh.import');
    expect(byKey.get('dm-imported')?.message.text).toContain(
      'SELECT * FROM "sales-222222222222"."orders" LIMIT 10;',
    );
  });
});

describe('what must not be claimed', () => {
  const ended = { ...granted, status: 'Deleted', version: 5 } as const;

  it('A-04 says that grants are gone only where the engine saw them gone', () => {
    const confirmed = told(
      {
        ...ended,
        fulfilment: fulfilment('Revoked', {
          decision: { ...decision, kind: 'revoke', note: 'Report is done.' },
        }),
      },
      granted,
    );
    const byTheLibrary = told(
      { ...ended, updatedBy: 'arn:aws:sts::111111111111:assumed-role/DataMeshAdminProducer-222222222222/x' },
      granted,
    );

    expect(confirmed[0]?.message.text).toContain('Every grant is confirmed gone');
    expect(confirmed[0]?.message.text).toContain('Report is done.');
    expect(byTheLibrary[0]?.message.text).toContain('What was granted may still stand');
    expect(byTheLibrary[0]?.message.text).not.toContain(`<@U0BO>`);
  });

  it('does not ask for a decision again while an approval is rolled back', () => {
    const rolling = told(
      aSubscription({ fulfilment: fulfilment('Revoking') }),
      aSubscription({ fulfilment: fulfilment('PartlyGranted') }),
    );
    const stuck = told(
      aSubscription({ fulfilment: fulfilment('RevokeFailed') }),
      aSubscription({ fulfilment: fulfilment('Revoking') }),
    );

    expect(JSON.stringify(rolling[0]?.message.blocks)).not.toContain('mesh.approve');
    expect(JSON.stringify(stuck[0]?.message.blocks)).toContain('mesh.roll-back');
  });

  it('calls an approval that was undone no denial, in the card, its thread and to who asked', () => {
    const undone = { ...decision, kind: 'roll-back' } as const;
    const undoing = aSubscription({ fulfilment: fulfilment('Revoking', { decision: undone }) });
    const now = told(undoing, aSubscription({ fulfilment: fulfilment('GrantFailed') }));
    const done = told(
      aSubscription({ status: 'Denied', fulfilment: fulfilment('Denied', { decision: undone }) }),
      undoing,
    );

    expect(now[0]?.message.text).toContain('Rolled back by <@U0BO>');
    expect(done).toHaveLength(3);
    for (const { message } of done) {
      expect(message.text).toMatch(/rolled (it )?back/i);
      expect(message.text).toMatch(/nothing of it is granted/i);
      expect(message.text).not.toMatch(/denied by|ended by|No reason/i);
    }
  });

  it('says of a suspension that it is one while it is carried out, and of a resumption that nobody approved anew', () => {
    const suspend = { ...decision, kind: 'suspend', by: 'slack:T0MESH/U0MIA' } as const;
    const suspending = { ...granted, fulfilment: fulfilment('Revoking', { decision: suspend }) };
    const stuck = { ...granted, fulfilment: fulfilment('RevokeFailed', { decision: suspend }) };
    const suspended = { ...granted, fulfilment: fulfilment('Suspended', { decision: suspend }) };
    const resumed = {
      ...granted,
      fulfilment: fulfilment('Granted', { decision: { ...suspend, kind: 'resume' } }),
    };

    const [going, failed, again] = [
      told(suspending, granted),
      told(stuck, suspending),
      told(resumed, suspended),
    ].map((notices) => notices.map(({ message }) => message.text).join('\n'));

    expect(going).toContain('Suspended by <@U0MIA>');
    expect(failed).toContain('was suspended by <@U0MIA>, but not all of it');
    expect(`${going} ${failed}`).not.toMatch(/\bended by/i);
    expect(again).toContain('Resumed by <@U0MIA>');
    expect(again).not.toMatch(/approved by/i);
    expect(told(resumed, suspended).map(({ key }) => key)).toContain(`dm-resumed-${decision.at}`);
  });

  it('tells both sides what was changed under an access that goes on', () => {
    const changed = {
      ...granted,
      permitted: ['DESCRIBE'],
      version: 6,
      fulfilment: fulfilment('Granted', { decision: { ...decision, kind: 'modify', note: 'Columns only.' } }),
    } as const;

    const notices = told(changed, granted);

    expect(notices.map(({ channel }) => channel)).toEqual(['C0SALES', 'U0ANA']);
    expect(notices[1]?.message.text).toContain(
      'DESCRIBE from now on, SELECT, DESCRIBE before. Reason: Columns only.',
    );
  });

  it('M-14 survives dates that are none', () => {
    const odd = aSubscription({
      status: 'Denied',
      updatedAt: 'yesterday',
      updatedBy: 'arn:aws:iam::1:user/x',
    });

    expect(told(odd, waiting)[0]?.message.text).toContain('at an unknown time');
  });
});

it('says nothing about a write that changes nothing that people see', () => {
  expect(told({ ...waiting, version: 9 }, waiting)).toEqual([]);
});

it('carries another reference once the record asks for something else, so that an old button cannot approve it', () => {
  const [before] = told(waiting);
  const [after] = told(aSubscription({ tables: ['orders', 'refunds'] }), waiting);

  expect(after?.shown?.reference).not.toBe(before?.shown?.reference);
});

it('S-06 S-12 makes messages that Slack accepts, whatever people typed', () => {
  const nasty = '<!channel> & <https://evil|click> *bold* `x` ';
  const hostile = aSubscription({
    reason: nasty.repeat(60),
    tables: Array.from({ length: 200 }, (_, index) => `${'t'.repeat(96)}${index}`),
  });
  const states = [
    hostile,
    { ...hostile, status: 'Active', imported: true } as const,
    {
      ...hostile,
      status: 'Denied',
      fulfilment: fulfilment('Granting', { decision: { ...decision, kind: 'deny', note: nasty.repeat(60) } }),
    } as const,
  ];

  for (const state of states) {
    for (const { message } of told(state)) {
      expect(validateMessage(message)).toEqual([]);
      expect(message.text).not.toContain('<!channel>');
      expect(JSON.stringify(message.blocks)).not.toContain('<!channel>');
    }
  }
});

it('D-02 tells the owner of a deleted record only where it still meant something, and takes the buttons away', () => {
  const removed = (before: Subscription, byExpiry = false) =>
    removalNotices({ before, owner, order: '1', byExpiry });

  expect(removed(waiting).map(({ key }) => key)).toEqual(['card', 'thread-removed']);
  expect(JSON.stringify(removed(granted))).toContain('still granted');
  expect(JSON.stringify(removed(waiting))).not.toContain('mesh.approve');
  expect(removed(aSubscription({ status: 'Denied' }))).toEqual([]);
  expect(removed(waiting, true)).toEqual([]);
});
