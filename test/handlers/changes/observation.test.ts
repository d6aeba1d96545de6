import { describe, expect, it } from '@jest/globals';
import { observationOf } from '../../../src/handlers/changes/observation.ts';
import type { Fulfilment } from '../../../src/mesh/subscriptions/subscription.ts';
import { aSubscription } from '../../support/a-subscription.ts';

const ROLE = 'arn:aws:sts::111111111111:assumed-role/DataMeshAdminProducer-222222222222/session';
const phase = (name: Fulfilment['phase']): Fulfilment => ({ phase: name, job: 'job-1', at: 1, tables: {} });
const waiting = aSubscription({ createdBy: 'slack:T0MESH/U0ANA' });
const byLibrary = aSubscription({ createdBy: ROLE });
const granted = aSubscription({
  status: 'Active',
  version: 4,
  permitted: ['SELECT', 'DESCRIBE'],
  fulfilment: phase('Granted'),
  updatedBy: 'slack:T0MESH/U0BO',
  updatedAt: '2026-11-25 10:00:00',
});

describe('what was done outside the app', () => {
  it('is nothing of what the app wrote itself', () => {
    const own = [
      { before: undefined, after: waiting },
      {
        before: waiting,
        after: { ...waiting, version: 2, updatedBy: 'slack:T0MESH/U0BO', fulfilment: phase('Granting') },
      },
      { before: waiting, after: granted },
      {
        before: granted,
        after: { ...granted, version: 5, status: 'Deleted' as const, updatedBy: 'app:expiry' },
      },
      // The app remembers a warning, and puts an end right, under the signature of the write before.
      {
        before: { ...granted, updatedBy: ROLE },
        after: { ...granted, updatedBy: ROLE, version: 5, endNotice: { end: 9, lead: 3 } },
      },
      {
        before: { ...granted, updatedBy: ROLE },
        after: { ...granted, updatedBy: ROLE, version: 5, expiresAt: 9 },
      },
    ];

    expect(own.map((images) => observationOf(images, false))).toEqual(own.map(() => undefined));
  });

  it('is a request and a decision of the library, by the role that signed them', () => {
    const asked = observationOf({ before: undefined, after: byLibrary }, false);
    const approved = observationOf(
      {
        before: byLibrary,
        after: { ...byLibrary, status: 'Active', permitted: ['SELECT'], updatedBy: ROLE, updatedAt: 'now' },
      },
      false,
    );

    expect(asked).toMatchObject({ action: 'request-access', by: ROLE, to: 'Pending' });
    expect(approved).toMatchObject({
      action: 'approve',
      by: ROLE,
      from: 'Pending',
      to: 'Active',
      permissions: ['SELECT'],
    });
  });

  it('is what came of the command line’s work, not its claim', () => {
    const claim = { ...waiting, version: 2, updatedBy: ROLE, fulfilment: phase('Granting') };

    const claimed = observationOf({ before: waiting, after: claim }, false);
    const failed = observationOf(
      { before: claim, after: { ...claim, version: 3, fulfilment: phase('GrantFailed') } },
      false,
    );
    const done = observationOf(
      { before: claim, after: { ...claim, version: 3, status: 'Active', fulfilment: phase('Granted') } },
      false,
    );

    expect(claimed).toBeUndefined();
    expect(failed).toMatchObject({ action: 'approve', outcome: 'failed', by: ROLE });
    expect(done).toMatchObject({ action: 'approve', outcome: 'done', by: ROLE });
  });

  it('is what a hand changed, without laying it to whoever wrote before', () => {
    const ended = observationOf({ before: granted, after: { ...granted, status: 'Deleted' } }, false);
    const longer = observationOf({ before: granted, after: { ...granted, expiresAt: 99 } }, false);
    const wider = observationOf(
      { before: granted, after: { ...granted, permitted: ['SELECT', 'DESCRIBE', 'DROP'] } },
      false,
    );
    const same = observationOf({ before: granted, after: { ...granted } }, false);

    expect(ended).toMatchObject({ action: 'revoke', by: 'somebody', from: 'Active', to: 'Deleted' });
    expect(longer).toMatchObject({
      action: 'change',
      by: 'somebody',
      note: 'changed in the record: expiresAt',
    });
    expect(wider).toMatchObject({ action: 'modify', by: 'somebody' });
    expect(same).toBeUndefined();
  });

  it('is a record that was deleted, by a hand or by DynamoDB’s own clean-up', () => {
    expect(observationOf({ before: granted, after: undefined }, false)).toMatchObject({
      action: 'remove',
      by: 'somebody',
      from: 'Active',
    });
    expect(observationOf({ before: granted, after: undefined }, true)?.by).toBe('app:clean-up');
  });
});
