import { conditionHolds } from './condition.ts';
import { globMatches } from './glob.ts';
import type { PolicyDocument, Principals, Statement } from './policy-document.ts';
import type { Principal } from './principal.ts';

export type Verdict = 'allow' | 'deny' | 'none';

export interface AccessQuestion {
  readonly action: string;
  readonly resource: string;
  /** Condition keys in lower case. */
  readonly context: ReadonlyMap<string, readonly string[]>;
}

/** How closely a resource policy names the caller: in person, or only by account (which then still needs an identity policy). */
export type Naming = 'person' | 'account' | 'none';

/** What identity policies say: an explicit deny beats any allow. */
export function evaluateIdentity(documents: readonly PolicyDocument[], question: AccessQuestion): Verdict {
  let allowed = false;
  for (const statement of documents.flatMap((document) => document.statements)) {
    if (applies(statement, question)) {
      if (statement.effect === 'Deny') {
        return 'deny';
      }
      allowed = true;
    }
  }
  return allowed ? 'allow' : 'none';
}

/** What a resource or trust policy says about this caller. */
export function evaluateResource(
  document: PolicyDocument,
  question: AccessQuestion,
  principal: Principal | { readonly service: string },
): { readonly verdict: Verdict; readonly naming: Naming } {
  let naming: Naming = 'none';
  for (const statement of document.statements) {
    const named = nameIn(statement, principal);
    if (named === 'none' || !applies(statement, question)) {
      continue;
    }
    if (statement.effect === 'Deny') {
      return { verdict: 'deny', naming: named };
    }
    naming = naming === 'person' ? 'person' : named;
  }
  return { verdict: naming === 'none' ? 'none' : 'allow', naming };
}

function applies(statement: Statement, question: AccessQuestion): boolean {
  const { actions, notActions, resources, notResources } = statement;
  const action = actions
    ? actions.some((pattern) => globMatches(pattern, question.action, true))
    : !notActions?.some((pattern) => globMatches(pattern, question.action, true));
  if (!action) {
    return false;
  }
  const expand = (pattern: string) => substitute(pattern, question.context);
  const resource = resources
    ? resources.some((pattern) => globMatches(expand(pattern), question.resource))
    : notResources
      ? !notResources.some((pattern) => globMatches(expand(pattern), question.resource))
      : true;
  return (
    resource &&
    statement.conditions.every((condition) =>
      conditionHolds({ ...condition, values: condition.values.map(expand) }, question.context),
    )
  );
}

function nameIn(statement: Statement, principal: Principal | { readonly service: string }): Naming {
  if (statement.notPrincipals) {
    return namingBy(statement.notPrincipals, principal) === 'none' ? 'person' : 'none';
  }
  return statement.principals ? namingBy(statement.principals, principal) : 'none';
}

function namingBy(principals: Principals, principal: Principal | { readonly service: string }): Naming {
  if ('service' in principal) {
    return principals['Service']?.includes(principal.service) ? 'person' : 'none';
  }
  const names = principals['AWS'] ?? [];
  const persons = [principal.arn, principal.identityArn, '*'];
  if (principal.kind !== 'root' && names.some((name) => persons.includes(name))) {
    return 'person';
  }
  const accounts = [principal.account, `arn:aws:iam::${principal.account}:root`, '*'];
  return names.some((name) => accounts.includes(name)) ? 'account' : 'none';
}

/** Policy variables such as `${aws:PrincipalTag/team}`; one without a value matches nothing. */
function substitute(pattern: string, context: ReadonlyMap<string, readonly string[]>): string {
  return pattern.replace(/\$\{([^}]+)\}/g, (whole, name: string) => {
    if (name === '*' || name === '?' || name === '$') {
      return name;
    }
    return context.get(name.toLowerCase())?.[0] ?? whole;
  });
}
