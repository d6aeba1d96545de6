import { describe, expect, it } from '@jest/globals';
import { CHANNELS } from '../../local/seed/workspace.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually } from '../support/slack-person.ts';

/** An id as ids are, of no request. */
const NO_ID = '7CgYRwnaaZZWSwa2YzLPFV';

describe('what a verb cannot use, and what to type instead', () => {
  const { ana, bo } = onALaptop();

  it.each([
    ['find zzz', 'Nothing found for “zzz”'],
    ['show zzz', 'Nothing found for “zzz”'],
    ['list nonsense', 'Type for example `/mesh list mine`'],
    ['status', 'for example `/mesh status'],
    ['status nope', '`/mesh list all` shows the ids'],
    [`status ${NO_ID}`, 'There is no request'],
    ['approve', '`/mesh pending` shows the ids'],
    ['deny nope', '`/mesh pending` shows the ids'],
    [`withdraw ${NO_ID}`, 'There is no request'],
    ['extend x fish', 'How much longer?'],
    ['history zzz', '`/mesh history'],
    ['why', '`/mesh why @ana orders`'],
    ['why zzz', '`/mesh why @ana orders`'],
    ['who', '`/mesh who orders`'],
    ['who zzz', '`/mesh find zzz` searches'],
    ['delegate x', '`/mesh delegate @cleo'],
    ['policy zzz', '`/mesh find` shows products'],
    ['policy test', '`/mesh policy test'],
    ['plan zzz', 'for example `/mesh plan'],
    ['product foo', '`/mesh product delete <product>`'],
    ['repair zzz repair', '`/mesh drift` lists them'],
    ['doctor now', 'Type `/mesh doctor`'],
    ['export', 'Only mesh admins can do this'],
    ['setup', 'Only mesh admins can do this'],
    ['filters', 'you decide for none'],
    ['drift', 'Differences are shown to those who decide'],
    ['aprove', 'Did you mean `/mesh approve`?'],
    ['bogus', '`/mesh help`'],
  ])('/mesh %s', async (text, instead) => {
    const { text: said } = await ana.answer(CHANNELS.analytics, text, instead);

    expect(said).not.toContain('arn:aws');
  });

  it('says in the form that no database is called so, and offers those that there are', async () => {
    await bo.command(CHANNELS.sales, '/mesh publish zzz');

    const view = await eventually(async () => {
      const top = await bo.view();
      return JSON.stringify(top).includes('None of your databases is called') && top;
    }, 'a form that says so');
    expect(JSON.stringify(view)).toContain('"campaigns"');
    await bo.closeViews();
  });

  it('lists to somebody who only owns data what others ask of it and have of it', async () => {
    await bo.answer(CHANNELS.sales, 'list', 'What others ask of your team appears here');
    await ask(ana, CHANNELS.analytics, { tables: ['orders'] });
    await card(bo, (message) => hasButton(message, 'mesh.approve'), 'a card with Approve');

    const { text } = await bo.answer(CHANNELS.sales, 'list', 'Everything your teams ask for');

    expect(text).toContain('waiting for Sales');
  });

  it('shows no button to the wrong side, nor for what is over, and says what would do', async () => {
    const { text, blocks } = await bo.answer(CHANNELS.sales, 'pending', 'waiting for Sales');
    const id = /\[([\w-]{22})\]/.exec(text)?.[1] ?? '';
    expect(JSON.stringify(blocks)).toContain('mesh.review');

    const answers = [
      await ana.answer(CHANNELS.analytics, `approve ${id}`, 'is for those who decide for *Sales*'),
      await bo.answer(CHANNELS.sales, `import ${id}`, 'is for people of *Analytics*'),
      await bo.answer(CHANNELS.sales, `modify ${id}`, 'This is not granted yet'),
      await ana.answer(CHANNELS.analytics, `answer ${id}`, 'No question about it waits'),
    ];

    for (const answer of answers) {
      expect(JSON.stringify(answer.blocks)).not.toContain('"button"');
    }
    const offered = await ana.answer(CHANNELS.analytics, `withdraw ${id}`, 'waiting for Sales');
    expect(JSON.stringify(offered.blocks)).toContain('mesh.withdraw');
  });
});
