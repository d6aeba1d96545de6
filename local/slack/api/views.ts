import * as z from 'zod';
import { SlackFault } from '../slack-fault.ts';
import { homePayload, viewHash, viewId, viewPayload } from '../views/open-views.ts';
import { withIds } from '../views/placed.ts';
import { type Method, readArgs } from './method.ts';
import { viewArgument } from './view-argument.ts';

const Trigger = z.object({ trigger_id: z.string().optional() });

/** @see https://docs.slack.dev/reference/methods/views.open */
export const viewsOpen: Method = {
  name: 'views.open',
  scopes: [],
  rate: 'tier4',
  run(call) {
    const { core } = call;
    const view = viewArgument(call.args['view'], 'modal');
    const { user, teamId, inView } = core.triggers.exchange(
      readArgs(call, Trigger).trigger_id,
      call.installation.teamId,
    );
    if (!inView) {
      // A client shows one stack: what was opened before by another gesture is gone.
      core.views.close(user, 'all');
    }
    return { view: viewPayload(core.views.push(user, teamId, view), core.world) };
  },
};

/** @see https://docs.slack.dev/reference/methods/views.push */
export const viewsPush: Method = {
  name: 'views.push',
  scopes: [],
  rate: 'tier4',
  run(call) {
    const { core } = call;
    const view = viewArgument(call.args['view'], 'modal');
    const { user, teamId } = core.triggers.exchange(
      readArgs(call, Trigger).trigger_id,
      call.installation.teamId,
    );
    if (core.views.stack(user).length === 0) {
      throw new SlackFault('not_found');
    }
    return { view: viewPayload(core.views.push(user, teamId, view), core.world) };
  },
};

const Update = z.object({
  view_id: z.string().optional(),
  external_id: z.string().optional(),
  hash: z.string().optional(),
});

/** @see https://docs.slack.dev/reference/methods/views.update */
export const viewsUpdate: Method = {
  name: 'views.update',
  scopes: [],
  rate: 'tier4',
  run(call) {
    const { core, installation } = call;
    const { view_id: id, external_id: externalId, hash } = readArgs(call, Update);
    const view = viewArgument(call.args['view'], 'modal');
    const open = id ? core.views.find(id) : core.views.findExternal(installation.teamId, externalId ?? '');
    if (!open || open.teamId !== installation.teamId) {
      throw new SlackFault('not_found');
    }
    return { view: viewPayload(core.views.update(open.id, view, hash), core.world) };
  },
};

const Publish = z.object({ user_id: z.string(), hash: z.string().optional() });

/** @see https://docs.slack.dev/reference/methods/views.publish */
export const viewsPublish: Method = {
  name: 'views.publish',
  scopes: [],
  rate: 'tier4',
  run(call) {
    const { core, installation } = call;
    const { user_id: user, hash } = readArgs(call, Publish);
    if (core.manifest.features.app_home?.home_tab_enabled !== true) {
      throw new SlackFault('not_enabled');
    }
    const view = viewArgument(call.args['view'], 'home');
    if (core.world.people.get(user)?.teamId !== installation.teamId) {
      throw new SlackFault('invalid_arguments', {
        response_metadata: { messages: ['[ERROR] invalid `user_id` [json-pointer:/user_id]'] },
      });
    }
    const before = core.world.state.homes.get(user);
    if (before && hash !== undefined && hash !== '' && hash !== before.hash) {
      throw new SlackFault('hash_conflict');
    }
    const home = {
      id: before?.id ?? viewId(),
      user,
      hash: viewHash(core.clock.now()),
      view: { ...view, blocks: withIds(view['blocks']) },
    };
    core.world.commit({ type: 'home-published', home });
    return { view: homePayload(home, core.world) };
  },
};
