import type { ViewOutput } from '@slack/bolt';
import { durationSeconds } from '../../blocks/durations.ts';
import {
  REVIEW_ACTION,
  REVIEW_CONFIRM_BLOCK,
  REVIEW_DURATION_BLOCK,
  REVIEW_FOLLOW_BLOCK,
  REVIEW_GRANTABLE_BLOCK,
  REVIEW_NOTE_BLOCK,
  REVIEW_PERMISSIONS_BLOCK,
  REVIEW_TABLES_BLOCK,
  REVIEW_UNTIL_BLOCK,
} from '../../blocks/ids.ts';
import { REVIEW_NOTE_LIMIT } from '../../blocks/review-modal.ts';
import { endOfDay } from '../../blocks/until-input.ts';
import { parseButtonValue } from './button-value.ts';
import { chosenColumns } from './chosen-columns.ts';
import { ticked } from './ticked.ts';

/** "Approve this": what stayed ticked goes to the worker, which grants no more than was asked for. */
export function readReview(view: ViewOutput, now: number) {
  const tables = ticked(view, REVIEW_TABLES_BLOCK);
  const permissions = ticked(view, REVIEW_PERMISSIONS_BLOCK);
  const grantable = ticked(view, REVIEW_GRANTABLE_BLOCK);
  const note = (view.state.values[REVIEW_NOTE_BLOCK]?.[REVIEW_ACTION]?.value ?? '').trim();
  const shorter = durationSeconds(
    view.state.values[REVIEW_DURATION_BLOCK]?.[REVIEW_ACTION]?.selected_option?.value,
  );
  const until = endOfDay(view.state.values[REVIEW_UNTIL_BLOCK]?.[REVIEW_ACTION]?.selected_date);
  const chosen = chosenColumns(view, tables, permissions, grantable);
  return {
    errors: {
      ...chosen.errors,
      ...(tables.length === 0
        ? { [REVIEW_TABLES_BLOCK]: 'Leave at least one table ticked, or use Deny.' }
        : {}),
      ...(permissions.length === 0
        ? { [REVIEW_PERMISSIONS_BLOCK]: 'Leave at least one permission ticked, or use Deny.' }
        : {}),
      ...(grantable.some((name) => !permissions.includes(name))
        ? { [REVIEW_GRANTABLE_BLOCK]: 'Only permissions that are granted can be handed on.' }
        : {}),
      ...(until !== undefined && until <= now
        ? { [REVIEW_UNTIL_BLOCK]: 'This day is over. Choose a later one.' }
        : {}),
      ...([...note].length > REVIEW_NOTE_LIMIT
        ? { [REVIEW_NOTE_BLOCK]: `Keep it under ${REVIEW_NOTE_LIMIT} characters.` }
        : {}),
    },
    job: {
      kind: 'review' as const,
      ...parseButtonValue(view.private_metadata),
      tables: [...tables],
      ...(REVIEW_FOLLOW_BLOCK in view.state.values
        ? { live: ticked(view, REVIEW_FOLLOW_BLOCK).length > 0 }
        : {}),
      permissions: [...permissions],
      grantable: [...grantable],
      ...(Object.keys(chosen.columns).length > 0 ? { columns: chosen.columns } : {}),
      ...(Object.keys(chosen.rows).length > 0 ? { rows: chosen.rows } : {}),
      ...(until === undefined ? {} : { expiresAt: until }),
      ...(shorter === undefined || until !== undefined ? {} : { durationSeconds: shorter }),
      note,
      confirm: view.state.values[REVIEW_CONFIRM_BLOCK]?.[REVIEW_ACTION]?.value ?? '',
    },
  };
}
