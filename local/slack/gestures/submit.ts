import { isRecord, type Problem } from '../../../src/blocks/validate/rule.ts';
import { validateView } from '../../../src/blocks/validate/view.ts';
import { BadInput } from '../bad-input.ts';
import type { Core } from '../core.ts';
import type { Delivered } from '../deliver/deliver.ts';
import { issueReplyUrl } from '../reply-urls.ts';
import { SlackFault } from '../slack-fault.ts';
import type { Json, Person } from '../state/world.ts';
import { clientErrors } from '../views/client-errors.ts';
import { type Entered, elementState, type PlacedElement } from '../views/element-state.ts';
import { readEntered } from '../views/entered-value.ts';
import { blocksOf, type OpenView, viewPayload } from '../views/open-views.ts';
import { placedElements } from '../views/placed.ts';
import { NOT_ASKED, type Outcome, watchOutcome } from './outcome.ts';
import { actor, payloadBase } from './payload.ts';
import { sendPayload } from './send-payload.ts';

export interface Submission {
  readonly user: string;
  readonly view_id: string;
  /** Block id → action id → value; what is not named keeps what was entered before. */
  readonly values?: unknown;
}

const TROUBLE = 'We had some trouble connecting. Try again?';

/** A person submits a modal. @see https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
export async function submit(core: Core, { user, view_id: viewId, values }: Submission): Promise<Outcome> {
  const person = actor(core, user);
  const open = topView(core, person, viewId);
  if (!isRecord(open.view['submit']) && !blocksOf(open.view).some((block) => block['type'] === 'input')) {
    throw new BadInput(`view ${viewId} has nothing to submit`, 409);
  }
  const outcome = watchOutcome(core, person);
  const elements = placedElements(blocksOf(open.view));
  const entered = readEntered(
    elements,
    values,
    (actionId) => core.offered.get(`${viewId}/${actionId}`) ?? [],
  );
  const filled = core.views.enter(viewId, entered) ?? open;
  const errors = clientErrors(elements, filled.entered);
  if (Object.keys(errors).length > 0) {
    return outcome(NOT_ASKED, { errors, by: 'client' });
  }
  const delivered = await sendPayload(core, person.id, {
    type: 'view_submission',
    ...payloadBase(core, person),
    trigger_id: core.triggers.issue(person.id, person.teamId, true),
    view: viewPayload(filled, core.world),
    response_urls: replyUrls(core, person, elements, filled.entered),
  });
  if (delivered.error) {
    return outcome(delivered, { banner: TROUBLE });
  }
  const { problems, errors: appErrors } = follow(core, person, filled, delivered);
  if (problems) {
    core.inspector.amend(delivered.entry, { problems, error: 'invalid_response_action' });
    return outcome(delivered, { error: 'invalid_response_action', banner: TROUBLE });
  }
  return outcome(delivered, appErrors ? { errors: appErrors, by: 'app' } : {});
}

/** Only menus of conversations with `response_url_enabled` give the app a way to answer where the person chose. */
function replyUrls(
  core: Core,
  person: Person,
  elements: readonly PlacedElement[],
  entered: Entered,
): readonly Json[] {
  return elements.flatMap((placed) => {
    const state = placed.element['response_url_enabled'] === true ? elementState(placed, entered) : undefined;
    const channel = state?.['selected_conversation'] ?? state?.['selected_channel'];
    return typeof channel === 'string'
      ? [
          {
            response_url: issueReplyUrl(core, { user: person.id, channel }),
            channel_id: channel,
            block_id: placed.blockId,
            action_id: placed.actionId,
          },
        ]
      : [];
  });
}

function topView(core: Core, person: Person, viewId: string): OpenView {
  const stack = core.views.stack(person.id);
  const top = stack.at(-1);
  if (!top || !stack.some(({ id }) => id === viewId)) {
    throw new BadInput(`${person.id} has no open view ${viewId}`, 404);
  }
  if (top.id !== viewId) {
    throw new BadInput(`view ${viewId} is covered by ${top.id}`, 409);
  }
  return top;
}

interface Followed {
  readonly problems?: readonly Problem[];
  readonly errors?: Readonly<Record<string, string>>;
}

/** Does what the app's answer asks for. An answer that makes no sense leaves the modal as it is. */
function follow(core: Core, person: Person, open: OpenView, { body }: Delivered): Followed {
  if (body.trim() === '') {
    core.views.close(person.id, 'top');
    return {};
  }
  const answer = parsed(body);
  const action = isRecord(answer) ? answer['response_action'] : undefined;
  if (!isRecord(answer) || (action === undefined && Object.keys(answer).length > 0)) {
    return refused('/', 'the answer must be empty or have a response_action');
  }
  switch (action) {
    case undefined:
      core.views.close(person.id, 'top');
      return {};
    case 'clear':
      core.views.close(person.id, 'all');
      return {};
    case 'errors':
      return fieldErrors(open, answer['errors']);
    case 'update':
    case 'push':
      return showView(core, person, open, action, answer['view']);
    default:
      return refused('/response_action', `unsupported response_action: ${String(action)}`);
  }
}

/** Each key has to be the block id of an input block of this very view. @see https://github.com/slackapi/bolt-js/issues/554 */
function fieldErrors({ view }: OpenView, errors: unknown): Followed {
  const inputs = new Set(
    blocksOf(view).flatMap((block) => (block['type'] === 'input' ? [block['block_id']] : [])),
  );
  if (!isRecord(errors) || Object.keys(errors).length === 0) {
    return refused('/errors', 'must provide an object: block id → sentence');
  }
  const wrong = Object.entries(errors).find(
    ([blockId, text]) => !inputs.has(blockId) || typeof text !== 'string' || text === '',
  );
  if (wrong) {
    return refused(
      `/errors/${wrong[0]}`,
      inputs.has(wrong[0]) ? 'must provide a string' : 'is not an input block of this view',
    );
  }
  return {
    errors: Object.fromEntries(Object.entries(errors).map(([blockId, text]) => [blockId, String(text)])),
  };
}

function showView(
  core: Core,
  person: Person,
  open: OpenView,
  action: 'update' | 'push',
  view: unknown,
): Followed {
  const problems = validateView(view, 'modal');
  if (problems.length > 0 || !isRecord(view)) {
    return { problems };
  }
  try {
    if (action === 'update') {
      core.views.update(open.id, view);
    } else {
      core.views.push(person.id, person.teamId, view);
    }
    return {};
  } catch (error) {
    if (error instanceof SlackFault) {
      return refused('/view', error.code);
    }
    throw error;
  }
}

function refused(pointer: string, message: string): Followed {
  return { problems: [{ pointer, code: 'not_allowed', message }] };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
