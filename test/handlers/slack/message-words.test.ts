import { expect, it } from '@jest/globals';
import { messageWords } from '../../../src/handlers/slack/message-words.ts';

it('takes a message for what people read in it, without mentions and links of Slack’s own', () => {
  expect(
    messageWords(
      '<@U0BO> please: orders &amp; refunds of <#C0SALES|sales-data>, see <https://x.example|the page> &lt;3',
    ),
  ).toBe('please: orders & refunds of #sales-data, see the page <3');
});

it('leaves a text without marks as it is', () => {
  expect(messageWords('Weekly revenue by region')).toBe('Weekly revenue by region');
});
