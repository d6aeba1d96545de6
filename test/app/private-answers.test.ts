import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createPrivateAnswers } from '../../src/app/private-answers.ts';
import { loadingView, noticeView } from '../../src/blocks/deny-modal.ts';
import { startTestSlack, type TestSlack } from '../local/slack/support/slack-for-tests.ts';
import { eventually } from '../support/slack-person.ts';

let test: TestSlack;
beforeEach(async () => {
  test = await startTestSlack();
});
afterEach(() => test.close());

const TITLE = 'Row filter';
const shown = () => JSON.stringify(test.slack.state());
const answers = () =>
  createPrivateAnswers(
    async () => test.client,
    () => undefined,
  );

async function openedForm(): Promise<{ readonly viewId: string; readonly submittedHash: string }> {
  await test.sim('command', { user: 'U0ANA', channel: 'general', text: '/mesh' });
  const { view } = await test.client.views.open({
    trigger_id: String(test.app.heard.at(-1)?.body['trigger_id']),
    view: noticeView(TITLE, 'The form'),
  });
  return { viewId: view?.id ?? '', submittedHash: view?.hash ?? '' };
}

it('has the last word in a form, also where the answer to its submission comes after it', async () => {
  const reply = await openedForm();

  const told = answers().showView({ workspace: 'T0MESH', reply }, noticeView(TITLE, 'It is gone'));
  await eventually(async () => shown().includes('It is gone'), 'what the worker says');
  // As Slack does it with `response_action: update`.
  await test.client.views.update({ view_id: reply.viewId, view: loadingView(TITLE) });
  await told;

  expect(shown()).toContain('It is gone');
  expect(shown()).not.toContain('One moment');
});

it('says it at once where the submission was answered before', async () => {
  const reply = await openedForm();
  await test.client.views.update({ view_id: reply.viewId, view: loadingView(TITLE) });

  await answers().showView({ workspace: 'T0MESH', reply }, noticeView(TITLE, 'It is gone'));

  expect(shown()).toContain('It is gone');
});
