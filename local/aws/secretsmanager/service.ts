import type { Need } from '../authorize/need.ts';
import type { Call } from '../call.ts';
import { memberText } from '../member.ts';
import type { Service } from '../service.ts';
import { readServiceModel } from '../wire/service-model.ts';
import { secretNeed } from './needs.ts';
import { rotationHandlers } from './rotation.ts';
import { secretPolicyHandlers } from './secret-policies.ts';
import { secretValueHandlers } from './secret-values.ts';
import { secretHandlers } from './secrets.ts';

export function createSecretsManager(): Service {
  return {
    model: readServiceModel('secretsmanager', {
      package: '@aws-sdk/client-secrets-manager',
      client: 'SecretsManagerClient',
    }),
    handlers: { ...secretHandlers, ...secretValueHandlers, ...secretPolicyHandlers, ...rotationHandlers },
    needs,
  };
}

function needs(input: object, call: Call): readonly Need[] {
  const action = `secretsmanager:${call.operation}`;
  const id =
    memberText(input, 'SecretId') ??
    (call.operation === 'CreateSecret' ? memberText(input, 'Name') : undefined);
  return [id === undefined ? { action, resource: '*' } : secretNeed(action, id, call)];
}
