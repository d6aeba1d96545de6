import type { App } from '@slack/bolt';
import { durationSeconds } from '../../blocks/durations.ts';
import { EXTEND_REASON_LIMIT } from '../../blocks/extension.ts';
import {
  EXTEND_DURATION_ACTION,
  EXTEND_DURATION_BLOCK,
  EXTEND_REASON_ACTION,
  EXTEND_REASON_BLOCK,
  EXTEND_VIEW,
} from '../../blocks/ids.ts';
import { parseButtonValue } from './button-value.ts';
import { formJob } from './job-of-gesture.ts';
import type { SlackDependencies } from './register-handlers.ts';

/** "Ask": how much longer, and why. */
export function registerSubmitExtend(app: App, { jobs, now }: Pick<SlackDependencies, 'jobs' | 'now'>): void {
  app.view(EXTEND_VIEW, async ({ ack, body, view }) => {
    const { values } = view.state;
    const seconds = durationSeconds(
      values[EXTEND_DURATION_BLOCK]?.[EXTEND_DURATION_ACTION]?.selected_option?.value,
    );
    const reason = (values[EXTEND_REASON_BLOCK]?.[EXTEND_REASON_ACTION]?.value ?? '').trim();
    const errors = {
      ...(seconds === undefined ? { [EXTEND_DURATION_BLOCK]: 'Choose a length.' } : {}),
      ...([...reason].length > EXTEND_REASON_LIMIT
        ? { [EXTEND_REASON_BLOCK]: `Write at most ${EXTEND_REASON_LIMIT} characters.` }
        : {}),
    };
    if (seconds === undefined || Object.keys(errors).length > 0) {
      return ack({ response_action: 'errors', errors });
    }
    await jobs.send({
      kind: 'ask-extension',
      ...formJob(view, body, now()),
      ...parseButtonValue(view.private_metadata),
      seconds,
      reason,
    });
    return ack();
  });
}
