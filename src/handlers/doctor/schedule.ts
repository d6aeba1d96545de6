import { asked, type Finding, found } from '../../mesh/admin/finding.ts';
import type { DoctorPorts } from './doctor-ports.ts';

/** Seconds without a tick after which the schedule stands still; where ticks are rare, three of them have to be missing. */
const LONGEST_SILENCE = 20 * 60;

const MISSED_TICKS = 3;

export async function schedule({ ticks, now }: DoctorPorts): Promise<Finding> {
  const answer = await asked(
    'the schedule’s last tick can be read',
    { severity: 'note', effect: 'It is not known whether the schedule is alive.', fix: 'Ask again.' },
    () => ticks.last(),
  );
  if (!('value' in answer)) {
    return answer.finding;
  }
  const last = answer.value;
  const silence = last && now() - last.at;
  const alive = last !== undefined && now() - last.at <= Math.max(LONGEST_SILENCE, MISSED_TICKS * last.every);
  const seen =
    silence === undefined ? 'It was never seen' : `It was last seen ${Math.round(silence / 60)} minutes ago`;
  return found('the schedule ticks', alive, {
    severity: 'error',
    effect: `${seen}: accesses whose time is over do not end, and changes in AWS stay unseen.`,
    fix: 'See whether the schedule of the housekeeping function is enabled, and whether jobs are in the failure queue.',
  });
}
