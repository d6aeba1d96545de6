import * as z from 'zod/mini';
import { ConfigurationError } from '../errors.ts';

const Texts = z.union([z.string(), z.array(z.string())]);
const Principal = z.union([z.string(), z.record(z.string(), Texts)]);
/** A statement keeps everything it came with, known to us or not. */
const Statement = z.looseObject({
  Sid: z.optional(z.string()),
  Effect: z.string(),
  Principal: z.optional(Principal),
  Action: z.optional(Texts),
  Resource: z.optional(Texts),
  Condition: z.optional(z.record(z.string(), z.record(z.string(), z.unknown()))),
});
export type PolicyStatement = z.infer<typeof Statement>;

const Document = z.looseObject({
  Version: z.optional(z.string()),
  /** AWS takes one statement without a list as well. */
  Statement: z.union([Statement, z.array(Statement)]),
});

export interface PolicyDocument {
  /** Everything but the statements, as it came. */
  readonly rest: Readonly<Record<string, unknown>>;
  readonly statements: readonly PolicyStatement[];
}

const EMPTY: PolicyDocument = { rest: { Version: '2012-10-17' }, statements: [] };

/** Reads any policy that AWS may hold; absent: an empty one. Throws `ConfigurationError` (`MALFORMED_POLICY`). */
export function readPolicy(text: string | undefined, what: string): PolicyDocument {
  if (text === undefined) {
    return EMPTY;
  }
  const parsed = Document.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new ConfigurationError('MALFORMED_POLICY', `${what} cannot be read`, {
      userMessage: `The policy of ${what} is not one that can be changed safely. Its owner has to look at it.`,
    });
  }
  const { Statement: statements, ...rest } = parsed.data;
  return { rest, statements: Array.isArray(statements) ? statements : [statements] };
}

/** Compact JSON, always with a list of statements; `undefined` where no statement is left, since AWS takes no empty policy. */
export function writePolicy({ rest, statements }: PolicyDocument): string | undefined {
  return statements.length > 0 ? JSON.stringify({ ...rest, Statement: statements }) : undefined;
}

/** One text or several, as a list. */
export function texts(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

/** The AWS principals of a statement; none for `*`, services and `NotPrincipal`. */
export function awsPrincipals({ Principal }: PolicyStatement): readonly string[] {
  return Principal === undefined || typeof Principal === 'string' ? [] : texts(Principal['AWS']);
}

/**
 * Whether this is the unique id of a deleted role or user, which AWS shows in place of its ARN, and refuses when the policy is written again.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function isDeletedPrincipal(principal: string): boolean {
  return /^A(ROA|IDA)[A-Z0-9]{8,}$/.test(principal);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
