import { describe, expect, it } from '@jest/globals';
import { requireSender } from '../../src/app/job-sender.ts';
import { Job } from '../../src/handlers/jobs/job.ts';

const base = { id: 'j1', at: 1, workspace: 'T0MESH', user: 'U0BO', reply: {} };
const job = (fields: object): Job => Job.parse({ ...base, ...fields });
const approve = job({ kind: 'approve', subscriptionId: 's', reference: 'r' });
const order = (operator?: string) =>
  job({ kind: 'brake', choice: 'allow', most: 1000, ...(operator === undefined ? {} : { operator }) });
const delegation = (arn: string) => job({ kind: 'operator-delegation', arn, end: 'd1' });
const tick = job({ kind: 'sweep' });
const operation = job({
  kind: 'operation',
  action: 'create-data-product',
  outcome: 'done',
  note: 'Published.',
});
const observation = {
  action: 'approve',
  by: 'somebody',
  outcome: 'done',
  owner: '222222222222',
  subscriber: '444444444444',
  tables: [],
  permissions: [],
  grantable: [],
};
const observed = job({ kind: 'observe', subscriptionId: 's', sequence: '1', seenAt: 1, observation });
const ROLE = 'arn:aws:sts::111111111111:assumed-role/Operators/mia';
const USER = 'arn:aws:iam::111111111111:user/mia';

const isAllowed = (sent: Job, senderId: string): boolean => {
  try {
    requireSender(sent, senderId, 'data-mesh-fulfilment');
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'FORGED_JOB', details: { securityEvent: true } });
    return false;
  }
};
const by = (name: string) => `AROA1234567890EXAMPLE:data-mesh-${name}`;

describe('a job in the queue', () => {
  it('of the public function is a person’s, never an operator’s, the schedule’s or a witness’s', () => {
    expect(isAllowed(approve, by('slack'))).toBe(true);
    expect(isAllowed(order(), by('slack'))).toBe(true); // the worker asks whether that person is an admin
    for (const forged of [order(ROLE), order(USER), delegation(ROLE), tick, observed, operation]) {
      expect([forged.kind, isAllowed(forged, by('slack'))]).toEqual([forged.kind, false]);
    }
  });

  it('of the other functions is what they ever send', () => {
    expect([tick, observed, approve, order(ROLE)].map((each) => isAllowed(each, by('housekeeping')))).toEqual(
      [true, false, false, false],
    );
    expect([tick, observed, approve, order(ROLE)].map((each) => isAllowed(each, by('notification')))).toEqual(
      [false, true, false, false],
    );
    expect(isAllowed(order(ROLE), by('fulfilment'))).toBe(true);
  });

  it('of an operator names nobody but the operator', () => {
    expect(isAllowed(order(ROLE), 'AROAOTHER:mia')).toBe(true);
    expect(isAllowed(delegation(ROLE), 'AROAOTHER:mia')).toBe(true);
    expect(isAllowed(order(USER), 'AIDAUSER')).toBe(true);
    expect(isAllowed(order(ROLE), 'AROAOTHER:noor')).toBe(false);
    expect(isAllowed(delegation(ROLE), 'AIDAUSER')).toBe(false);
    expect(isAllowed(order(USER), 'AROAOTHER:mia')).toBe(false);
  });
});
