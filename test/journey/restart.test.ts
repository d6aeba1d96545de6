import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import type { Laptop } from '../../local/start.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { aLaptop } from '../support/laptop.ts';
import { itemsOf } from '../support/mesh-records.ts';
import { eventually, slackPerson } from '../support/slack-person.ts';

describe('a restart of the laptop', () => {
  const running: Laptop[] = [];
  afterEach(async () => {
    for (const laptop of running.splice(0)) {
      await laptop.close();
    }
  });

  it('keeps requests, messages, the catalogue and a clock that was moved, and goes on where it was', async () => {
    const dataDir = mkdtempSync(path.join(process.env['MESH_TEST_FOLDER'] ?? '', 'restart-'));
    const first = await aLaptop({ dataDir });
    await ask(slackPerson(first.url, PEOPLE.ana), CHANNELS.analytics);
    const before = await card(
      slackPerson(first.url, PEOPLE.bo),
      (message) => hasButton(message, 'mesh.approve'),
      'a card',
    );
    // Three days end every session: what is under way must be done first, or it is done again, as Lambda would.
    await eventually(
      async () =>
        (await itemsOf(first, 'AwsDataMeshSlack')).some(
          ({ sk, PostedTs }) => sk === 'card' && PostedTs !== undefined,
        ),
      'the card marked as posted',
    );
    first.clock.advance(3 * 86_400);
    await first.close();

    const second = await aLaptop({ dataDir, keep: true });
    running.push(second);
    const bo = slackPerson(second.url, PEOPLE.bo);
    const after = await card(bo, (message) => hasButton(message, 'mesh.approve'), 'the card again');
    await bo.action({ channel: CHANNELS.sales, ts: after.ts, action_id: 'mesh.approve' });
    await card(bo, ({ text }) => text.includes('Granted 2 of 2'), 'a granted card');

    expect(after.ts).toBe(before.ts);
    expect(second.clock.offset()).toBeGreaterThanOrEqual(3 * 86_400_000);
    const ana = slackPerson(second.url, PEOPLE.ana);
    await ana.command(CHANNELS.analytics, '/mesh request');
    const { options } = await ana.options((await ana.view()).id, 'mesh.request.product', 'parcel');
    expect(options).toHaveLength(1);
  });
});
