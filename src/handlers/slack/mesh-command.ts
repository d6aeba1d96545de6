import type { App, SlashCommand } from '@slack/bolt';
import { help, unknownCommand } from '../../blocks/help.ts';
import { COMMAND } from '../../blocks/ids.ts';
import { requestModal } from '../../blocks/request-modal.ts';
import { requestFormState } from '../request-form-state.ts';
import { parseCommand } from './parse-command.ts';
import type { SlackDependencies } from './register-handlers.ts';

/** `/mesh <verb> …`: the first word decides. Bad input is answered with what to type instead, only to the one who typed. */
export function registerMeshCommand(app: App, { catalogue }: Pick<SlackDependencies, 'catalogue'>): void {
  app.command(COMMAND, async ({ ack, client, command }) => {
    const { verb, words } = parseCommand(command.text);
    switch (verb) {
      case 'request': {
        const state = await requestFormState(catalogue, who(command), words);
        await client.views.open({ trigger_id: command.trigger_id, view: requestModal(state) });
        return ack();
      }
      case '':
      case 'help':
        return ack({ response_type: 'ephemeral', ...answer(help()) });
      default:
        return ack({ response_type: 'ephemeral', ...answer(unknownCommand(verb)) });
    }
  });
}

function who(command: SlashCommand) {
  return { workspace: command.team_id, user: command.user_id };
}

function answer({ text, blocks }: ReturnType<typeof help>) {
  return { text, blocks: [...blocks] };
}
