import { MeshError } from '../errors.ts';
import type { TagGrants } from '../ports/tag-grants.ts';
import type { MeshPorts } from '../ports.ts';
import { DOMAIN_PARAMETER, PRODUCT_PARAMETER } from '../producer/list-products.ts';
import type { OwnerView } from './find-drift.ts';
import { type Finding, finding } from './finding.ts';

/** LF-tags that publishing puts on a table, and the parameter that says with which value. */
const PUBLISHED = [
  { key: 'domain', parameter: DOMAIN_PARAMETER },
  { key: 'dataproduct', parameter: PRODUCT_PARAMETER },
] as const;
/** What cannot be a tag's value was published without it. @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_LFTag.html */
const VALUE = /^[\p{L}\p{Z}\p{N}_.:*/=+\-@%]{1,256}$/u;

/**
 * LF-tags that publishing gives tables of a domain and product, and that they do not carry, or with another value. The tags by which a product or domain is followed are
 * not looked at here: what they give, or give no more, is a difference of grants.
 */
export async function* compareTags(
  { producer }: Pick<MeshPorts, 'producer'>,
  { owner, tables }: OwnerView,
): AsyncIterable<Finding> {
  for (const { key, parameter } of PUBLISHED) {
    for (const [database, byName] of tables) {
      const wanted = new Map<string, string[]>();
      for (const { name, parameters } of byName.values()) {
        const value = parameters[parameter]?.trim().toLowerCase() ?? '';
        if (VALUE.test(value)) {
          wanted.set(value, [...(wanted.get(value) ?? []), name]);
        }
      }
      const { tagGrants } = await producer(owner, database);
      for (const [value, names] of wanted) {
        const carriers = await carriersOf(tagGrants, database, key, value);
        for (const table of names.filter((name) => carriers?.has(name) === false).sort()) {
          yield finding({
            kind: 'missing',
            where: 'tag',
            owner,
            principal: owner,
            database,
            table,
            tag: { key, value },
            permissions: [],
            grantable: [],
            remedies: ['repair'],
          });
        }
      }
    }
  }
}

/** Tables with this tag, their own or their database's; `undefined` where the role may not look, as roles that were set up before, or AWS does not say. */
async function carriersOf(
  tagGrants: Pick<TagGrants, 'tagged'>,
  database: string,
  key: string,
  value: string,
): Promise<ReadonlySet<string> | undefined> {
  const found = new Set<string>();
  try {
    for await (const each of tagGrants.tagged([{ key, values: [value] }])) {
      if (each.database === database) {
        found.add(each.table);
      }
    }
    return found;
  } catch (error) {
    if (error instanceof MeshError && error.code === 'AWS_NOT_FOUND') {
      return found; // nothing carries a tag that is no more
    }
    if (error instanceof MeshError && (error.code === 'AWS_DENIED' || error.code === 'AWS_REFUSED')) {
      return undefined;
    }
    throw error;
  }
}
