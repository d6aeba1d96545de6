import { randomBytes } from 'node:crypto';
import { isAllowed } from '../authorize/authorize.ts';
import type { Need } from '../authorize/need.ts';
import { parsePolicy } from '../authorize/policy-document.ts';
import type { Call } from '../call.ts';
import { ROLES, type Role } from '../iam/entities.ts';
import { secretKey, uniqueId } from '../iam/ids.ts';
import { currentTrust } from '../iam/trusted-ids.ts';
import { AwsError } from '../wire/aws-error.ts';
import { checkShape, duration, type Input, invalid, sessionPolicies } from './assume-role-request.ts';
import { SESSION_SCOPE, SESSIONS, type Session } from './sessions.ts';

/**
 * Gives temporary credentials for a role when its trust policy and, for another account or a trusted account, the caller's own policies allow it.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function assumeRole(input: Input, call: Call) {
  checkShape(input);
  const role = findRole(input, call);
  const tags = Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
  const carried = carriedTags(call);
  checkTrust(input, call, role, tags);
  const seconds = duration(input, call, role);
  const sourceIdentity = input.SourceIdentity ?? call.principal.session?.sourceIdentity;
  const session: Session = {
    accessKeyId: uniqueId('ASIA'),
    secret: secretKey(),
    token: randomBytes(96).toString('base64'),
    account: role.arn.split(':')[4] ?? '',
    expiresAt: new Date(call.now.getTime() + seconds * 1000),
    role: role.name,
    roleId: role.id,
    sessionName: input.RoleSessionName,
    policies: sessionPolicies(input, call),
    // A transitive tag of the first session cannot be changed by a later one.
    tags: { ...Object.fromEntries(role.tags.map(({ Key, Value }) => [Key, Value])), ...tags, ...carried },
    transitiveTags: [...(input.TransitiveTagKeys ?? []), ...Object.keys(carried)],
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
  };
  call.state.in(SESSIONS, SESSION_SCOPE).put(session.accessKeyId, session);
  dropExpired(call);
  return {
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secret,
      SessionToken: session.token,
      Expiration: session.expiresAt,
    },
    AssumedRoleUser: {
      Arn: `arn:aws:sts::${session.account}:assumed-role/${role.name}/${session.sessionName}`,
      AssumedRoleId: `${role.id}:${session.sessionName}`,
    },
    ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
    PackedPolicySize:
      session.policies.length > 0 ? Math.ceil(session.policies.join('').length / 41) : undefined,
  };
}

function findRole(input: Input, call: Call): Role {
  const match = /^arn:aws[a-z-]*:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(input.RoleArn);
  if (!match) {
    throw invalid(`${input.RoleArn} is invalid`);
  }
  const role = call.iam.in(ROLES, match[1] ?? '').get(match[2] ?? '');
  const visible = role && call.now.getTime() - role.createdAt.getTime() >= call.settings.iamPropagationMs;
  if (!visible || role.arn !== input.RoleArn) {
    // ASSUMPTION sts-missing-role: a missing role looks like one that does not trust the caller.
    throw denied('sts:AssumeRole', input, call);
  }
  return role;
}

function denied(action: string, input: Input, call: Call): AwsError {
  const text = `User: ${call.principal.arn} is not authorized to perform: ${action} on resource: ${input.RoleArn}`;
  return new AwsError('AccessDenied', text, { status: 403 });
}

/** Trust policy and the caller's policies, for AssumeRole itself and for what it carries along. */
function checkTrust(input: Input, call: Call, role: Role, tags: Readonly<Record<string, string>>): void {
  if (call.principal.kind === 'root') {
    throw new AwsError('AccessDenied', 'Roles may not be assumed by root accounts.', { status: 403 });
  }
  const tagKeys = Object.keys(tags);
  const context: Record<string, string | string[]> = {
    'sts:RoleSessionName': input.RoleSessionName,
    ...(input.ExternalId === undefined ? {} : { 'sts:ExternalId': input.ExternalId }),
    ...(input.SourceIdentity === undefined ? {} : { 'sts:SourceIdentity': input.SourceIdentity }),
    ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    ...(tagKeys.length > 0 ? { 'aws:TagKeys': tagKeys } : {}),
    ...(input.TransitiveTagKeys === undefined ? {} : { 'sts:TransitiveTagKeys': input.TransitiveTagKeys }),
  };
  const carries = Object.keys(carriedTags(call)).length > 0;
  const actions = ['sts:AssumeRole'];
  if (tagKeys.length > 0 || carries) {
    actions.push('sts:TagSession');
  }
  if (input.SourceIdentity !== undefined || call.principal.session?.sourceIdentity !== undefined) {
    actions.push('sts:SetSourceIdentity');
  }
  const current = call.principal.session?.sourceIdentity;
  if (current !== undefined && input.SourceIdentity !== undefined && current !== input.SourceIdentity) {
    throw new AwsError(
      'AccessDenied',
      'The source identity of a session cannot be changed by role chaining.',
      { status: 403 },
    );
  }
  const owner = role.arn.split(':')[4] ?? '';
  for (const action of actions) {
    const need: Need = {
      action,
      resource: role.arn,
      owner,
      resourcePolicy: parsePolicy(currentTrust(call.state, role)),
      mustBeNamed: true,
      context,
    };
    if (!isAllowed(need, call)) {
      throw denied(action, input, call);
    }
  }
}

/** Transitive tags of the caller's session go along with every further role. */
function carriedTags(call: Call): Readonly<Record<string, string>> {
  const session = call.principal.session;
  return Object.fromEntries((session?.transitiveTags ?? []).map((key) => [key, session?.tags[key] ?? '']));
}

/** Sessions that ended a day ago can be forgotten; until then their use is answered as expired. */
function dropExpired(call: Call): void {
  const sessions = call.state.in(SESSIONS, SESSION_SCOPE);
  if (sessions.size % 200 === 0) {
    for (const session of sessions.values()) {
      if (session.expiresAt.getTime() + 86_400_000 < call.now.getTime()) {
        sessions.delete(session.accessKeyId);
      }
    }
  }
}
