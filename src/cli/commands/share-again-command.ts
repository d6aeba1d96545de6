import type { Command } from 'commander';
import { DataMeshProducer } from '../../mesh/aws/library/data-mesh-producer.ts';
import { defineCommand, type Start } from '../define-command.ts';
import { subscriptionOutcome } from '../outcome.ts';

export function addShareAgainCommand(program: Command, start: Start): void {
  defineCommand(
    program,
    'share-again',
    'have AWS send a new invitation for a subscription whose invitation expired or was declined',
    'share-again --subscription-id vytxeTZskVKR7C7WgdSP3d',
  )
    .requiredOption('--subscription-id <id>', 'id of the subscription')
    .action(async ({ subscriptionId }: { readonly subscriptionId: string }, command: Command) =>
      start({
        command,
        run: async (session) =>
          subscriptionOutcome(await new DataMeshProducer(session.as('Producer')).shareAgain(subscriptionId)),
      }),
    );
}
