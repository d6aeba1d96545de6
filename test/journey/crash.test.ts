import { describe, expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import type { Laptop } from '../../local/start.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { aLaptop } from '../support/laptop.ts';
import { grantsOf, itemsOf, subscriptions } from '../support/mesh-records.ts';
import { eventually, type SlackPerson, slackPerson } from '../support/slack-person.ts';

/** Seconds after which the queue delivers a job again whose worker died. */
const VISIBILITY = 151;
/** Every so many calls a crash is tried here; `npm run test:deep` tries every one. */
const STEP = process.env['MESH_TEST_DEEP'] ? 1 : 5;

interface Watched {
  readonly laptop: Laptop;
  readonly ana: SlackPerson;
  readonly bo: SlackPerson;
  /** Kills the fulfilment function after its n-th AWS call from now; 0 only counts. */
  killAfter(calls: number): void;
  counted(): number;
}

async function aWatchedLaptop(): Promise<Watched> {
  let seen = 0;
  let limit = 0;
  const laptop = await aLaptop({
    onAwsCall: ({ principal }) => {
      if (isFulfilment(principal)) {
        seen += 1;
        if (seen === limit) {
          laptop.functions.fulfilment.kill();
        }
      }
    },
  });
  return {
    laptop,
    ana: slackPerson(laptop.url, PEOPLE.ana),
    bo: slackPerson(laptop.url, PEOPLE.bo),
    killAfter: (calls) => {
      seen = 0;
      limit = calls;
    },
    counted: () => seen,
  };
}

/** The function's own role, or a role that it took for a team; the queue's polling is Lambda's. */
function isFulfilment(principal: string): boolean {
  return principal.includes('data-mesh-fulfilment') || principal.includes('assumed-role/DataMesh');
}

async function approved(
  watched: Watched,
): Promise<{ grants: readonly string[]; record: Record<string, unknown>; decisions: number }> {
  const { laptop, bo } = watched;
  await card(bo, ({ text }) => text.includes('Granted 2 of 2 tables'), 'a granted card');
  const [record = {}] = await subscriptions(laptop);
  const decisions = (await itemsOf(laptop, 'AwsDataMeshLedger')).filter(({ Kind }) => Kind === 'approve');
  return { grants: await grantsOf(laptop, ACCOUNTS.analytics), record, decisions: decisions.length };
}

async function isGranted({ bo }: Watched): Promise<boolean> {
  return (await bo.messages(CHANNELS.sales)).some(({ text }) => text.includes('Granted 2 of 2 tables'));
}

async function approveWithCrashAfter(calls: number) {
  const watched = await aWatchedLaptop();
  const { laptop, ana, bo } = watched;
  try {
    await ask(ana, CHANNELS.analytics);
    const waiting = await card(bo, (message) => hasButton(message, 'mesh.approve'), 'a card with Approve');
    watched.killAfter(calls);
    await bo.action({ channel: CHANNELS.sales, ts: waiting.ts, action_id: 'mesh.approve' });
    if (calls > 0) {
      // Housekeeping's jobs count too, so that an approval may be through before the n-th call comes.
      await eventually(
        async () => watched.counted() >= calls || (await isGranted(watched)),
        `call ${calls} of the approval`,
      );
      laptop.clock.advance(VISIBILITY);
    }
    const end = await approved(watched);
    return { ...end, calls: watched.counted() };
  } finally {
    await laptop.close();
  }
}

describe('a fulfilment function that dies while it approves', () => {
  it('ends in the same state after the retry, wherever it died', async () => {
    const whole = await approveWithCrashAfter(0);
    expect(whole.grants).toHaveLength(5);

    for (let calls = 1; calls <= whole.calls; calls += STEP) {
      const { grants, record, decisions } = await approveWithCrashAfter(calls);

      expect({ calls, grants, status: record['Status'], decisions }).toEqual({
        calls,
        grants: whole.grants,
        status: 'Active',
        decisions: 1,
      });
      expect(new Set([...Object(record['PermittedGrants'])])).toEqual(
        new Set([...Object(whole.record['PermittedGrants'])]),
      );
    }
  }, 600_000);
});
