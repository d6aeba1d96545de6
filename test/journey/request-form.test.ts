import { describe, expect, it } from '@jest/globals';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import { ask, card, hasButton, openForm } from '../support/ask-and-decide.ts';
import { granted } from '../support/granted.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually, type SlackPerson, type SlackView, slackPerson } from '../support/slack-person.ts';

const DAY = 86_400;

describe('the request form', () => {
  const { laptop, ana, eli, bo } = onALaptop();

  function shows(person: SlackPerson, words: string): Promise<SlackView> {
    return eventually(async () => {
      const view = await person.view();
      return JSON.stringify(view).includes(words) && view;
    }, `a form with ${words}`);
  }

  it('says as soon as the product is chosen what the team has of it and waits for, and what to do instead', async () => {
    const id = await granted(laptop, { requester: ana, approver: bo }, 'orders', 30 * DAY);
    await ask(ana, CHANNELS.analytics, { tables: ['customers'] });
    await card(
      bo,
      (message) => hasButton(message, 'mesh.approve') && message.text.includes('customers'),
      'a card',
    );

    await openForm(eli, CHANNELS.analytics);

    const view = await shows(eli, 'asked for customers already');
    const held = view.blocks.find(({ block_id }) => block_id === 'held')?.text?.text ?? '';
    expect(held).toContain(`*Analytics* has orders already`);
    expect(held).toContain(`for more time \`/mesh extend ${id}\``);
    expect(held).toMatch(/until <!date\^\d+\^/);
    expect(held).toMatch(/change it with `\/mesh edit [\w-]+`/);
    expect(held).not.toContain('arn:');
  });

  it('keeps what was ticked and typed while the markers arrive', async () => {
    const { viewId, tablesBlock } = await openForm(eli, CHANNELS.analytics);
    await shows(eli, 'has orders already');

    await eli.submit(viewId, {
      [tablesBlock]: { 'mesh.request.tables': ['refunds'] },
      permissions: { 'mesh.request.permissions': ['SELECT', 'DESCRIBE'] },
      reason: { 'mesh.request.reason': 'Refund quota for the quality circle' },
    });

    await card(bo, ({ text }) => text.includes('refunds'), 'a card for refunds');
  });

  it('tells who is in no team at once that a request could not be sent', async () => {
    const mia = slackPerson(laptop.url, PEOPLE.mia);
    await mia.command(CHANNELS.analytics, '/mesh request');

    await shows(mia, 'You are not in a team that uses the mesh yet');
  });

  it('opens from a message with its words as the reason, and with the product that it names', async () => {
    await ana.closeViews();
    const ts = await bo.write(
      CHANNELS.general,
      'Could somebody get me the retail orders & more for the board report?',
    );
    await ana.messageShortcut('mesh.request.message-shortcut', CHANNELS.general, ts);

    const view = await shows(ana, 'Tables');
    const shown = JSON.stringify(view);
    expect(shown).toContain('retail orders & more for the board report?');
    expect(shown).toMatch(/All \d+ tables, as they are now/);
  });

  it('takes the product from the tables of which a message speaks, and none where it speaks of none', async () => {
    const opened = async (text: string) => {
      await ana.closeViews();
      const ts = await bo.write(CHANNELS.general, text);
      await ana.messageShortcut('mesh.request.message-shortcut', CHANNELS.general, ts);
      return JSON.stringify(await shows(ana, text));
    };

    expect(await opened('I need parcels and scans per region')).toContain('parcel tracking');
    expect(await opened('I need something about weather')).not.toContain('mesh.request.tables');
  });
});
