import { expect, it } from '@jest/globals';
import { CHANNELS } from '../../local/seed/workspace.ts';
import { onALaptop } from '../support/on-a-laptop.ts';

const { ana, gus } = onALaptop();

it('answers a guest who asks for help, and tells them nothing of what is offered', async () => {
  await gus.command(CHANNELS.analytics, '/mesh help');
  expect((await gus.ephemerals()).at(-1)).toContain('What /mesh can do');

  for (const words of ['find retail', 'show retail orders', 'find', 'list all']) {
    const { text } = await gus.answer(CHANNELS.analytics, words, 'Slack says this account is a guest');
    expect(text).not.toMatch(/orders|customers|Sales/);
  }
  await ana.answer(CHANNELS.analytics, 'find retail', 'retail orders');
  await ana.answer(CHANNELS.analytics, 'show retail orders', 'customers');
});

it('offers a guest no product while they type in the form, nor one that they name', async () => {
  await gus.command(CHANNELS.analytics, '/mesh request retail orders');
  const { id, blocks } = await gus.view();
  const { options } = await gus.options(id, 'mesh.request.product', 'retail');

  expect(options).toEqual([]);
  expect(JSON.stringify(blocks)).not.toMatch(/customers|Sales/);

  await ana.command(CHANNELS.analytics, '/mesh request');
  const { id: other } = await ana.view();
  const { options: offered } = await ana.options(other, 'mesh.request.product', 'retail');
  expect(JSON.stringify(offered)).toContain('retail orders');
});

it('says on a guest’s Home why it is empty, and offers nothing that would be refused', async () => {
  const shown = await gus.home('Slack says this account is a guest');

  expect(shown).not.toContain('A mesh admin can add you');
  expect(shown).not.toContain('Ask for access');
});
