import type { Need } from '../authorize/need.ts';
import type { Call } from '../call.ts';
import { memberText } from '../member.ts';
import type { Service } from '../service.ts';
import { readServiceModel } from '../wire/service-model.ts';
import { invitationHandlers } from './invitations.ts';
import { listHandlers } from './list-handlers.ts';
import { shareHandlers } from './share-handlers.ts';

export function createRam(): Service {
  return {
    model: readServiceModel('ram', { package: '@aws-sdk/client-ram', client: 'RAMClient' }),
    handlers: { ...shareHandlers, ...invitationHandlers, ...listHandlers },
    needs,
  };
}

function needs(input: object, call: Call): readonly Need[] {
  const resource =
    memberText(input, 'resourceShareInvitationArn') ?? memberText(input, 'resourceShareArn') ?? '*';
  // Whose share it is, the handlers decide.
  return [{ action: `ram:${call.operation}`, resource, sharedElsewhere: true }];
}
