import type { CachedProduct } from './ports.ts';
import { productKey } from './product-key.ts';

/**
 * Each domain that has several products, as if it were one product: its tables are named `database.table`, and each owner decides on its part. No
 * length is refused here, since the worker judges every part by its owner's own policy.
 */
export function domainsOf(products: readonly CachedProduct[]): readonly CachedProduct[] {
  const byDomain = new Map<string, CachedProduct[]>();
  for (const product of products) {
    if (product.domain) {
      byDomain.set(product.domain, [...(byDomain.get(product.domain) ?? []), product]);
    }
  }
  return [...byDomain].filter(([, parts]) => parts.length > 1).map(([name, parts]) => domainOf(name, parts));
}

/** The product or domain that an option stands for. */
export function offeredByKey(
  products: readonly CachedProduct[],
  key: string | undefined,
): CachedProduct | undefined {
  const wanted = (each: CachedProduct): boolean => each.key === key;
  return products.find(wanted) ?? domainsOf(products).find(wanted);
}

function domainOf(name: string, parts: readonly CachedProduct[]): CachedProduct {
  const unique = <T>(pick: (part: CachedProduct) => readonly T[]): readonly T[] => [
    ...new Set(parts.flatMap(pick)),
  ];
  const owners = unique(({ ownerTeamName }) => [ownerTeamName]);
  const conditions = unique(({ conditions: text }) => (text ? [text] : []));
  const fields = new Map(parts.flatMap((part) => part.fields ?? []).map((field) => [field.name, field]));
  return {
    database: '',
    key: productKey('', name),
    title: `${name} (whole domain)`,
    domain: name,
    description: `${parts.length} products; each owner decides on its own.`,
    ownerTeam: '',
    ownerTeamName: owners.join(', '),
    approvers: unique(({ approvers }) => approvers),
    approverGroups: unique(({ approverGroups }) => approverGroups),
    isUndecidable: parts.every(({ isUndecidable }) => isUndecidable),
    endless: true,
    ...(fields.size > 0
      ? { fields: [...fields.values()].map((field) => ({ ...field, optional: true })) }
      : {}),
    ...(conditions.length > 0 ? { conditions: conditions.join('\n\n') } : {}),
    live: parts.every(({ live }) => live),
    tables: parts.flatMap(({ database, tables }) =>
      tables.map((table) => ({ ...table, name: `${database}.${table.name}` })),
    ),
  };
}
