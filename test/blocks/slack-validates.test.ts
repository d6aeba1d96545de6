import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { retryPolicies, WebClient } from '@slack/web-api';
import { startTestSlack, type TestSlack } from '../local/slack/support/slack-for-tests.ts';
import { SURFACES } from './surfaces.ts';

/** Set it to any token of a workspace to have Slack itself look at all that the app can show. Nothing is posted. */
const TOKEN = process.env['MESH_SLACK_VALIDATE_TOKEN'];

/**
 * What is wrong with each surface by Slack's own validator. A message is sent without its `text`, which the method does not take.
 * @see https://docs.slack.dev/reference/methods/blocks.validate
 */
async function refusals(client: WebClient): Promise<readonly string[]> {
  const refused: string[] = [];
  for (const [builder, cases] of Object.entries(SURFACES)) {
    for (const [name, make] of Object.entries<() => object>(cases)) {
      const surface = make();
      const payload =
        'type' in surface
          ? { view: JSON.stringify(surface) }
          : { message: JSON.stringify({ blocks: 'blocks' in surface ? surface.blocks : [] }) };
      try {
        await client.apiCall('blocks.validate', payload);
      } catch (error) {
        const data =
          typeof error === 'object' && error !== null && 'data' in error ? error.data : String(error);
        refused.push(`${builder}, ${name}: ${JSON.stringify(data)}`);
      }
    }
  }
  return refused;
}

describe('blocks.validate of the stand-in', () => {
  let test: TestSlack;

  beforeAll(async () => {
    test = await startTestSlack({ rateLimitSpeed: 0 });
  });
  afterAll(() => test?.close());

  it('takes all that the app can show', async () => {
    expect(await refusals(test.client)).toEqual([]);
  });

  it('refuses what the app would never show, and says where', async () => {
    const broken = JSON.stringify({ blocks: [{ type: 'section', text: { type: 'mrkdwn', text: '' } }] });

    await expect(test.client.apiCall('blocks.validate', { message: broken })).rejects.toMatchObject({
      data: { error: 'invalid_message', errors: [{ pointer: '/blocks/0/text/text' }] },
    });
  });
});

(TOKEN ? describe : describe.skip)('blocks.validate of Slack itself, with MESH_SLACK_VALIDATE_TOKEN', () => {
  it('takes all that the app can show', async () => {
    const client = new WebClient(TOKEN, { retryConfig: retryPolicies.tenRetriesInAboutThirtyMinutes });

    expect(await refusals(client)).toEqual([]);
  }, 600_000);
});
