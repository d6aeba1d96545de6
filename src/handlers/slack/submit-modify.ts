import type { ViewOutput } from '@slack/bolt';
import { durationSeconds, NO_END } from '../../blocks/durations.ts';
import {
  MODIFY_END_BLOCK,
  MODIFY_GRANTABLE_BLOCK,
  MODIFY_NOTE_BLOCK,
  MODIFY_PERMISSIONS_BLOCK,
  REVIEW_ACTION,
} from '../../blocks/ids.ts';
import { MODIFY_NOTE_LIMIT } from '../../blocks/modify-modal.ts';
import { parseButtonValue } from './button-value.ts';
import { chosenColumns, offersColumns, offersRows } from './chosen-columns.ts';
import { ticked } from './ticked.ts';

/** "Change": what is ticked is what the team shall have from now on. */
export function readModify(view: ViewOutput) {
  const permissions = ticked(view, MODIFY_PERMISSIONS_BLOCK);
  const grantable = ticked(view, MODIFY_GRANTABLE_BLOCK);
  const note = (view.state.values[MODIFY_NOTE_BLOCK]?.[REVIEW_ACTION]?.value ?? '').trim();
  const end = view.state.values[MODIFY_END_BLOCK]?.[REVIEW_ACTION]?.selected_option?.value;
  const seconds = durationSeconds(end);
  const chosen = chosenColumns(view, undefined, permissions, grantable);
  return {
    errors: {
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
    },
    job: {
      kind: 'modify' as const,
      ...parseButtonValue(view.private_metadata),
      permissions: [...permissions],
      grantable: [...grantable],
      ...(offersColumns(view) ? { columns: chosen.columns } : {}),
      ...(offersRows(view) ? { rows: chosen.rows } : {}),
      ...(seconds === undefined ? {} : { durationSeconds: seconds }),
      ...(end === NO_END ? { endless: true } : {}),
      note,
    },
  };
}
