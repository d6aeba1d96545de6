import type { CatalogProduct } from '../../mesh/producer/catalog-product.ts';
import { productsOfDatabase } from '../products-of-database.ts';
import { secondsOf } from './duration.ts';
import { evaluatePolicy } from './evaluate-policy.ts';
import type { Ask, AskedTable } from './outcome.ts';
import { PLAIN, settingsLines } from './outcome-text.ts';
import type { Policy } from './policy.ts';

/** What another policy means for those who ask for a product from then on. */
export interface ProductEffect {
  readonly product: string;
  readonly database: string;
  /** Keys of the teams that are concerned; `anybody` for those that no rule names. */
  readonly askers: readonly string[];
  /** Sentences that hold no longer, and those that hold from now on. Both empty: other rules decide, with the same sentences. */
  readonly noLonger: readonly string[];
  readonly fromNowOn: readonly string[];
  /** Whether something is refused that could be asked for. */
  readonly isLoss: boolean;
}

export interface PolicyChange {
  readonly before: Policy | undefined;
  readonly after: Policy | undefined;
}

/** Teams that no rule names are all judged alike. */
const ANYBODY = 'anybody';

/**
 * Products of which a request would be judged otherwise than before. Tried with each product as a whole and each of its tables, each team and permission
 * that a rule names, and lengths on either side of those that rules speak of.
 */
export function productEffects(
  databases: readonly CatalogProduct[],
  change: PolicyChange,
): readonly ProductEffect[] {
  const rules = [change.before, change.after].flatMap((policy) => policy?.rules ?? []);
  const teams = new Set([ANYBODY, ...rules.flatMap(({ when }) => when?.teams ?? [])]);
  const lengths = new Set([
    undefined,
    ...rules.flatMap(({ when }) => lengthsOf(when?.longerThan, when?.upTo)),
  ]);
  const permissions = new Set(['SELECT' as const, ...rules.flatMap(({ when }) => when?.permissions ?? [])]);
  return databases.flatMap(productsOfDatabase).flatMap(({ database, product, tables }) => {
    const asked = tables.map(
      (table): AskedTable => ({
        name: table.name,
        product: table.product,
        domain: table.domain,
        tags: table.tags ?? {},
      }),
    );
    const scopes = asked.length > 1 ? [asked, ...asked.map((table) => [table])] : [asked];
    const byAsker = [...teams].flatMap((team) => {
      const asks = scopes.flatMap((part) =>
        [...lengths].flatMap((durationSeconds) =>
          [...permissions].map(
            (permission): Ask => ({
              database,
              team: team === ANYBODY ? '' : team,
              tables: part,
              permissions: [permission],
              durationSeconds,
            }),
          ),
        ),
      );
      const difference = differenceOf(asks, change);
      return difference ? [{ team, difference }] : [];
    });
    return grouped(byAsker).map(({ askers, difference }) => ({
      product: product ?? database,
      database,
      askers,
      ...difference,
    }));
  });
}

type Difference = Pick<ProductEffect, 'noLonger' | 'fromNowOn' | 'isLoss'>;

function differenceOf(asks: readonly Ask[], { before, after }: PolicyChange): Difference | undefined {
  const [was, is] = [new Set<string>(), new Set<string>()];
  let differs = false;
  let isLoss = false;
  for (const ask of asks) {
    const [old, now] = [evaluatePolicy(before, ask), evaluatePolicy(after, ask)];
    const [oldLines, nowLines] = [settingsLines(old, PLAIN), settingsLines(now, PLAIN)];
    for (const line of oldLines) {
      was.add(line);
    }
    for (const line of nowLines) {
      is.add(line);
    }
    differs ||= oldLines.join('\n') !== nowLines.join('\n');
    isLoss ||= old.ruling.kind !== 'deny' && now.ruling.kind === 'deny';
  }
  return differs
    ? {
        noLonger: [...was].filter((line) => !is.has(line)),
        fromNowOn: [...is].filter((line) => !was.has(line)),
        isLoss,
      }
    : undefined;
}

function grouped(
  found: readonly { readonly team: string; readonly difference: Difference }[],
): readonly { readonly askers: readonly string[]; readonly difference: Difference }[] {
  const groups = new Map<string, { askers: string[]; difference: Difference }>();
  for (const { team, difference } of found) {
    const key = JSON.stringify(difference);
    const group = groups.get(key) ?? { askers: [], difference };
    group.askers.push(team);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** A second to either side of what rules speak of. */
function lengthsOf(...bounds: readonly (string | undefined)[]): readonly number[] {
  return bounds.flatMap((bound) => (bound === undefined ? [] : [secondsOf(bound), secondsOf(bound) + 1]));
}
