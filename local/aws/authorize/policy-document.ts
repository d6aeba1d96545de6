/** A policy as parsed; every list is a list, also where the text had a single value. */
export interface PolicyDocument {
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[] | undefined;
  readonly notActions: readonly string[] | undefined;
  readonly resources: readonly string[] | undefined;
  readonly notResources: readonly string[] | undefined;
  readonly principals: Principals | undefined;
  readonly notPrincipals: Principals | undefined;
  readonly conditions: readonly Condition[];
}

export type Principals = Readonly<Record<string, readonly string[]>>;

export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** The text is not a policy; `message` is AWS's wording where it is known. */
export class PolicySyntaxError extends Error {}

export function parsePolicy(text: string): PolicyDocument {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new PolicySyntaxError('This policy contains invalid Json');
  }
  const members = record(raw, 'Syntax errors in policy.');
  const version = members['Version'];
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17') {
    throw new PolicySyntaxError('The policy must contain a valid version string');
  }
  const statements = members['Statement'] === undefined ? [] : list(members['Statement']);
  if (statements.length === 0) {
    throw new PolicySyntaxError('Syntax errors in policy.');
  }
  return { statements: statements.map(parseStatement) };
}

function parseStatement(raw: unknown): Statement {
  const members = record(raw, 'Syntax errors in policy.');
  const effect = members['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny') {
    throw new PolicySyntaxError('Syntax errors in policy.');
  }
  const actions = texts(members['Action']);
  const notActions = texts(members['NotAction']);
  if ((actions === undefined) === (notActions === undefined)) {
    throw new PolicySyntaxError('Policy statement must contain actions.');
  }
  for (const action of [...(actions ?? []), ...(notActions ?? [])]) {
    if (action !== '*' && !/^[a-z0-9-]+:[A-Za-z0-9*?]+$/i.test(action)) {
      throw new PolicySyntaxError(
        'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
      );
    }
  }
  const sid = members['Sid'];
  return {
    sid: typeof sid === 'string' ? sid : undefined,
    effect,
    actions,
    notActions,
    resources: texts(members['Resource']),
    notResources: texts(members['NotResource']),
    principals: principals(members['Principal']),
    notPrincipals: principals(members['NotPrincipal']),
    conditions: conditions(members['Condition']),
  };
}

function principals(raw: unknown): Principals | undefined {
  if (raw === undefined) {
    return undefined;
  }
  if (raw === '*') {
    return { AWS: ['*'] };
  }
  const members = record(raw, 'Invalid principal in policy');
  return Object.fromEntries(Object.entries(members).map(([type, names]) => [type, texts(names) ?? []]));
}

function conditions(raw: unknown): Condition[] {
  if (raw === undefined) {
    return [];
  }
  return Object.entries(record(raw, 'Syntax errors in policy.')).flatMap(([operator, keys]) =>
    Object.entries(record(keys, 'Syntax errors in policy.')).map(([key, values]) => ({
      operator,
      key,
      values: list(values).map(String),
    })),
  );
}

function texts(raw: unknown): readonly string[] | undefined {
  if (raw === undefined) {
    return undefined;
  }
  return list(raw).map((item) => {
    if (typeof item !== 'string') {
      throw new PolicySyntaxError('Syntax errors in policy.');
    }
    return item;
  });
}

function list(raw: unknown): readonly unknown[] {
  return Array.isArray(raw) ? raw : [raw];
}

function record(raw: unknown, message: string): Record<string, unknown> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw new PolicySyntaxError(message);
  }
  return Object.fromEntries(Object.entries(raw));
}
