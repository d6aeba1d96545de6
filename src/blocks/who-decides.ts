import { durationText } from './durations.ts';
import { listed, mention, mentionGroup, moment } from './text.ts';

export interface DecidedBy {
  readonly approvers: readonly string[];
  readonly approverGroups: readonly string[];
  /** Whether nobody could decide. */
  readonly isUndecidable?: boolean | undefined;
  /** Seconds in which requests are usually answered; absent: not known. */
  readonly usualSeconds?: number | undefined;
  /** When it leaves the mesh; epoch seconds. */
  readonly endsAt?: number | undefined;
}

/** Who will decide on a request, and how soon that usually is, before anything is sent. Ready for mrkdwn. */
export function whoDecides({
  approvers,
  approverGroups,
  isUndecidable,
  usualSeconds,
  endsAt,
}: DecidedBy): string {
  if (endsAt !== undefined) {
    return `:hourglass: It leaves the mesh ${moment(endsAt)}, so nobody can ask for it any more. Ask them what takes its place.`;
  }
  if (isUndecidable) {
    return ':warning: Nobody can approve this yet, so it cannot be asked for. A mesh admin has to add an approver.';
  }
  const people = [...approvers.map(mention), ...approverGroups.map(mentionGroup)];
  const usually = usualSeconds === undefined ? '' : `, usually within about ${durationText(usualSeconds)}`;
  return people.length > 0
    ? `${listed(people, 5)} will decide${usually}.`
    : `Its owners will decide${usually}.`;
}
