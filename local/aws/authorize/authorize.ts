import type { Call } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { ProtocolKind } from '../wire/service-model.ts';
import { type AccessQuestion, evaluateIdentity, evaluateResource, type Verdict } from './evaluate.ts';
import { identityPolicies } from './identity-policies.ts';
import type { Need } from './need.ts';

/**
 * Throws AWS's access-denied error unless every need is allowed: explicit deny first, then identity, session and resource policies.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function authorize(needs: readonly Need[], call: Call, kind: ProtocolKind): void {
  for (const need of needs) {
    const denial = denialOf(need, call);
    if (denial !== undefined) {
      const code = kind === 'json' || kind === 'restJson' ? 'AccessDeniedException' : 'AccessDenied';
      throw new AwsError(code, denialText(need, call, denial), kind === 'json' ? {} : { status: 403 });
    }
  }
}

/** Whether this caller may do this; for places where a handler needs the answer and not the error. */
export function isAllowed(need: Need, call: Call): boolean {
  return denialOf(need, call) === undefined;
}

/** Why the need is refused, or `undefined`. */
function denialOf(need: Need, call: Call): string | undefined {
  const { principal } = call;
  const question: AccessQuestion = {
    action: need.action,
    resource: need.resource,
    context: conditionContext(need, call),
  };
  const explicit = (kind: string) => `with an explicit deny in ${kind}`;
  const identity: Verdict =
    principal.kind === 'root' ? 'allow' : evaluateIdentity(identityPolicies(call.iam, principal), question);
  const sessionPolicies = principal.session?.policies ?? [];
  const session: Verdict =
    sessionPolicies.length === 0 ? 'allow' : evaluateIdentity(sessionPolicies, question);
  const resource = need.resourcePolicy && evaluateResource(need.resourcePolicy, question, principal);
  if (identity === 'deny') {
    return explicit('an identity-based policy');
  }
  if (session === 'deny') {
    return explicit('a session policy');
  }
  if (resource?.verdict === 'deny') {
    return explicit('a resource-based policy');
  }
  const foreign = need.owner !== undefined && need.owner !== principal.account;
  const resourceAllows = resource?.verdict === 'allow';
  if (((foreign && !need.sharedElsewhere) || need.mustBeNamed) && !resourceAllows) {
    return `because no resource-based policy allows the ${need.action} action`;
  }
  // In one account a resource policy that names the person is enough; one that names the account hands the question back to IAM.
  if (identity !== 'allow' && !(resourceAllows && resource.naming === 'person' && !foreign)) {
    return `because no identity-based policy allows the ${need.action} action`;
  }
  return session === 'allow' ? undefined : `because no session policy allows the ${need.action} action`;
}

function denialText(need: Need, call: Call, reason: string): string {
  const { principal } = call;
  const who = `User: ${principal.arn} is not authorized to perform: ${need.action}`;
  return need.resource === '*' ? `${who} ${reason}` : `${who} on resource: ${need.resource} ${reason}`;
}

/** Keys that every call carries, and those of this action, all in lower case. */
function conditionContext(need: Need, call: Call): ReadonlyMap<string, readonly string[]> {
  const { principal } = call;
  const context = new Map<string, readonly string[]>([
    ['aws:principalarn', [principal.identityArn]],
    ['aws:principalaccount', [principal.account]],
    [
      'aws:principaltype',
      [principal.kind === 'root' ? 'Account' : principal.kind === 'user' ? 'User' : 'AssumedRole'],
    ],
    ['aws:userid', [principal.userId]],
    ['aws:requestedregion', [call.region]],
    ['aws:currenttime', [call.now.toISOString()]],
    ['aws:epochtime', [String(Math.floor(call.now.getTime() / 1000))]],
    ['aws:securetransport', ['true']],
    ['aws:sourceip', ['127.0.0.1']],
    ['aws:resourceaccount', [need.owner ?? principal.account]],
    ['aws:viaawsservice', ['false']],
    ['aws:principalisawsservice', ['false']],
  ]);
  if (principal.kind === 'user') {
    context.set('aws:username', [principal.name]);
  }
  for (const [key, value] of Object.entries(principal.session?.tags ?? {})) {
    context.set(`aws:principaltag/${key.toLowerCase()}`, [value]);
  }
  if (principal.session?.sourceIdentity !== undefined) {
    context.set('aws:sourceidentity', [principal.session.sourceIdentity]);
  }
  for (const [key, value] of Object.entries(need.context ?? {})) {
    context.set(key.toLowerCase(), typeof value === 'string' ? [value] : value);
  }
  return context;
}
