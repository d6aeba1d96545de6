import { describe, expect, it } from '@jest/globals';
import type { KeptMessage } from '../../src/app/slack-table/message-outbox.ts';
import { contentOf, ParentToComeError, shownWith } from '../../src/app/thread-lines.ts';
import { section } from '../../src/blocks/message.ts';
import { validateMessage } from '../../src/blocks/validate/message.ts';

const SHOWN = { PostedChannel: 'C0SALES', PostedTs: '1.1', PostedOrder: '1' };

function kept(Key: string, Order: string, changes: Partial<KeptMessage> = {}): KeptMessage {
  const Text = changes.Text ?? `line ${Key}`;
  return {
    SubscriptionId: 'one',
    Key,
    Workspace: 'T0MESH',
    Channel: 'C0SALES',
    Text,
    Blocks: JSON.stringify([section(Text)]),
    Order,
    ...changes,
  };
}

const line = (Key: string, Order: string, changes: Partial<KeptMessage> = {}) =>
  kept(Key, Order, { ThreadOf: 'card', ...changes });

async function shown(message: KeptMessage, rows: readonly KeptMessage[], mayWait = true) {
  const { parts, thread } = await shownWith({ list: async () => rows }, message, mayWait);
  return { keys: parts.map(({ Key }) => Key), thread, parts };
}

describe('a line of a thread', () => {
  const card = kept('card', '1', SHOWN);

  it('takes along all lines that wait for the same thread, as they happened', async () => {
    const rows = [
      line('thread-c', '4'),
      card,
      line('thread-a', '2'),
      line('thread-b', '3'),
      line('thread-old', '1', { ...SHOWN, PostedTs: '1.2' }),
      line('thread-refused', '2', { PostedOrder: '2' }),
      line('thread-unknown', '2', { UnknownPosts: 2 }),
      line('thread-elsewhere', '2', { Channel: 'C0ADMINS' }),
      line('other', '2', { ThreadOf: 'another' }),
      kept('dm-granted', '2'),
    ];

    const { keys, thread, parts } = await shown(line('thread-a', '2'), rows);

    expect(keys).toEqual(['thread-a', 'thread-b', 'thread-c']);
    expect(thread).toBe('1.1');
    const content = contentOf(...parts);
    expect(content.text).toBe('line thread-a\nline thread-b\nline thread-c');
    expect(validateMessage(content)).toEqual([]);
  });

  it('stands alone where it has something to click, and is not taken along then', async () => {
    const button = JSON.stringify([{ type: 'actions', elements: [] }]);
    const clickable = line('extension', '2', { Blocks: button });
    const rows = [card, clickable, line('thread-b', '3')];

    expect((await shown(clickable, rows)).keys).toEqual(['extension']);
    expect((await shown(line('thread-b', '3'), rows)).keys).toEqual(['thread-b']);
  });

  it('leaves to the next message what would be too long for one', async () => {
    const Text = 'x'.repeat(1400);
    const rows = [card, ...['2', '3', '4'].map((order) => line(`thread-${order}`, order, { Text }))];

    expect((await shown(line('thread-2', '2', { Text }), rows)).keys).toEqual(['thread-2', 'thread-3']);
    expect((await shown(line('thread-4', '4', { Text }), rows)).keys).toEqual(['thread-4']);
  });

  it('stays one message with those that it was shown with when it changes', async () => {
    const both = { ...SHOWN, PostedTs: '1.2' };
    const rows = [card, line('thread-a', '5', { ...both, Text: 'new' }), line('thread-b', '3', both)];

    const { keys } = await shown(line('thread-a', '5', { ...both, Text: 'new' }), rows);

    expect(keys).toEqual(['thread-b', 'thread-a']);
  });

  it('waits for a card that is on its way, and for none that found no place', async () => {
    const coming = kept('card', '1');

    await expect(shown(line('thread-a', '2'), [coming, line('thread-a', '2')])).rejects.toThrow(
      ParentToComeError,
    );
    for (const rows of [
      [],
      [kept('card', '1', { PostedOrder: '1' })],
      [kept('card', '1', { UnknownPosts: 2 })],
    ]) {
      expect((await shown(line('thread-a', '2'), [...rows, line('thread-a', '2')])).thread).toBeUndefined();
    }
    expect(
      (await shown(line('thread-a', '2'), [coming, line('thread-a', '2')], false)).thread,
    ).toBeUndefined();
  });
});
