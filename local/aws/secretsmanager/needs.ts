import type { Need } from '../authorize/need.ts';
import { parsePolicy } from '../authorize/policy-document.ts';
import type { Call } from '../call.ts';
import { findSecret } from './versions.ts';

/** The question to IAM about one secret. What does not exist is asked about by the name that it would have. */
export function secretNeed(action: string, id: string, call: Call): Need {
  const secret = findSecret(call, id);
  const resource =
    secret?.arn ??
    (id.startsWith('arn:')
      ? id
      : `arn:aws:secretsmanager:${call.region}:${call.account}:secret:${id}-??????`);
  return {
    action,
    resource,
    owner: resource.split(':')[4] ?? call.account,
    ...(secret?.policy === undefined ? {} : { resourcePolicy: parsePolicy(secret.policy) }),
    context: {
      ...(secret ? { 'secretsmanager:SecretId': secret.arn } : {}),
      ...Object.fromEntries(
        (secret?.tags ?? []).map(({ Key, Value }) => [`aws:ResourceTag/${Key}`, Value ?? '']),
      ),
    },
  };
}
