import { isRecord } from '../../../src/blocks/validate/rule.ts';
import type { Core } from '../core.ts';
import type { Delivered } from '../deliver/deliver.ts';
import { issueReplyUrl, speak } from '../reply-urls.ts';
import { SlackFault } from '../slack-fault.ts';
import type { Channel, Json, Person } from '../state/world.ts';
import { NOT_ASKED, type Outcome, watchOutcome } from './outcome.ts';
import { actor, channelToTypeIn } from './payload.ts';

export interface Command {
  readonly user: string;
  readonly channel: string;
  /** With or without the command itself: `/mesh request orders`, or `request orders` where the app has one command. */
  readonly text: string;
}

/** A person types a slash command. @see https://docs.slack.dev/interactivity/implementing-slash-commands */
export async function typeCommand(
  core: Core,
  { user, channel: channelId, text: typed }: Command,
): Promise<Outcome> {
  const person = actor(core, user);
  const channel = channelToTypeIn(core, person, channelId);
  const outcome = watchOutcome(core, person);
  const commands = core.manifest.features.slash_commands ?? [];
  const [, word, rest = ''] = /^(\/\S+)\s*([\s\S]*)$/.exec(typed.trim()) ?? [];
  const name = word ?? commands[0]?.command ?? '/';
  const command = commands.find((candidate) => candidate.command === name);
  if (!command) {
    say(
      core,
      person,
      channel,
      `\`${name}\` is not a valid command. In Slack, all messages that start with the "/" character are interpreted as commands.`,
    );
    return outcome(NOT_ASKED, { error: 'unknown_command' });
  }
  if (person.deleted) {
    return outcome(NOT_ASKED, { error: 'account_inactive' });
  }
  const text = word ? rest : typed.trim();
  const form = commandForm(
    core,
    person,
    channel,
    command.command,
    command.should_escape ? escapeMentions(core, person, text) : text,
  );
  const delivered = await core.deliver({
    kind: 'command',
    user,
    contentType: 'application/x-www-form-urlencoded',
    body: new URLSearchParams(form).toString(),
    shown: form,
  });
  const error = delivered.error ?? showAnswer(core, person, channel, delivered);
  if (error) {
    const banner = `${name} failed with the error "${error}"`;
    say(core, person, channel, banner);
    return outcome(delivered, { error, banner });
  }
  return outcome(delivered);
}

function commandForm(
  core: Core,
  person: Person,
  channel: Channel,
  command: string,
  text: string,
): Record<string, string> {
  const { id, name, domain, enterprise } = core.world.workspace(person.teamId);
  return {
    token: 'verification-token-of-the-stand-in',
    team_id: id,
    team_domain: domain ?? name.toLowerCase().replace(/\W+/g, '-'),
    ...(enterprise ? { enterprise_id: enterprise.id, enterprise_name: enterprise.name } : {}),
    channel_id: channel.id,
    channel_name: channel.name,
    user_id: person.id,
    user_name: person.name,
    command,
    text,
    api_app_id: core.world.appId,
    is_enterprise_install: 'false',
    response_url: issueReplyUrl(core, { user: person.id, channel: channel.id }),
    trigger_id: core.triggers.issue(person.id, person.teamId),
  };
}

/** With `should_escape` Slack turns names into ids, and escapes the three control characters. */
function escapeMentions({ world }: Core, { teamId }: Person, text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped.replace(/(^|\s)([@#])([\w.-]+)/g, (whole, space: string, sign: string, name: string) => {
    const found =
      sign === '@'
        ? [...world.people.values()].find((person) => person.name === name && person.teamId === teamId)
        : [...world.state.channels.values()].find(
            (channel) => channel.name === name && channel.teamId === teamId,
          );
    return found ? `${space}<${sign}${found.id}|${name}>` : whole;
  });
}

/** The answer to a command may be empty, plain text, or a message. Returns Slack's error for anything else. */
function showAnswer(core: Core, person: Person, channel: Channel, { body }: Delivered): string | undefined {
  if (body.trim() === '') {
    return undefined;
  }
  try {
    speak(core, { user: person.id, channel: channel.id }, messageIn(body));
    return undefined;
  } catch (error) {
    if (error instanceof SlackFault) {
      return 'invalid_command_response';
    }
    throw error;
  }
}

function messageIn(body: string): Json {
  try {
    const parsed: unknown = JSON.parse(body);
    return isRecord(parsed) ? parsed : { text: body };
  } catch {
    return { text: body };
  }
}

function say(core: Core, person: Person, channel: Channel, text: string): void {
  core.ephemerals.add({
    ts: core.world.nextTs(channel.id),
    user: person.id,
    channel: channel.id,
    text,
    from: 'slack',
  });
}
