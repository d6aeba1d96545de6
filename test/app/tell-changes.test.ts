import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from '@jest/globals';
import type { DynamoDBRecord } from 'aws-lambda';
import { TEAMS } from '../../local/seed/teams.ts';
import { type TellingParts, tellChanges } from '../../src/app/tell-changes.ts';
import type { Notice } from '../../src/handlers/changes/outbox.ts';
import { teamDirectory } from '../../src/handlers/team-directory.ts';

/** A request of the library's, as the stream shows it, that asks for this reason. */
function change(id: string, sequence: number, reason: string, before?: string): DynamoDBRecord {
  const image = (text: string) =>
    JSON.parse(
      JSON.stringify(
        marshall({
          SubscriptionId: id,
          OwnerPrincipal: '222222222222',
          SubscriberPrincipal: '444444444444',
          Status: 'Pending',
          DatabaseName: 'sales-222222222222',
          TableName: ['refunds'],
          RequestedGrants: [text.length % 2 === 0 ? 'SELECT' : 'DESCRIBE'],
          Reason: text,
          CreationDate: '2026-11-25 10:00:00',
          CreatedBy: 'arn:aws:sts::111111111111:assumed-role/DataMeshAdminConsumer-444444444444/session',
        }),
      ),
    );
  return {
    eventName: before === undefined ? 'INSERT' : 'MODIFY',
    dynamodb: {
      Keys: { SubscriptionId: { S: id } },
      NewImage: image(reason),
      ...(before === undefined ? {} : { OldImage: image(before) }),
      SequenceNumber: String(sequence),
      ApproximateCreationDateTime: 1_795_600_000,
    },
  };
}

/** Kept as the outbox keeps it; what `fails` says of a notice is thrown before it is. */
function telling(fails: (notice: Notice) => boolean = () => false) {
  const writes: string[] = [];
  const errors: unknown[] = [];
  const observed: string[] = [];
  let underWay = 0;
  let most = 0;
  const parts: TellingParts = {
    log: { info: () => undefined, error: (_message, ...more) => void errors.push(...more) },
    observe: async (seen) => void observed.push(...seen.map(({ id }) => id)),
    teams: teamDirectory({
      each: async () => ({ teams: TEAMS, unreadable: [] }),
      byKey: async () => undefined,
    }),
    titles: { of: async () => 'retail orders' },
    adoption: { read: async () => true },
    outbox: {
      async putAll(notices) {
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise((resolve) => setImmediate(resolve));
        underWay -= 1;
        for (const notice of notices) {
          if (fails(notice)) {
            throw new Error(`no table for ${notice.subscriptionId}`);
          }
          writes.push(`${notice.subscriptionId} ${notice.key} ${Number(notice.order)}`);
        }
      },
    },
  };
  return { parts, writes, errors, observed, most: () => most };
}

describe('changes that come together', () => {
  it('of different requests are told side by side, those of one in their order', async () => {
    const { parts, writes, most } = telling();

    const failed = await tellChanges(parts, [
      change('one', 1, 'a'),
      change('two', 2, 'a'),
      change('one', 3, 'ab', 'a'),
      change('one', 4, 'abc', 'ab'),
    ]);

    expect(failed).toEqual([]);
    expect(most()).toBe(2);
    expect(writes.filter((each) => each.startsWith('one'))).toEqual([
      'one card 4',
      `one thread-edit-${'3'.padStart(40, '0')} 3`,
      `one thread-edit-${'4'.padStart(40, '0')} 4`,
    ]);
    expect(writes).toContain('two card 2');
  });

  it('keep the newest content also where an older change comes again behind it', async () => {
    const { parts, writes } = telling();

    await tellChanges(parts, [change('one', 5, 'abc', 'ab'), change('one', 3, 'ab', 'a')]);

    expect(writes).toContain('one card 5');
    expect(writes).not.toContain('one card 3');
  });

  it('wait behind one that fails where they are of its request, and nowhere else', async () => {
    const { parts, writes, errors } = telling(({ subscriptionId }) => subscriptionId === 'bad');

    const failed = await tellChanges(parts, [
      change('good', 1, 'a'),
      change('bad', 2, 'a'),
      change('bad', 3, 'ab', 'a'),
      change('good', 4, 'ab', 'a'),
    ]);

    expect(failed).toEqual(['2']);
    expect(errors).toHaveLength(1);
    expect(writes.filter((each) => each.startsWith('bad'))).toEqual([]);
    expect(writes).toContain('good card 4');
  });

  it('are told up to the one that fails, whose own request goes on from there', async () => {
    const { parts, writes, observed } = telling();
    let titles = 0;
    const broken: TellingParts = {
      ...parts,
      titles: {
        async of() {
          titles += 1;
          if (titles === 3) {
            throw new Error('the catalogue cannot be read');
          }
          return undefined;
        },
      },
    };

    const failed = await tellChanges(broken, [
      change('one', 1, 'a'),
      change('one', 2, 'ab', 'a'),
      change('one', 3, 'abc', 'ab'),
      change('two', 4, 'a'),
    ]);

    expect(failed).toEqual(['2']);
    expect(observed.toSorted()).toEqual(['observe-1', 'observe-2', 'observe-3', 'observe-4']);
    expect(writes).toEqual(expect.arrayContaining(['one card 1', 'two card 4']));
    expect(writes.some((each) => each.endsWith(' 3'))).toBe(false);
  });

  it('come again from the lowest that failed, whichever failed first', async () => {
    const { parts } = telling(({ subscriptionId }) => subscriptionId.startsWith('bad'));

    const failed = await tellChanges(parts, [
      change('bad-one', 7, 'a'),
      change('good', 8, 'a'),
      change('bad-two', 9, 'a'),
    ]);

    expect(failed).toEqual(['7', '9']);
  });

  it('pass over poison, which holds up nothing', async () => {
    const { parts, writes, errors } = telling();
    const poison = change('poison', 1, 'a');

    const failed = await tellChanges(parts, [
      { ...poison, dynamodb: { ...poison.dynamodb, NewImage: { SubscriptionId: { S: 'poison' } } } },
      change('good', 2, 'a'),
    ]);

    expect(failed).toEqual([]);
    expect(errors).toHaveLength(1);
    expect(writes).toEqual(['good card 2']);
  });

  it('are not told where they were here before the app and nobody confirmed them, unless Slack made or decided them', async () => {
    const { parts, writes } = telling();
    const asked = change('asked', 2, 'a');
    const inSlack = { ...asked.dynamodb?.NewImage, RequestedVia: { S: 'slack' } };

    const failed = await tellChanges({ ...parts, adoption: { read: async () => false } }, [
      change('old', 1, 'a'),
      { ...asked, dynamodb: { ...asked.dynamodb, NewImage: inSlack } },
    ]);

    expect(failed).toEqual([]);
    expect(writes).toEqual(['asked card 2']);
  });

  it('wait for the first sweep where it is not known whether they were here before', async () => {
    const { parts, writes } = telling();

    const failed = await tellChanges({ ...parts, adoption: { read: async () => undefined } }, [
      change('old', 1, 'a'),
    ]);

    expect(failed).toEqual(['1']);
    expect(writes).toEqual([]);
  });
});
