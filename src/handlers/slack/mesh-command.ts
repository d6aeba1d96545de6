import type { App, SlashCommand } from '@slack/bolt';
import { help, unknownCommand } from '../../blocks/help.ts';
import { COMMAND } from '../../blocks/ids.ts';
import type { Message } from '../../blocks/message.ts';
import type { JobOf } from '../jobs/job.ts';
import { LOOKS } from '../jobs/looks.ts';
import { REMEDIES } from '../jobs/remedies.ts';
import { requestFormState } from '../request-form-state.ts';
import { openDeleteProduct, productToDelete } from './delete-product.ts';
import { openEmergency } from './emergency.ts';
import { parseExtendWords } from './extend-words.ts';
import { findingId } from './mend-drift.ts';
import { openRequest } from './open-request.ts';
import { parseCommand } from './parse-command.ts';
import { openPublish } from './publish.ts';
import type { SlackDependencies } from './register-handlers.ts';

/** `/mesh <verb> …`: the first word decides. Bad input is answered with what to type instead, only to the one who typed. */
export function registerMeshCommand(app: App, { catalogue, jobs, now }: SlackDependencies): void {
  app.command(COMMAND, async ({ ack, client, command }) => {
    const { verb, words } = parseCommand(command.text);
    const say = (message: Message) =>
      ack({ response_type: 'ephemeral', text: message.text, blocks: [...message.blocks] });
    switch (verb) {
      case 'request': {
        const state = await requestFormState(
          catalogue,
          { workspace: command.team_id, user: command.user_id },
          words,
        );
        await openRequest(
          { jobs, now },
          client,
          { ...whoTyped(command), trigger: command.trigger_id },
          state,
        );
        return ack();
      }
      case 'publish': {
        const trigger = command.trigger_id;
        await openPublish({ jobs, now }, client, { ...whoTyped(command), trigger, source: words });
        return ack();
      }
      case 'product': {
        const product = productToDelete(words);
        const trigger = command.trigger_id;
        await openDeleteProduct({ jobs, now }, client, { ...whoTyped(command), trigger, product });
        return ack();
      }
      case 'repair':
        await jobs.send(repairJob(command, words, now()));
        return ack();
      case 'extend': {
        const { subscriptionId, seconds } = parseExtendWords(words);
        await jobs.send(
          seconds === undefined
            ? lookJob(command, 'extend', subscriptionId, now())
            : extendJob(command, subscriptionId, seconds, now()),
        );
        return ack();
      }
      case 'suspend':
      case 'resume':
      case 'offboard':
      case 'revoke-all':
        await openEmergency({ jobs, now }, client, command.trigger_id, {
          ...commandBase(command, now()),
          verb,
          words,
        });
        return ack();
      case 'delegate':
      case 'export':
        await jobs.send({
          ...commandBase(command, now()),
          kind: verb,
          words,
          id: `${verb}-${command.trigger_id}`,
        });
        return ack();
      case '':
      case 'help':
        return say(help());
      default: {
        const what = LOOKS.find((each) => each === verb);
        if (!what) {
          return say(unknownCommand(verb));
        }
        await jobs.send(lookJob(command, what, words, now()));
        return ack(); // the worker answers; an "one moment" would stay in the channel
      }
    }
  });
}

/** Throws `InvalidRequestError` (`BAD_FINDING`). */
function repairJob(command: SlashCommand, words: string, at: number): JobOf<'repair'> {
  const [finding = '', word = '', ...rest] = words.split(' ');
  const remedy = REMEDIES.find((each) => each === word.toLowerCase());
  return {
    ...commandBase(command, at),
    kind: 'repair',
    finding: findingId(remedy === undefined ? undefined : finding.toLowerCase()),
    remedy: remedy ?? 'repair',
    ...(rest.length > 0 ? { words: rest.join(' ') } : {}),
    id: `repair-${command.trigger_id}`,
  };
}

/** An id that is none of ours goes the way of a look, which says so. */
function extendJob(
  command: SlashCommand,
  subscriptionId: string,
  seconds: number,
  at: number,
): JobOf<'ask-extension'> | JobOf<'look'> {
  return /^[\w-]{8,64}$/.test(subscriptionId)
    ? {
        ...commandBase(command, at),
        kind: 'ask-extension',
        id: `extend-${command.trigger_id}`,
        subscriptionId,
        seconds,
        reason: '',
      }
    : lookJob(command, 'extend', subscriptionId, at);
}

function lookJob(
  command: SlashCommand,
  what: JobOf<'look'>['what'],
  words: string,
  at: number,
): JobOf<'look'> {
  return {
    kind: 'look',
    what,
    words,
    id: `look-${command.trigger_id}`,
    ...commandBase(command, at),
  };
}

function commandBase(command: SlashCommand, at: number) {
  return {
    at,
    ...whoTyped(command),
    reply: { responseUrl: command.response_url, channel: command.channel_id },
  };
}

function whoTyped({ team_id, enterprise_id, user_id }: SlashCommand) {
  return { workspace: team_id, ...(enterprise_id ? { enterprise: enterprise_id } : {}), user: user_id };
}
