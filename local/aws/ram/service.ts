import * as sdk from '@aws-sdk/client-ram';
import type { Need } from '../authorize/need.ts';
import type { Call } from '../call.ts';
import { memberText } from '../member.ts';
import type { Service } from '../service.ts';
import { readServiceModel } from '../wire/service-model.ts';
import { ramHandlers } from './handlers.ts';

export function createRam(): Service {
  const client = new sdk.RAMClient({
    region: 'us-east-1',
    credentials: { accessKeyId: '-', secretAccessKey: '-' },
  });
  return { model: readServiceModel('ram', sdk, client), handlers: ramHandlers, needs };
}

function needs(input: object, call: Call): readonly Need[] {
  const resource =
    memberText(input, 'resourceShareInvitationArn') ?? memberText(input, 'resourceShareArn') ?? '*';
  // Whose share it is, the handlers decide.
  return [{ action: `ram:${call.operation}`, resource, sharedElsewhere: true }];
}
