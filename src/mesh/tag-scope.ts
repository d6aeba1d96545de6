import { InvalidRequestError } from './errors.ts';
import type { MeshTable } from './ports/mesh-catalog.ts';
import { DOMAIN_PARAMETER, PRODUCT_PARAMETER } from './producer/list-products.ts';

/** What a subscription follows where it covers tables that come later too: a product or a domain within one mesh database. */
export interface TagScope {
  readonly kind: 'product' | 'domain';
  /** As the catalogue calls it. */
  readonly name: string;
  /** Values of `sensitivity` that are covered; a table with another one is held back. Tables without any have {@link NO_SENSITIVITY}. */
  readonly sensitivities: readonly string[];
}

/** One LF-tag with the values of which a table has to carry one. */
export interface TagCondition {
  readonly key: string;
  readonly values: readonly string[];
}

/** Parameter of a published table that says how sensitive it is. */
const SENSITIVITY_PARAMETER = 'sensitivity';
/** Value of the sensitivity tag on tables that say nothing: an expression cannot ask for the absence of a tag. */
const NO_SENSITIVITY = 'none';
/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_LFTag.html */
const LONGEST_VALUE = 256;
const VALUES_PER_TAG = 50;

/**
 * The expression of a scope. Its keys carry the owner's account id, since whoever made an LF-tag may grant by it: with a key that owners share, one
 * of them could give away tables of another. The value names the database, so that a product of the same name elsewhere is not meant.
 * Throws `InvalidRequestError` (`NAME_NO_TAG`, `TOO_MANY_SENSITIVITIES`).
 */
export function tagExpression(owner: string, database: string, scope: TagScope): readonly TagCondition[] {
  if (scope.sensitivities.length > VALUES_PER_TAG) {
    throw new InvalidRequestError(
      'TOO_MANY_SENSITIVITIES',
      `${database} has tables of ${scope.sensitivities.length} sensitivities`,
      {
        userMessage: `The tables of ${scope.name} have more than ${VALUES_PER_TAG} different sensitivities, and AWS takes no more in one grant. Ask for the tables as they are now instead.`,
      },
    );
  }
  return [
    { key: scopeKey(owner, scope.kind), values: [scopeValue(database, scope.name)] },
    { key: sensitivityKey(owner), values: [...scope.sensitivities].sort() },
  ];
}

export function scopeKey(owner: string, kind: TagScope['kind']): string {
  return `mesh-${kind}-${owner}`;
}

export function sensitivityKey(owner: string): string {
  return `mesh-sensitivity-${owner}`;
}

function scopeValue(database: string, name: string): string {
  const value = `${database}/${name.trim().toLowerCase()}`;
  if (value.length > LONGEST_VALUE || !/^[\p{L}\p{Z}\p{N}_.:*/=+\-@%]*$/u.test(value)) {
    throw new InvalidRequestError('NAME_NO_TAG', `no LF-tag value: ${value}`, {
      userMessage: `The name ${name} cannot be an LF-tag (too long, or with a character that AWS does not take), so later tables cannot be included. Ask for the tables as they are now instead.`,
    });
  }
  return value;
}

/** How sensitive a table is, as a tag's value. What cannot be one counts as a sensitivity of its own. */
export function sensitivityOf({ parameters }: Pick<MeshTable, 'parameters'>): string {
  const given = parameters[SENSITIVITY_PARAMETER]?.trim().toLowerCase();
  return given
    ? given.replace(/[^\p{L}\p{Z}\p{N}_.:*/=+\-@%]/gu, '_').slice(0, LONGEST_VALUE)
    : NO_SENSITIVITY;
}

/** Whether a table of this owner belongs to the product or domain. */
export function isMember(table: MeshTable, owner: string, { kind, name }: TagScope): boolean {
  const belongsTo = table.parameters[kind === 'product' ? PRODUCT_PARAMETER : DOMAIN_PARAMETER];
  return (
    table.target === undefined &&
    table.owner === owner &&
    belongsTo?.trim().toLowerCase() === name.trim().toLowerCase()
  );
}

/** Whether two scopes are granted by one and the same expression. */
export function sameScope(left: TagScope | undefined, right: TagScope | undefined): boolean {
  return scopeText(left) === scopeText(right);
}

export function sameExpression(left: readonly TagCondition[], right: readonly TagCondition[]): boolean {
  const text = (expression: readonly TagCondition[]) =>
    JSON.stringify(expression.map(({ key, values }) => [key, [...values].sort()]).sort());
  return text(left) === text(right);
}

/** For comparisons and digests. */
export function scopeText(scope: TagScope | undefined): string {
  return scope === undefined
    ? ''
    : JSON.stringify([scope.kind, scope.name.trim().toLowerCase(), [...scope.sensitivities].sort()]);
}
