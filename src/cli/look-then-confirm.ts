import type { Job } from '../handlers/jobs/job.ts';
import { DataMeshAdmin } from '../mesh/aws/library/data-mesh-admin.ts';
import type { AppNames } from './app-names.ts';
import { orderApp, type Sent } from './order-app.ts';
import { orderedOutcome } from './ordered-outcome.ts';
import type { Outcome } from './outcome.ts';
import type { Session } from './session.ts';
import { UsageError } from './usage-error.ts';

export interface ConfirmValues extends AppNames {
  /** Digest of what was shown before. */
  readonly confirm?: string;
}

export interface Confirmable {
  readonly command: string;
  /** What the app keeps of its look, under this name and the job's id. */
  readonly kept: 'inventory' | 'comparison';
  /** `shown` is what is confirmed; absent: only look. */
  readonly job: (sent: Sent, shown: string | undefined) => Job;
  /** What is said once it is confirmed. */
  readonly confirmed: string;
  /** What was kept, for the person who looks. Throws where it is not of that shape. */
  readonly show: (kept: unknown) => Pick<Outcome, 'result' | 'text'>;
}

/** Has the app look and shows what it saw; with a digest, confirms that, which the app refuses where something changed since. */
export async function lookThenConfirm(
  session: Session,
  { confirm, ...names }: ConfirmValues,
  { command, kept, job, confirmed, show }: Confirmable,
): Promise<Outcome> {
  if (confirm !== undefined && !/^[0-9a-f]{16}$/.test(confirm)) {
    throw new UsageError(`--confirm ${confirm} is no ${kept}. Look first: data-mesh-cli ${command}.`);
  }
  const options = session.as('Mesh');
  const event = await orderApp(options, names, (sent) => job(sent, confirm));
  if (confirm !== undefined || event?.outcome !== 'done') {
    return orderedOutcome(event, confirmed);
  }
  const { ledgerTable } = names;
  const text = await new DataMeshAdmin({ ...options, ledgerTable }).keptText(`${kept}#${event.job ?? ''}`);
  return show(JSON.parse(text ?? '{}'));
}
