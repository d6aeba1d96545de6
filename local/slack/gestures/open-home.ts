import { directMessage } from '../api/find-channel.ts';
import type { Core } from '../core.ts';
import type { SendEvent } from '../deliver/events.ts';
import { homePayload } from '../views/open-views.ts';
import { NOT_ASKED, type Outcome, watchOutcome } from './outcome.ts';
import { actor } from './payload.ts';

/** A person looks at the app's Home or Messages tab. @see https://docs.slack.dev/reference/events/app_home_opened */
export async function openHome(
  core: Core,
  sendEvent: SendEvent,
  { user, tab = 'home' }: { readonly user: string; readonly tab?: 'home' | 'messages' | undefined },
): Promise<Outcome> {
  const person = actor(core, user);
  const outcome = watchOutcome(core, person);
  const home = core.world.state.homes.get(user);
  const delivered = await sendEvent(person.teamId, {
    type: 'app_home_opened',
    user,
    channel: directMessage(core, person.teamId, user).id,
    tab,
    event_ts: (core.clock.now() / 1000).toFixed(6),
    ...(home && tab === 'home' ? { view: homePayload(home, core.world) } : {}),
  });
  return outcome(delivered ?? NOT_ASKED);
}
