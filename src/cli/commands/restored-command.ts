import type { Command } from 'commander';
import * as z from 'zod/mini';
import { withAppNames } from '../app-names.ts';
import { defineCommand, type Start } from '../define-command.ts';
import { type Confirmable, type ConfirmValues, lookThenConfirm } from '../look-then-confirm.ts';

const Kept = z.object({
  digest: z.string(),
  total: z.number(),
  repairable: z.number(),
  lines: z.array(z.string()),
});

/** What to do after the table of subscriptions was restored. */
export function addRestoredCommand(program: Command, start: Start): void {
  const command = defineCommand(
    program,
    'restored',
    'after a restore of the subscriptions table: let sweeps rest and list records that are behind the ledger; with --confirm, bring them back and go on',
    'restored --confirm 3f0c9a71be22d410',
  ).option('--confirm <comparison>', 'the comparison that was shown; refused where something changed since');
  withAppNames(command).action(async (values: ConfirmValues, command: Command) =>
    start({ command, run: (session) => lookThenConfirm(session, values, COMPARISON) }),
  );
}

const COMPARISON: Confirmable = {
  command: 'restored',
  kept: 'comparison',
  job: (sent, shown) => ({
    ...sent,
    kind: 'restored',
    ...(shown === undefined ? { choice: 'begin' } : { choice: 'confirm', shown }),
  }),
  confirmed: 'The records are brought back to what was decided; then sweeps go on.',
  show(text) {
    const kept = Kept.parse(text);
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
  },
};
