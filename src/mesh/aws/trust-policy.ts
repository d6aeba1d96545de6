import type { TrustStatement } from '../admin/admin-ports.ts';
import {
  awsPrincipals,
  isDeletedPrincipal,
  type PolicyStatement,
  readPolicy,
  texts,
  writePolicy,
} from '../policies/policy-document.ts';

/**
 * The trust policy with what is wanted, or `undefined` where nothing is missing. A statement with a Sid stands for itself; one without is
 * merged into the first statement that lets AWS principals in without a condition, which is the one that the library extends as well.
 */
export function mergeTrust(text: string, wanted: readonly TrustStatement[]): string | undefined {
  const document = readPolicy(text, 'the role');
  let statements = document.statements;
  for (const statement of wanted) {
    statements =
      statement.Sid === undefined ? mergedIntoFirst(statements, statement) : withSid(statements, statement);
  }
  const next = writePolicy({ ...document, statements });
  return next === writePolicy(document) ? undefined : next;
}

/** The trust policy without a principal, or `undefined` where it is not there. A statement that is left without principals goes. */
export function withoutTrust(text: string, principal: string): string | undefined {
  const document = readPolicy(text, 'the role');
  const statements = document.statements.flatMap((statement) => {
    const all = awsPrincipals(statement);
    const rest = all.filter((name) => name !== principal && !isDeletedPrincipal(name));
    if (rest.length === all.length) {
      return [statement];
    }
    return rest.length > 0 ? [{ ...statement, Principal: { AWS: rest } }] : [];
  });
  const next = writePolicy({ ...document, statements });
  return next === writePolicy(document) ? undefined : next;
}

function withSid(statements: readonly PolicyStatement[], wanted: TrustStatement): readonly PolicyStatement[] {
  const index = statements.findIndex(({ Sid }) => Sid === wanted.Sid);
  const statement = toStatement(wanted);
  return index < 0 ? [...statements, statement] : statements.with(index, statement);
}

function mergedIntoFirst(
  statements: readonly PolicyStatement[],
  wanted: TrustStatement,
): readonly PolicyStatement[] {
  const index = statements.findIndex(
    (statement) =>
      statement.Effect === 'Allow' &&
      statement.Condition === undefined &&
      awsPrincipals(statement).length > 0,
  );
  const first = statements[index];
  if (!first) {
    return [...statements, toStatement(wanted)];
  }
  const all = awsPrincipals(first);
  const known = all.filter((principal) => !isDeletedPrincipal(principal));
  const missing = wanted.Principal.AWS.filter((arn) => !known.includes(arn));
  const actions = wanted.Action.filter((action) => !texts(first.Action).includes(action));
  if (missing.length === 0 && actions.length === 0 && known.length === all.length) {
    return statements;
  }
  return statements.with(index, {
    ...first,
    Principal: { AWS: [...known, ...missing] },
    Action: [...texts(first.Action), ...actions],
  });
}

function toStatement({ Principal, Action, Condition, ...rest }: TrustStatement): PolicyStatement {
  return {
    ...rest,
    Principal: { AWS: [...Principal.AWS] },
    Action: [...Action],
    ...(Condition === undefined ? {} : { Condition: { ...Condition } }),
  };
}
