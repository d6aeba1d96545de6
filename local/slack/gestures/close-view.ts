import { BadInput } from '../bad-input.ts';
import type { Core } from '../core.ts';
import type { Person } from '../state/world.ts';
import { type OpenView, viewPayload } from '../views/open-views.ts';
import { NOT_ASKED, type Outcome, watchOutcome } from './outcome.ts';
import { actor, payloadBase } from './payload.ts';
import { sendPayload } from './send-payload.ts';

/** A person closes the top modal, or all of them at once. The app is told only of views with `notify_on_close`. */
export async function closeView(
  core: Core,
  {
    user,
    view_id: viewId,
    all,
  }: { readonly user: string; readonly view_id: string; readonly all?: boolean | undefined },
): Promise<Outcome> {
  const person = actor(core, user);
  const top = core.views.stack(person.id).at(-1);
  if (top?.id !== viewId) {
    throw new BadInput(`${viewId} is not the top view of ${user}`, 409);
  }
  const outcome = watchOutcome(core, person);
  const cleared = all === true || top.view['clear_on_close'] === true;
  const closed = core.views.close(person.id, cleared ? 'all' : 'top');
  const told = closed.filter(({ view }) => view['notify_on_close'] === true);
  const deliveries = [];
  for (const view of told) {
    deliveries.push(await tellClosed(core, person, view, cleared));
  }
  return outcome(deliveries[0] ?? NOT_ASKED);
}

/** `view_closed` carries no trigger. */
function tellClosed(core: Core, person: Person, view: OpenView, cleared: boolean) {
  return sendPayload(core, person.id, {
    type: 'view_closed',
    ...payloadBase(core, person),
    view: viewPayload(view, core.world),
    is_cleared: cleared,
  });
}
