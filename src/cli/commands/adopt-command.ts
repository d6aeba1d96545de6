import type { Command } from 'commander';
import * as z from 'zod/mini';
import { DataMeshAdmin } from '../../mesh/aws/library/data-mesh-admin.ts';
import { defineCommand, type Start } from '../define-command.ts';
import { orderApp } from '../order-app.ts';
import { orderedOutcome } from '../ordered-outcome.ts';
import type { Outcome } from '../outcome.ts';
import type { Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';

interface AdoptValues {
  readonly confirm?: string;
  readonly jobsQueue: string;
  readonly ledgerTable: string;
}

const Kept = z.object({ inventory: z.looseObject({ digest: z.string() }), lines: z.array(z.string()) });

/** What was in the mesh before the app, as the app itself sees it, and its confirmation. */
export function addAdoptCommand(program: Command, start: Start): void {
  defineCommand(
    program,
    'adopt',
    'show what was in the mesh before the app and what would begin; with --confirm, let the app look after it',
    'adopt --confirm 3f0c9a71be22d410',
  )
    .option('--confirm <inventory>', 'the inventory that was shown; refused where something changed since')
    .option('--jobs-queue <name>', 'the app’s queue of jobs', 'data-mesh-jobs.fifo')
    .option('--ledger-table <name>', 'the app’s ledger', 'AwsDataMeshLedger')
    .action(async (values: AdoptValues, command: Command) =>
      start({ command, run: (session) => adopt(session, values) }),
    );
}

async function adopt(session: Session, values: AdoptValues): Promise<Outcome> {
  const { confirm, ledgerTable } = values;
  if (confirm !== undefined && !/^[0-9a-f]{16}$/.test(confirm)) {
    throw new UsageError(`--confirm ${confirm} is no inventory. Look first: data-mesh-cli adopt.`);
  }
  const options = session.as('Mesh');
  const event = await orderApp(options, values, (sent) => ({
    ...sent,
    kind: 'adopt',
    ...(confirm === undefined ? {} : { shown: confirm }),
  }));
  if (confirm !== undefined || event?.outcome !== 'done') {
    return orderedOutcome(event, 'Confirmed. The app looks after all that is in the mesh from now on.');
  }
  const text = await new DataMeshAdmin({ ...options, ledgerTable }).keptText(`inventory#${event.job ?? ''}`);
  const { inventory, lines } = Kept.parse(JSON.parse(text ?? '{}'));
  return {
    result: inventory,
    text: `${lines.join('\n')}\nTo have the app look after all of it: data-mesh-cli adopt --confirm ${inventory.digest}`,
  };
}
