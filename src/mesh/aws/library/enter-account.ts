import { centralRole, memberRole, READ_ONLY_ROLE, roleArn, type Side } from '../../names.ts';
import { whoCalls } from '../caller.ts';
import { type AwsClients, createClients } from '../clients.ts';
import type { AwsCredentialIdentityProvider } from '../credentials.ts';
import { createSessions, type Hop } from '../sessions.ts';
import type { LibraryContext } from './library-options.ts';

/** A member account as the library enters it: the caller, the account's own role, its role in the mesh account, and the read-only role. */
export interface MemberSessions {
  readonly account: string;
  readonly caller: { readonly arn: string; readonly principalArn: string; readonly clients: AwsClients };
  readonly own: AwsClients;
  readonly mesh: AwsClients;
  readonly readOnly: AwsClients;
  readonly meshRoleArn: string;
}

const EVERYTHING = [{ Action: ['*'], Resource: ['*'] }];

/**
 * The chain of the library: caller → the account's role → its role in the mesh → the read-only role. Session policies are left open here, since
 * one object serves every method and the roles' own policies are the limit; a caller who is that role already takes no first step.
 */
export async function enterAccount(
  context: LibraryContext,
  credentials: AwsCredentialIdentityProvider,
  side: Side,
): Promise<MemberSessions> {
  const { place, aws, clock, now } = context;
  const callers = createClients(aws, credentials);
  const caller = await whoCalls(callers, place, clock);
  const sessions = createSessions({
    ...aws,
    credentials,
    actor: { kind: 'aws', arn: caller.arn },
    level: 'plain',
    now,
  });
  const ownRole = roleArn(place, caller.account, memberRole(side));
  const meshRoleArn = roleArn(place, place.meshAccountId, centralRole(side, caller.account));
  const open = (arn: string): Hop => ({ roleArn: arn, allow: EVERYTHING });
  const first = caller.principalArn === ownRole ? [] : [open(ownRole)];
  const second = [...first, open(meshRoleArn)];
  const third = [...second, open(roleArn(place, place.meshAccountId, READ_ONLY_ROLE))];
  return {
    account: caller.account,
    caller: { arn: caller.arn, principalArn: caller.principalArn, clients: callers },
    own: createClients(aws, sessions.through(first)),
    mesh: createClients(aws, sessions.through(second)),
    readOnly: createClients(aws, sessions.through(third)),
    meshRoleArn,
  };
}
