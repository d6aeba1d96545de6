import { messageJson } from '../api/message-json.ts';
import { BadInput } from '../bad-input.ts';
import type { Core } from '../core.ts';
import { issueReplyUrl } from '../reply-urls.ts';
import type { Json, Person } from '../state/world.ts';
import { type Entered, type PlacedElement, stateValues } from '../views/element-state.ts';
import { blocksOf, homePayload, viewPayload } from '../views/open-views.ts';
import { placedElements } from '../views/placed.ts';
import { channelJson, channelOf } from './payload.ts';

/** Where an element that somebody uses stands: in a message, an ephemeral message, a modal or the Home tab. */
export interface Container {
  /** For options that were offered there. */
  readonly key: string;
  readonly elements: readonly PlacedElement[];
  readonly inModal: boolean;
  enter(entered: Entered): void;
  /** The part of a payload that describes the place, asked for after {@link enter}. */
  payload(withReplyUrl: boolean): Json;
}

export interface Place {
  readonly channel?: string | undefined;
  readonly ts?: string | undefined;
  readonly view_id?: string | undefined;
}

export function findContainer(
  core: Core,
  person: Person,
  { channel, ts, view_id: viewId }: Place,
): Container {
  if (viewId !== undefined) {
    return inView(core, person, viewId);
  }
  if (channel === undefined || ts === undefined) {
    throw new BadInput('say where: view_id, or channel and ts');
  }
  return inMessage(core, person, channel, ts);
}

function inView(core: Core, person: Person, viewId: string): Container {
  const open = core.views.find(viewId);
  if (open?.user === person.id) {
    return {
      key: viewId,
      inModal: true,
      elements: placedElements(blocksOf(open.view)),
      enter: (entered) => core.views.enter(viewId, entered),
      payload: () => ({
        container: { type: 'view', view_id: viewId },
        view: viewPayload(core.views.find(viewId) ?? open, core.world),
      }),
    };
  }
  const home = core.world.state.homes.get(person.id);
  if (home?.id !== viewId) {
    throw new BadInput(`${person.id} has no open view ${viewId}`, 404);
  }
  return {
    key: viewId,
    inModal: false,
    elements: placedElements(blocksOf(home.view)),
    enter: () => undefined,
    payload: () => ({ container: { type: 'view', view_id: viewId }, view: homePayload(home, core.world) }),
  };
}

function inMessage(core: Core, person: Person, channelId: string, ts: string): Container {
  const channel = channelOf(core, person, channelId);
  const message = channel.messages.find((candidate) => candidate.ts === ts);
  const ephemeral = core.ephemerals.find(channel.id, ts);
  if (!message && ephemeral?.user !== person.id) {
    throw new BadInput(`there is no message ${ts} in ${channel.name} that ${person.id} sees`, 404);
  }
  const key = `${channel.id}/${ts}/${person.id}`;
  const earlier = core.earlierBlocks.get(`${channel.id}/${ts}`) ?? [];
  const current = placedElements(message?.blocks ?? ephemeral?.blocks ?? []);
  const elements = [...current, ...earlier.flatMap((blocks) => placedElements(blocks))];
  return {
    key,
    inModal: false,
    elements,
    enter: (entered) => core.enteredInMessages.set(key, { ...core.enteredInMessages.get(key), ...entered }),
    payload: (withReplyUrl) => ({
      container: {
        type: 'message',
        message_ts: ts,
        channel_id: channel.id,
        is_ephemeral: message === undefined,
        ...(message?.threadTs ? { thread_ts: message.threadTs } : {}),
      },
      channel: channelJson(channel),
      ...(message ? { message: messageJson(message, channel.teamId, core.world) } : {}),
      state: { values: stateValues(current, core.enteredInMessages.get(key) ?? {}) },
      ...(withReplyUrl
        ? {
            response_url: issueReplyUrl(core, {
              user: person.id,
              channel: channel.id,
              messageTs: ts,
              ...(message === undefined ? { isEphemeral: true } : {}),
              ...(message?.threadTs ? { threadTs: message.threadTs } : {}),
            }),
          }
        : {}),
    }),
  };
}
