import type { Command } from 'commander';

/** Where the app's own things are. */
export interface AppNames {
  readonly jobsQueue: string;
  readonly ledgerTable: string;
}

/** Adds the options of a command that the app carries out. */
export function withAppNames(command: Command): Command {
  return command
    .option('--jobs-queue <name>', 'the app’s queue of jobs', 'data-mesh-jobs.fifo')
    .option('--ledger-table <name>', 'the app’s ledger', 'AwsDataMeshLedger');
}
