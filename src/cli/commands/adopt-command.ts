import type { Command } from 'commander';
import * as z from 'zod/mini';
import { withAppNames } from '../app-names.ts';
import { defineCommand, type Start } from '../define-command.ts';
import { type Confirmable, type ConfirmValues, lookThenConfirm } from '../look-then-confirm.ts';

const Kept = z.object({ inventory: z.looseObject({ digest: z.string() }), lines: z.array(z.string()) });

/** What was in the mesh before the app, as the app itself sees it, and its confirmation. */
export function addAdoptCommand(program: Command, start: Start): void {
  const command = defineCommand(
    program,
    'adopt',
    'show what was in the mesh before the app and what would begin; with --confirm, let the app look after it',
    'adopt --confirm 3f0c9a71be22d410',
  ).option('--confirm <inventory>', 'the inventory that was shown; refused where something changed since');
  withAppNames(command).action(async (values: ConfirmValues, command: Command) =>
    start({ command, run: (session) => lookThenConfirm(session, values, INVENTORY) }),
  );
}

const INVENTORY: Confirmable = {
  command: 'adopt',
  kept: 'inventory',
  job: (sent, shown) => ({ ...sent, kind: 'adopt', ...(shown === undefined ? {} : { shown }) }),
  confirmed: 'Confirmed. The app looks after all that is in the mesh from now on.',
  show(kept) {
    const { inventory, lines } = Kept.parse(kept);
    return {
      result: inventory,
      text: `${lines.join('\n')}\nTo have the app look after all of it: data-mesh-cli adopt --confirm ${inventory.digest}`,
    };
  },
};
