import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { clientsFor } from '../../local/seed/clients.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import { libraryRequest } from '../support/library-request.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually } from '../support/slack-person.ts';

const OPEN = 32;
const DENIED = 23;

describe('what takes more than one page', () => {
  const { laptop, ana } = onALaptop();

  beforeAll(async () => {
    const { dynamodb } = clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh);
    const put = async (kind: string, number: number, changes: Readonly<Record<string, unknown>>) => {
      const two = String(number).padStart(2, '0');
      await dynamodb.send(
        new PutItemCommand({
          TableName: 'AwsDataMeshSubscriptions',
          Item: marshall({
            ...libraryRequest(`${kind}${two}`, { at: new Date(laptop.clock.now() - (60 - number) * 1000) }),
            RequestedBy: `slack:T0MESH/${PEOPLE.ana}`,
            RequestedVia: 'slack',
            ...changes,
          }),
        }),
      );
    };
    for (let number = 0; number < OPEN; number += 1) {
      await put('Open', number, {});
    }
    for (let number = 0; number < DENIED; number += 1) {
      await put('Denied', number, { Status: 'Denied' });
    }
  });

  const ids = (text: string, kind: string): readonly string[] =>
    [...new Set([...text.matchAll(new RegExp(`\\b${kind}\\d\\d\\b`, 'g'))].map(([id]) => id))].sort();

  it('is all on the Home of who asked, ten at a time, forth and back', async () => {
    const first = await ana.home(`My requests (1–10 of ${OPEN})`);
    const turn = async (to: string, words: string) => {
      const view_id = (await ana.state()).homes[PEOPLE.ana]?.id ?? '';
      await ana.action({ view_id, action_id: `mesh.home.page.${to}`, block_id: 'requests-pages' });
      return ana.shownHome(words);
    };
    const pages = [
      first,
      await turn('more', `My requests (11–20 of ${OPEN})`),
      await turn('more', `My requests (21–30 of ${OPEN})`),
      await turn('more', `My requests (31–${OPEN} of ${OPEN})`),
    ];

    expect(pages.map((page) => ids(page, 'Open').length)).toEqual([10, 10, 10, 2]);
    expect(new Set(pages.flatMap((page) => ids(page, 'Open'))).size).toBe(OPEN);
    expect(pages.at(-1)).not.toContain('mesh.home.page.more');
    const back = await turn('earlier', `My requests (21–30 of ${OPEN})`);
    expect(ids(back, 'Open')).toEqual(ids(pages[2] ?? '', 'Open'));
  });

  it('is all in a list of what ended too, which no Home shows', async () => {
    const { ts, text } = await ana.answer(CHANNELS.analytics, 'list mine denied', `(1–20 of ${DENIED})`);
    await ana.action({ channel: CHANNELS.analytics, ts, action_id: 'mesh.history.more' });
    const rest = await eventually(
      async () =>
        (await ana.state()).ephemerals.find((each) => each.text.includes(`(21–${DENIED} of ${DENIED})`)),
      'the second page',
    );

    expect(text).not.toContain('Home');
    expect([ids(text, 'Denied').length, ids(rest.text, 'Denied').length]).toEqual([20, 3]);
    expect(JSON.stringify(rest.blocks)).not.toContain('mesh.history.more');
  });
});
