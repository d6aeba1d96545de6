import { mkdtempSync } from 'node:fs';
import path from 'node:path';
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
/** `MESH_TEST_STRIDE=9` tries every ninth call of a deep run. */
const STRIDE = Number(process.env['MESH_TEST_STRIDE'] ?? 1);
/** After which calls an accident is tried: in the middle here, after every one with `npm run test:deep`. */
const crashesOf = (calls: number): readonly number[] =>
  process.env['MESH_TEST_DEEP']
    ? Array.from({ length: calls }, (_, index) => index + 1).filter((n) => n % STRIDE === 1 % STRIDE)
    : [Math.ceil(calls / 2)];

/** What happens at that call: the worker dies, or all that runs goes down, both stand-ins with it, and comes up again. */
type Accident = 'death' | 'restart';

interface Watched {
  readonly laptop: Laptop;
  readonly ana: SlackPerson;
  readonly bo: SlackPerson;
  /** Kills the fulfilment function after its n-th AWS call from now; 0 only counts. */
  killAfter(calls: number): void;
  counted(): number;
  restart(): Promise<void>;
}

async function aWatchedLaptop(): Promise<Watched> {
  let seen = 0;
  let limit = 0;
  const dataDir = mkdtempSync(path.join(process.env['MESH_TEST_FOLDER'] ?? '', 'crash-'));
  const onAwsCall = ({ principal }: { readonly principal: string }): void => {
    if (isFulfilment(principal)) {
      seen += 1;
      if (seen === limit) {
        laptop.functions.fulfilment.kill();
      }
    }
  };
  let laptop = await aLaptop({ dataDir, onAwsCall });
  return {
    get laptop() {
      return laptop;
    },
    ana: slackPerson(() => laptop.url, PEOPLE.ana),
    bo: slackPerson(() => laptop.url, PEOPLE.bo),
    killAfter: (calls) => {
      seen = 0;
      limit = calls;
    },
    counted: () => seen,
    restart: async () => {
      await laptop.close();
      laptop = await aLaptop({ dataDir, onAwsCall, keep: true });
    },
  };
}

/** The function's own role, or a role that it took for a team; the queue's polling is Lambda's. */
function isFulfilment(principal: string): boolean {
  return principal.includes('data-mesh-fulfilment') || principal.includes('assumed-role/DataMesh');
}

interface Outcome {
  readonly grants: readonly string[];
  readonly status: unknown;
  readonly imported: unknown;
  readonly decisions: readonly unknown[];
  readonly cards: number;
}

async function outcome({ laptop, bo }: Watched): Promise<Outcome> {
  const [record = {}] = await subscriptions(laptop);
  const decisions = (await itemsOf(laptop, 'AwsDataMeshLedger'))
    .map(({ Kind }) => Kind)
    .filter((kind) => kind !== undefined);
  const cards = (await bo.messages(CHANNELS.sales)).filter(({ threadTs }) => threadTs === undefined);
  return {
    grants: await grantsOf(laptop, ACCOUNTS.analytics),
    status: record['Status'],
    imported: record['ImportedToConsumer'] ?? false,
    decisions: decisions.sort(),
    cards: cards.length,
  };
}

const isShown = async ({ bo }: Watched, words: string): Promise<boolean> =>
  (await bo.messages(CHANNELS.sales)).some(({ text }) => text.includes(words));

/** What somebody does, what comes before, and when it is through as people see it. */
interface Step {
  readonly name: string;
  readonly before: readonly Step[];
  /** Goes up to the last click, and gives that: what the worker shows before is not what is tried. */
  ready(watched: Watched): Promise<() => Promise<unknown>>;
  isThrough(watched: Watched): Promise<boolean>;
}

const asking: Step = {
  name: 'asks',
  before: [],
  ready:
    async ({ ana }) =>
    () =>
      ask(ana, CHANNELS.analytics),
  isThrough: async ({ bo }) =>
    (await bo.messages(CHANNELS.sales)).some((message) => hasButton(message, 'mesh.approve')),
};
const approving: Step = {
  name: 'approves',
  before: [asking],
  ready: async ({ bo }) => {
    const waiting = await card(bo, (message) => hasButton(message, 'mesh.approve'), 'a card with Approve');
    return () => bo.action({ channel: CHANNELS.sales, ts: waiting.ts, action_id: 'mesh.approve' });
  },
  isThrough: (watched) => isShown(watched, 'Granted 2 of 2 tables'),
};
const importing: Step = {
  name: 'imports',
  before: [asking, approving],
  ready: async ({ ana }) => {
    const told = await eventually(
      async () => (await ana.dm()).messages.find((message) => hasButton(message, 'mesh.import')),
      'a message with Import now',
    );
    const { channel } = await ana.dm();
    return () => ana.action({ channel, ts: told.ts, action_id: 'mesh.import' });
  },
  isThrough: async ({ ana }) =>
    (await ana.dm()).messages.some(({ text }) => text.includes(':package: Imported')),
};
const ending: Step = {
  name: 'ends an access',
  before: [asking, approving],
  ready: async ({ laptop, bo }) => {
    const [record] = await subscriptions(laptop);
    const shown = await bo.answer(CHANNELS.sales, `revoke ${record?.['SubscriptionId']}`, 'retail orders');
    await bo.action({ channel: CHANNELS.sales, ts: shown.ts, action_id: 'mesh.revoke' });
    const form = await eventually(
      async () =>
        (await bo.state()).views[bo.user]?.find(({ callback_id }) => callback_id === 'mesh.revoke.reason'),
      'the form',
    );
    return () =>
      bo.submit(form.id, { 'revoke-reason': { 'mesh.revoke.reason.text': 'The report is done.' } });
  },
  isThrough: (watched) => isShown(watched, 'Every grant is confirmed gone'),
};

const changing: Step = {
  name: 'changes an access',
  before: [asking, approving],
  ready: async ({ laptop, bo }) => {
    const [record] = await subscriptions(laptop);
    const shown = await bo.answer(CHANNELS.sales, `modify ${record?.['SubscriptionId']}`, 'retail orders');
    await bo.action({ channel: CHANNELS.sales, ts: shown.ts, action_id: 'mesh.modify' });
    const form = await eventually(
      async () =>
        (await bo.state()).views[bo.user]?.find(({ callback_id }) => callback_id === 'mesh.modify.form'),
      'the form',
    );
    return () =>
      bo.submit(form.id, {
        'modify-permissions': { 'mesh.review.choice': ['DESCRIBE'] },
        'modify-note': { 'mesh.review.choice': 'Looking is enough.' },
      });
  },
  isThrough: async ({ ana }) =>
    (await ana.dm()).messages.some(({ text }) => text.includes('changed what may be done')),
};
async function crashAfter(
  step: Step,
  calls: number,
  accident: Accident = 'death',
): Promise<Outcome & { readonly calls: number }> {
  const watched = await aWatchedLaptop();
  const through = (each: Step) => eventually(() => each.isThrough(watched), `${each.name}: the message`);
  try {
    for (const each of step.before) {
      await (await each.ready(watched))();
      await through(each);
    }
    const lastClick = await step.ready(watched);
    watched.killAfter(calls);
    await lastClick();
    if (calls > 0) {
      // Housekeeping's jobs count too, so that the step may be through before the n-th call comes.
      await eventually(
        async () => watched.counted() >= calls || (await step.isThrough(watched)),
        `call ${calls}`,
      );
      if (accident === 'restart') {
        await watched.restart();
      }
      watched.laptop.clock.advance(VISIBILITY);
    }
    await through(step);
    return { ...(await outcome(watched)), calls: watched.counted() };
  } finally {
    await watched.laptop.close();
  }
}

/** Tried with `npm run test:deep` alone, since each takes a laptop of its own for every accident. */
const RARE = process.env['MESH_TEST_DEEP'] ? [changing] : [];

describe.each([asking, approving, importing, ending, ...RARE])(
  'a fulfilment function that dies while somebody $name',
  (step) => {
    it('ends in the same state after the retry, wherever it died, with one decision and one card', async () => {
      const { calls: most, ...whole } = await crashAfter(step, 0);

      for (const calls of crashesOf(most)) {
        const { calls: _, ...after } = await crashAfter(step, calls);

        expect({ calls, ...after }).toEqual({ calls, ...whole });
        if (process.env['MESH_TEST_DEEP']) {
          const { calls: __, ...restarted } = await crashAfter(step, calls, 'restart');
          expect({ restart: calls, ...restarted }).toEqual({ restart: calls, ...whole });
        }
      }
      expect(most).toBeGreaterThan(3);
    }, 900_000);
  },
);
