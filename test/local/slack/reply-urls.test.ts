import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestSlack, type TestSlack } from './support/slack-for-tests.ts';

describe('response URLs', () => {
  let test: TestSlack;
  beforeEach(async () => {
    test = await startTestSlack();
  });
  afterEach(() => test.close());

  async function ofCommand(channel = 'C0GENERAL'): Promise<string> {
    await test.sim('command', { user: 'U0ANA', channel, text: '/mesh help' });
    return String(test.app.heard.at(-1)?.body['response_url']);
  }
  async function say(url: string, body: unknown): Promise<{ status: number; text: string }> {
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
    return { status: response.status, text: await response.text() };
  }

  it('work five times, then answer 404 used_url', async () => {
    const url = await ofCommand();

    const statuses: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      statuses.push((await say(url, { text: `answer ${i}` })).status);
    }
    const sixth = await say(url, { text: 'answer 6' });

    expect(statuses).toEqual([200, 200, 200, 200, 200]);
    expect(sixth).toEqual({ status: 404, text: '{"ok":false,"error":"used_url"}' });
    expect(test.slack.state()['ephemerals']).toHaveLength(5);
  });

  it('work for 30 minutes, then answer 404 expired_url', async () => {
    const url = await ofCommand();
    test.clock.advance(30 * 60 - 1);
    const early = await say(url, { text: 'in time' });
    test.clock.advance(2);
    const late = await say(url, { text: 'late' });

    expect(early.status).toBe(200);
    expect(late).toEqual({ status: 404, text: '{"ok":false,"error":"expired_url"}' });
  });

  it('reach a channel that the app is not in, privately unless told otherwise', async () => {
    const url = await ofCommand('C0OPEN');
    await say(url, { text: 'for Ana' });
    await say(url, { text: 'for all', response_type: 'in_channel' });

    expect(test.slack.state()['ephemerals']).toMatchObject([
      { user: 'U0ANA', channel: 'C0OPEN', text: 'for Ana' },
    ]);
    expect(test.channel('C0OPEN').messages).toMatchObject([{ text: 'for all' }]);
  });

  it('of a clicked message can replace or delete it, of an ephemeral one too', async () => {
    const blocks = [
      {
        type: 'actions',
        elements: [{ type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } }],
      },
    ] as const;
    const { ts } = await test.client.chat.postMessage({
      channel: 'C0GENERAL',
      text: 'card',
      blocks: [...blocks],
    });
    const { message_ts } = await test.client.chat.postEphemeral({
      channel: 'C0GENERAL',
      user: 'U0ANA',
      text: 'psst',
      blocks: [...blocks],
    });
    await test.sim('action', { user: 'U0ANA', channel: 'C0GENERAL', ts, action_id: 'go' });
    const ofMessage = String(test.app.heard.at(-1)?.body['response_url']);
    await test.sim('action', { user: 'U0ANA', channel: 'C0GENERAL', ts: message_ts, action_id: 'go' });
    const { response_url: ofEphemeral, container } = test.app.heard.at(-1)?.body ?? {};

    await say(ofMessage, { replace_original: true, text: 'done' });
    await say(String(ofEphemeral), { replace_original: true, text: 'read' });
    const replaced = test.channel('C0GENERAL').messages.map(({ text, blocks: shown }) => [text, shown]);
    const ephemerals = test.slack.state()['ephemerals'];
    await say(ofMessage, { delete_original: true });

    expect(container).toMatchObject({ is_ephemeral: true });
    expect(replaced).toEqual([['done', undefined]]);
    expect(ephemerals).toMatchObject([{ text: 'read' }]);
    expect(test.channel('C0GENERAL').messages).toEqual([]);
  });

  it('refuse wrong blocks with HTTP 400 and do not count that use', async () => {
    const url = await ofCommand();

    const wrong = await say(url, { blocks: [{ type: 'nonsense' }] });
    const empty = await say(url, {});
    const unknown = await say(`${test.url}/response/none`, { text: 'x' });

    expect(wrong.status).toBe(400);
    expect(JSON.parse(wrong.text)).toMatchObject({ error: 'invalid_blocks' });
    expect(JSON.parse(empty.text)).toMatchObject({ error: 'no_text' });
    expect(unknown.status).toBe(404);
  });

  it('count uses that arrive at the same time', async () => {
    const url = await ofCommand();

    const statuses = await Promise.all(Array.from({ length: 7 }, () => say(url, { text: 'x' })));

    expect(statuses.filter(({ status }) => status === 200)).toHaveLength(5);
  });
});
