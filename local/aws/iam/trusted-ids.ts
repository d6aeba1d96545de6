import type { State } from '../state/state.ts';
import { ROLES, type Role, USERS } from './entities.ts';

function idOf(state: State, arn: string): string | undefined {
  const [, account = '', type, name = ''] =
    /^arn:aws[a-z-]*:iam::(\d{12}):(user|role)\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  const entity =
    type === undefined ? undefined : state.in(type === 'user' ? USERS : ROLES, account).get(name);
  return entity?.arn === arn ? entity.id : undefined;
}

/** The unique ids behind the users and roles that a trust policy names, by ARN. */
export function trustedIds(state: State, trust: string): Readonly<Record<string, string>> {
  const arns = trust.match(/arn:aws[a-z-]*:iam::\d{12}:(?:user|role)\/[^"\\]+/g) ?? [];
  return Object.fromEntries(
    arns.flatMap((arn) => {
      const id = idOf(state, arn);
      return id === undefined ? [] : [[arn, id]];
    }),
  );
}

/**
 * The trust policy as IAM shows and follows it: a principal that was deleted appears by its unique id, and one that was made again under the
 * same name is not trusted until the policy is written anew.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function currentTrust(state: State, role: Role): string {
  return Object.entries(role.trustedIds ?? {}).reduce(
    (text, [arn, id]) => (idOf(state, arn) === id ? text : text.replaceAll(`"${arn}"`, `"${id}"`)),
    role.trust,
  );
}
