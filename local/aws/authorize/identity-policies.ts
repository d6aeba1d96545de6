import { GROUPS, POLICIES, ROLES, USERS } from '../iam/entities.ts';
import { awsManagedPolicy } from '../iam/managed-policies.ts';
import type { IamView } from '../iam/settling.ts';
import { type PolicyDocument, parsePolicy } from './policy-document.ts';
import type { Principal } from './principal.ts';

interface Holder {
  readonly attached: readonly string[];
  readonly inline: Readonly<Record<string, string>>;
}

/** Every policy that the principal holds itself or through a group, as IAM has spread it. */
export function identityPolicies(iam: IamView, principal: Principal): PolicyDocument[] {
  const { account, name } = principal;
  const holders: (Holder | undefined)[] =
    principal.kind === 'role'
      ? [iam.in(ROLES, account).get(name)]
      : [
          iam.in(USERS, account).get(name),
          ...iam
            .in(GROUPS, account)
            .values()
            .filter((group) => group.members.includes(name)),
        ];
  return holders.flatMap((holder) => [
    ...(holder?.attached ?? []).flatMap((arn) => managedPolicy(iam, arn)),
    ...Object.values(holder?.inline ?? {}).map(parsePolicy),
  ]);
}

function managedPolicy(iam: IamView, arn: string): PolicyDocument[] {
  const ours = iam.in(POLICIES, arn.split(':')[4] ?? '').get(arn);
  const document = ours
    ? ours.versions.find(({ id }) => id === ours.defaultVersion)?.document
    : awsManagedPolicy(arn);
  return document === undefined ? [] : [parsePolicy(document)];
}
