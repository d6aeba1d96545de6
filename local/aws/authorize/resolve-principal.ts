import { ACCESS_KEYS, KEY_SCOPE, ROLES, USERS } from '../iam/entities.ts';
import type { State } from '../state/state.ts';
import { SESSION_SCOPE, SESSIONS, type Session } from '../sts/sessions.ts';
import { parsePolicy } from './policy-document.ts';
import type { Principal } from './principal.ts';

export interface Credential {
  readonly secret: string;
  readonly token?: string;
  readonly expiresAt?: Date;
  readonly principal: Principal;
}

/** Who owns an access key; `undefined` where no such key works. */
export function resolveCredential(state: State, accessKeyId: string): Credential | undefined {
  const session = state.in(SESSIONS, SESSION_SCOPE).get(accessKeyId);
  if (session) {
    const principal = sessionPrincipal(state, session);
    return (
      principal && { secret: session.secret, token: session.token, expiresAt: session.expiresAt, principal }
    );
  }
  const key = state.in(ACCESS_KEYS, KEY_SCOPE).get(accessKeyId);
  if (!key?.active) {
    return undefined;
  }
  const principal = key.user === undefined ? rootOf(key.account) : userOf(state, key.account, key.user);
  return principal && { secret: key.secret, principal };
}

function rootOf(account: string): Principal {
  const arn = `arn:aws:iam::${account}:root`;
  return { kind: 'root', account, arn, identityArn: arn, name: '', userId: account };
}

function userOf(state: State, account: string, name: string): Principal | undefined {
  const user = state.in(USERS, account).get(name);
  return user && { kind: 'user', account, arn: user.arn, identityArn: user.arn, name, userId: user.id };
}

function sessionPrincipal(state: State, session: Session): Principal | undefined {
  if (session.role === undefined) {
    return session.user === undefined
      ? rootOf(session.account)
      : userOf(state, session.account, session.user);
  }
  const role = state.in(ROLES, session.account).get(session.role);
  if (!role || role.id !== session.roleId) {
    return undefined;
  }
  return {
    kind: 'role',
    account: session.account,
    arn: `arn:aws:sts::${session.account}:assumed-role/${role.name}/${session.sessionName}`,
    identityArn: role.arn,
    name: role.name,
    userId: `${role.id}:${session.sessionName}`,
    session: {
      name: session.sessionName,
      policies: session.policies.map(parsePolicy),
      tags: session.tags,
      transitiveTags: session.transitiveTags,
      ...(session.sourceIdentity === undefined ? {} : { sourceIdentity: session.sourceIdentity }),
    },
  };
}
