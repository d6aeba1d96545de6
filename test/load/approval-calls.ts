import type { AwsOptions } from '../../local/aws/start-aws.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import type { Laptop } from '../../local/start.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { slackPerson } from '../support/slack-person.ts';
import type { Row } from './measure.ts';

export interface CallCounter {
  readonly onCall: NonNullable<AwsOptions['onCall']>;
  /** Forgets what was counted. */
  reset(): void;
  /** Calls under roles of teams and of the mesh: what an approval costs on AWS, without queues, secrets and the app's own tables. */
  count(): number;
  operations(): ReadonlyMap<string, number>;
}

export function createCallCounter(): CallCounter {
  let operations = new Map<string, number>();
  return {
    onCall({ principal, service, operation }) {
      if (principal.includes('assumed-role/DataMesh')) {
        operations.set(`${service}:${operation}`, (operations.get(`${service}:${operation}`) ?? 0) + 1);
      }
    },
    reset: () => {
      operations = new Map();
    },
    count: () => [...operations.values()].reduce((sum, each) => sum + each, 0),
    operations: () => operations,
  };
}

/** Approves two tables of one database, as a person would, and counts the AWS calls. */
export async function benchApprovalCalls(laptop: Laptop, counter: CallCounter): Promise<readonly Row[]> {
  const ana = slackPerson(laptop.url, PEOPLE.ana);
  const bo = slackPerson(laptop.url, PEOPLE.bo);
  await ask(ana, CHANNELS.analytics);
  const waiting = await card(bo, (message) => hasButton(message, 'mesh.approve'), 'a card');
  counter.reset();
  const from = performance.now();
  await bo.action({ channel: CHANNELS.sales, ts: waiting.ts, action_id: 'mesh.approve' });
  await card(bo, ({ text }) => text.includes('Granted 2 of 2'), 'a granted card');
  const ms = performance.now() - from;
  const most = 12 + 2 / 4;
  return [
    {
      what: 'AWS calls under team roles to approve 2 tables of one database',
      measured: `${counter.count()} calls; ${ms.toFixed(0)} ms from the click to the granted card`,
      target: `at most ${most}`,
      reached: counter.count() <= most,
    },
  ];
}
