import type { App } from '@slack/bolt';
import { durationSeconds, NO_END } from '../../blocks/durations.ts';
import {
  MODIFY_END_BLOCK,
  MODIFY_GRANTABLE_BLOCK,
  MODIFY_NOTE_BLOCK,
  MODIFY_PERMISSIONS_BLOCK,
  MODIFY_VIEW,
  REVIEW_ACTION,
} from '../../blocks/ids.ts';
import { MODIFY_NOTE_LIMIT } from '../../blocks/modify-modal.ts';
import { parseButtonValue } from './button-value.ts';
import { chosenColumns, offersColumns, offersRows } from './chosen-columns.ts';
import { formJob } from './job-of-gesture.ts';
import type { SlackDependencies } from './register-handlers.ts';
import { ticked } from './ticked.ts';

/** "Change": what is ticked is what the team shall have from now on. */
export function registerSubmitModify(app: App, { jobs, now }: Pick<SlackDependencies, 'jobs' | 'now'>): void {
  app.view(MODIFY_VIEW, async ({ ack, body, view }) => {
    const permissions = ticked(view, MODIFY_PERMISSIONS_BLOCK);
    const grantable = ticked(view, MODIFY_GRANTABLE_BLOCK);
    const note = (view.state.values[MODIFY_NOTE_BLOCK]?.[REVIEW_ACTION]?.value ?? '').trim();
    const end = view.state.values[MODIFY_END_BLOCK]?.[REVIEW_ACTION]?.selected_option?.value;
    const seconds = durationSeconds(end);
    const chosen = chosenColumns(view, undefined, permissions, grantable);
    const errors = {
      ...chosen.errors,
      ...(permissions.length === 0
        ? { [MODIFY_PERMISSIONS_BLOCK]: 'Leave at least one permission ticked, or end the access instead.' }
        : {}),
      ...(grantable.some((name) => !permissions.includes(name))
        ? { [MODIFY_GRANTABLE_BLOCK]: 'Only permissions that the team has can be handed on.' }
        : {}),
      ...([...note].length < 5 || [...note].length > MODIFY_NOTE_LIMIT
        ? { [MODIFY_NOTE_BLOCK]: `Write 5 to ${MODIFY_NOTE_LIMIT} characters; both teams read them.` }
        : {}),
    };
    if (Object.keys(errors).length > 0) {
      return ack({ response_action: 'errors', errors });
    }
    await jobs.send({
      kind: 'modify',
      ...formJob(view, body, now()),
      ...parseButtonValue(view.private_metadata),
      permissions: [...permissions],
      grantable: [...grantable],
      ...(offersColumns(view) ? { columns: chosen.columns } : {}),
      ...(offersRows(view) ? { rows: chosen.rows } : {}),
      ...(seconds === undefined ? {} : { durationSeconds: seconds }),
      ...(end === NO_END ? { endless: true } : {}),
      note,
    });
    return ack();
  });
}
