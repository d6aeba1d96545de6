import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { applyChange } from '../../../local/slack/state/change.ts';
import { openJournal } from '../../../local/slack/state/journal.ts';
import type { WorldState } from '../../../local/slack/state/world.ts';
import { startTestSlack, type TestSlack } from './support/slack-for-tests.ts';

describe('what Slack keeps', () => {
  let dataDir: string;
  let test: TestSlack;
  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'mesh-slack-'));
    test = await startTestSlack({ dataDir });
  });
  afterEach(async () => {
    await test.close();
    await rm(dataDir, { recursive: true });
  });

  const journal = () => path.join(dataDir, 'journal.jsonl');
  async function restart(): Promise<void> {
    await test.close();
    test = await startTestSlack({ dataDir });
  }

  it('is there after a restart: messages, Home tabs, direct messages, memberships, installations', async () => {
    const { ts } = await test.client.chat.postMessage({ channel: 'C0GENERAL', text: 'one' });
    await test.client.chat.postMessage({ channel: 'U0ANA', text: 'to Ana' });
    await test.client.chat.update({ channel: 'C0GENERAL', ts: ts ?? '', text: 'two' });
    await test.client.views.publish({
      user_id: 'U0ANA',
      view: { type: 'home', blocks: [{ type: 'divider' }] },
    });
    await test.sim('channel', { channel: 'C0SALES', botIsMember: false });
    const before = test.slack.state();
    await test.sim('uninstall', { workspace: 'T0MESH' });

    await restart();

    expect(test.channel('C0GENERAL').messages).toMatchObject([{ ts, text: 'two' }]);
    expect(test.channel('D0ANA').messages).toMatchObject([{ text: 'to Ana' }]);
    expect(test.slack.state()['homes']).toEqual(before['homes']);
    expect(test.channel('C0SALES').members).not.toContain('U0BOT');
    await expect(test.client.auth.test()).rejects.toMatchObject({ data: { error: 'token_revoked' } });
  });

  it('is on disk before the call is answered, so that a kill loses nothing', async () => {
    await test.client.chat.postMessage({ channel: 'C0GENERAL', text: 'answered' });

    expect(await readFile(journal(), 'utf8')).toContain('"text":"answered"');
  });

  it('goes on after a line that a kill cut short', async () => {
    await test.client.chat.postMessage({ channel: 'C0GENERAL', text: 'whole' });
    await test.close();
    await appendFile(journal(), '{"sequence":2,"change":{"type":"mess');
    test = await startTestSlack({ dataDir });
    await test.client.chat.postMessage({ channel: 'C0GENERAL', text: 'next' });

    await restart();

    expect(test.channel('C0GENERAL').messages.map(({ text }) => text)).toEqual(['whole', 'next']);
  });

  it('is refused, and left as it is, when a file is damaged', async () => {
    await test.close();
    await writeFile(journal(), 'not json\n{}\n');
    const open = () => startTestSlack({ dataDir });

    await expect(open()).rejects.toThrow(
      /journal\.jsonl cannot be read: put back a good copy, or begin anew/,
    );
    expect(await readFile(journal(), 'utf8')).toBe('not json\n{}\n');
    await rm(journal());
    test = await startTestSlack({ dataDir });
  });
});

describe('the journal', () => {
  const empty = (): WorldState => ({
    channels: new Map(),
    homes: new Map(),
    installations: new Map(),
    replies: new Map(),
  });

  it('writes the state whole now and then, and replays no line twice when a kill left both', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'mesh-journal-'));
    const first = openJournal(directory);
    const state = empty();
    const commit = (change: Parameters<typeof applyChange>[1]): void => {
      first.record(change, state);
      applyChange(state, change);
    };
    commit({
      type: 'channel-opened',
      channel: {
        id: 'D1',
        teamId: 'T',
        name: 'd',
        isIm: true,
        isPrivate: true,
        isArchived: false,
        members: [],
        messages: [],
      },
    });
    const lines = await readFile(path.join(directory, 'journal.jsonl'), 'utf8');
    for (let i = 0; i < 5001; i += 1) {
      commit({ type: 'message-posted', channel: 'D1', message: { ts: `${i}`, user: 'U', text: '' } });
    }
    first.close();
    // As if the machine had stopped between the rename of the snapshot and the emptying of the journal.
    const rest = await readFile(path.join(directory, 'journal.jsonl'), 'utf8');
    await writeFile(path.join(directory, 'journal.jsonl'), lines + rest);

    const second = openJournal(directory);
    const restored = empty();
    second.restore(restored, (change) => applyChange(restored, change));

    expect(restored.channels.get('D1')?.messages).toHaveLength(5001);
    expect(rest.split('\n').length).toBeLessThan(10);
    second.close();
    await rm(directory, { recursive: true });
  });
});
