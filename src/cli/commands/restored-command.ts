import type { Command } from 'commander';
import * as z from 'zod/mini';
import { DataMeshAdmin } from '../../mesh/aws/library/data-mesh-admin.ts';
import { defineCommand, type Start } from '../define-command.ts';
import { orderApp } from '../order-app.ts';
import { orderedOutcome } from '../ordered-outcome.ts';
import type { Outcome } from '../outcome.ts';
import type { Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';

interface RestoredValues {
  readonly confirm?: string;
  readonly jobsQueue: string;
  readonly ledgerTable: string;
}

const Kept = z.object({
  digest: z.string(),
  total: z.number(),
  repairable: z.number(),
  lines: z.array(z.string()),
});

/** What to do after the table of subscriptions was restored. */
export function addRestoredCommand(program: Command, start: Start): void {
  defineCommand(
    program,
    'restored',
    'after a restore of the subscriptions table: let sweeps rest and list records that are behind the ledger; with --confirm, bring them back and go on',
    'restored --confirm 3f0c9a71be22d410',
  )
    .option('--confirm <comparison>', 'the comparison that was shown; refused where something changed since')
    .option('--jobs-queue <name>', 'the app’s queue of jobs', 'data-mesh-jobs.fifo')
    .option('--ledger-table <name>', 'the app’s ledger', 'AwsDataMeshLedger')
    .action(async (values: RestoredValues, command: Command) =>
      start({ command, run: (session) => restored(session, values) }),
    );
}

async function restored(session: Session, { confirm, ...values }: RestoredValues): Promise<Outcome> {
  if (confirm !== undefined && !/^[0-9a-f]{16}$/.test(confirm)) {
    throw new UsageError(`--confirm ${confirm} is no comparison. Look first: data-mesh-cli restored.`);
  }
  const options = session.as('Mesh');
  const event = await orderApp(options, values, (sent) => ({
    ...sent,
    kind: 'restored',
    ...(confirm === undefined ? { choice: 'begin' } : { choice: 'confirm', shown: confirm }),
  }));
  if (confirm !== undefined || event?.outcome !== 'done') {
    return orderedOutcome(event, 'The records are brought back to what was decided; then sweeps go on.');
  }
  const { ledgerTable } = values;
  const text = await new DataMeshAdmin({ ...options, ledgerTable }).keptText(`comparison#${event.job ?? ''}`);
  const kept = Kept.parse(JSON.parse(text ?? '{}'));
  const { digest, total, repairable, lines } = kept;
  const more = total > lines.length ? [`… and ${total - lines.length} more.`] : [];
  return {
    result: kept,
    text: [
      `Sweeps rest. ${total} records disagree with the ledger, ${repairable} of them can be brought back.`,
      ...lines,
      ...more,
      `To bring them back and go on: data-mesh-cli restored --confirm ${digest}`,
    ].join('\n'),
  };
}
