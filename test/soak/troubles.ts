import type { _Record } from '@aws-sdk/client-dynamodb-streams';
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { TABLES } from '../../local/seed/app-resources.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import { PEOPLE } from '../../local/seed/workspace.ts';
import { slackPerson } from '../support/slack-person.ts';
import { approve, clickCard, deny, importTables, request, revoke, withdraw } from './gestures.ts';
import type { Slot } from './slots.ts';
import { clients, sendAgain, type World } from './world.ts';

/** One event of a soak. `false` where it is not possible now; then another one is drawn. */
export interface EventKind {
  readonly name: string;
  readonly weight: number;
  happen(world: World, slot: Slot, index: number): Promise<boolean>;
}

const CALLS = [
  'lakeformation:BatchGrantPermissions',
  'lakeformation:BatchRevokePermissions',
  'lakeformation:ListPermissions',
  'glue:PutResourcePolicy',
  's3:PutBucketPolicy',
  'dynamodb:TransactWriteItems',
  'sts:AssumeRole',
  'sqs:SendMessage',
] as const;
const COMMANDS = ['help', 'find retail', 'show retail', 'find parcel', 'nonsense'] as const;
const FUNCTIONS = ['slack', 'fulfilment', 'notification', 'delivery', 'housekeeping'] as const;

/** What people do with an access, from nothing to its end. */
const lifecycle: EventKind = {
  name: 'gesture',
  weight: 20,
  async happen(world, slot) {
    const chance = world.random.next();
    if (slot.state === 'none') {
      await request(world, slot);
    } else if (slot.state === 'pending') {
      await (chance < 0.7 ? approve : chance < 0.85 ? deny : withdraw)(world, slot);
    } else {
      await (slot.imported || chance < 0.4 ? revoke : importTables)(world, slot);
    }
    return true;
  },
};

const command: EventKind = {
  name: 'command',
  weight: 30,
  async happen(world, slot) {
    const person = slackPerson(world.laptop.url, slot.requester);
    await person.command(slot.channel, `/mesh ${world.random.pick(COMMANDS)}`);
    return true;
  },
};

const look: EventKind = {
  name: 'look',
  weight: 8,
  async happen(world, slot) {
    const person = slackPerson(world.laptop.url, slot.requester);
    await person.command(slot.channel, slot.id === '' ? '/mesh whoami' : `/mesh status ${slot.id}`);
    return true;
  },
};

/** Noor decides for another team, Ana asked herself: neither may approve. */
const stranger: EventKind = {
  name: 'click of a stranger',
  weight: 7,
  async happen(world, slot) {
    if (slot.state !== 'pending') {
      return false;
    }
    const person = slackPerson(world.laptop.url, world.random.pick([PEOPLE.noor, slot.requester]));
    await clickCard(world, slot.id, 'mesh.approve', person).catch(() => undefined); // who is not in the channel cannot even click
    return true;
  },
};

const repeatedJob: EventKind = {
  name: 'job delivered again',
  weight: 10,
  async happen(world, _slot, index) {
    if (world.sentJobs.length === 0) {
      return false;
    }
    await sendAgain(world, world.random.pick(world.sentJobs), `again-${index}`);
    return true;
  },
};

/** The newest records of the stream once more, and not in their order. */
const repeatedRecords: EventKind = {
  name: 'stream records again, out of order',
  weight: 12,
  async happen(world) {
    const records = await newestRecords(world);
    if (records.length === 0) {
      return false;
    }
    const some = world.random.shuffled(records).slice(0, 1 + world.random.below(5));
    await world.laptop.functions.notification.invoke({ Records: some }).catch(() => undefined); // killed meanwhile
    return true;
  },
};

const poison: EventKind = {
  name: 'poison record',
  weight: 1,
  async happen(world, _slot, index) {
    await clients(world).documents.send(
      new PutCommand({
        TableName: TABLES.subscriptions,
        Item: { SubscriptionId: `poison-${index % 5}`, TableName: 7, Nonsense: index },
      }),
    );
    return true;
  },
};

const kill: EventKind = {
  name: 'function killed',
  weight: 5,
  async happen(world) {
    world.laptop.functions[world.random.pick(FUNCTIONS)].kill();
    return true;
  },
};

const awsTrouble: EventKind = {
  name: 'AWS fault',
  weight: 7,
  async happen(world) {
    world.laptop.aws.faults.inject({
      operation: world.random.pick(CALLS),
      kind: world.random.pick(['throttle', 'drop', 'reset'] as const),
      count: 1 + world.random.below(2),
    });
    return true;
  },
};

const slackTrouble: EventKind = {
  name: 'Slack limit',
  weight: 3,
  async happen(world) {
    await fetch(`${world.laptop.url}/_sim/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        target: 'slack',
        operation: world.random.pick(['chat.postMessage', 'chat.update']),
        kind: 'throttle',
        count: 1,
        ms: 1000,
      }),
    });
    return true;
  },
};

const time: EventKind = {
  name: 'five minutes pass',
  weight: 2,
  async happen(world) {
    world.laptop.clock.advance(301);
    return true;
  },
};

/** Refused before anything is parsed. */
const malformed: EventKind = {
  name: 'unsigned request',
  weight: 3,
  async happen(world) {
    const send = () => fetch(`${world.laptop.url}/slack/events`, { method: 'POST', body: 'payload={}' });
    const { status } = await send();
    // A function that was killed a moment ago answers nothing; its successor refuses.
    if (status !== 401 && (status < 500 || (await send()).status !== 401)) {
      throw new Error(`an unsigned request was answered ${status}`);
    }
    return true;
  },
};

export const EVENTS: readonly EventKind[] = [
  lifecycle,
  command,
  look,
  stranger,
  repeatedJob,
  repeatedRecords,
  poison,
  kill,
  awsTrouble,
  slackTrouble,
  time,
  malformed,
];

async function newestRecords({ laptop }: World): Promise<readonly _Record[]> {
  const { streams } = clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh);
  const StreamArn = laptop.seeded.streamArn;
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const ShardId = StreamDescription?.Shards?.at(-1)?.ShardId;
  const found: _Record[] = [];
  let { ShardIterator } = await streams.send(
    new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
  );
  while (ShardIterator) {
    const page = await streams.send(new GetRecordsCommand({ ShardIterator }));
    const records = page.Records ?? [];
    found.push(...records);
    if (records.length === 0) {
      break;
    }
    ShardIterator = page.NextShardIterator;
  }
  return found.slice(-20);
}
