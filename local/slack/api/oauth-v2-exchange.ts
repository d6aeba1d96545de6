import * as z from 'zod';
import { requireClient } from '../oauth/client-credentials.ts';
import { accessJson, rotated } from '../oauth/rotation.ts';
import { SlackFault } from '../slack-fault.ts';
import { type Method, readArgs } from './method.ts';

const Args = z.object({
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
  token: z.string().default(''),
});

/** Gives the first expiring pair for a token that never ended; that one is good for it once. @see https://docs.slack.dev/reference/methods/oauth.v2.exchange */
export const oauthV2Exchange: Method = {
  name: 'oauth.v2.exchange',
  scopes: [],
  rate: 'tier3',
  needsToken: false,
  run(call) {
    const { core } = call;
    const { token, ...credentials } = readArgs(call, Args);
    requireClient(core, credentials);
    if (core.manifest.settings.token_rotation_enabled !== true) {
      throw new SlackFault('token_rotation_not_enabled');
    }
    const installations = [...core.world.state.installations.values()];
    if (installations.some(({ rotation }) => rotation?.exchanged === token)) {
      throw new SlackFault('token_already_exchanged');
    }
    const installation = installations.find(({ botToken, rotation }) => botToken === token && !rotation);
    if (!installation) {
      throw new SlackFault('invalid_token');
    }
    if (installation.revoked) {
      throw new SlackFault('authorization_not_found');
    }
    const first = rotated(installation, core.clock);
    const exchanged = { ...first, rotation: { ...first.rotation, exchanged: token } };
    core.world.commit({ type: 'installed', installation: exchanged });
    return accessJson(core, exchanged);
  },
};
