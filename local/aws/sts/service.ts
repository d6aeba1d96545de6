import type { Need } from '../authorize/need.ts';
import type { Call } from '../call.ts';
import type { Service } from '../service.ts';
import { readServiceModel } from '../wire/service-model.ts';
import { assumeRole } from './assume-role.ts';
import { identityHandlers } from './identity.ts';

export function createSts(): Service {
  return {
    model: readServiceModel('sts', { package: '@aws-sdk/client-sts', client: 'STSClient' }),
    handlers: { ...identityHandlers, AssumeRole: assumeRole },
    needs: noNeeds,
  };
}

/** GetCallerIdentity needs no permission; AssumeRole asks in its handler, where the trust policy is at hand. */
function noNeeds(_input: object, _call: Call): readonly Need[] {
  return [];
}
