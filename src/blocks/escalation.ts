import { listed, moment } from './text.ts';

/** Who was asked besides. Names ready for mrkdwn; epoch seconds. */
export interface ShownEscalation {
  readonly to: readonly string[];
  readonly at: number;
}

/** `Escalated to Mia and the approvers of Security · 25 Nov at 10:00.` */
export function escalationWords({ to, at }: ShownEscalation): string {
  return `Escalated to ${listed(to, 6)} · ${moment(at)}.`;
}
