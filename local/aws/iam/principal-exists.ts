import type { Call } from '../call.ts';
import { GROUPS, ROLES, USERS } from './entities.ts';

const PRINCIPAL = /^arn:aws[a-z-]*:(iam|sts)::(\d{12}):(root|user|role|group|assumed-role)(?:\/(.+))?$/;

/**
 * Whether AWS would find this principal. One that was made less than the propagation delay ago is not found yet, which is what sends
 * "Invalid principal" to callers that go on at once.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
export function principalExists(arn: string, call: Pick<Call, 'state' | 'now' | 'settings'>): boolean {
  const [, , account = '', type, rest] = PRINCIPAL.exec(arn) ?? [];
  if (type === undefined) {
    return false;
  }
  if (type === 'root') {
    return rest === undefined;
  }
  const segments = rest?.split('/') ?? [];
  const name = (type === 'assumed-role' ? segments[0] : segments.at(-1)) ?? '';
  const kind = type === 'user' ? USERS : type === 'group' ? GROUPS : ROLES;
  const entity = call.state.in(kind, account).get(name);
  if (!entity || (type !== 'assumed-role' && entity.arn !== arn)) {
    return false;
  }
  return call.now.getTime() - entity.createdAt.getTime() >= call.settings.iamPropagationMs;
}
