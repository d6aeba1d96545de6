import type { CatalogProduct } from '../../mesh/producer/catalog-product.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { Team } from '../team.ts';
import { type PolicyChange, type ProductEffect, productEffects } from './product-effects.ts';
import { type EffectPorts, type RecordEffect, recordEffect } from './record-effects.ts';

/** What another policy of a team changes, for whom. */
export interface PolicyEffect {
  readonly products: readonly ProductEffect[];
  readonly requests: readonly RecordEffect[];
  readonly accesses: readonly RecordEffect[];
  /** Members of the team who are no approvers may not publish any more. */
  readonly endsPublishing: boolean;
  /** Whether somebody loses something. */
  readonly isLoss: boolean;
}

/** Records that are judged side by side. */
const AT_ONCE = 20;

export interface EffectSources extends EffectPorts {
  /** Databases of the owner. */
  readonly databases: readonly CatalogProduct[];
  /** Requests and accesses of the owner; others among them count for nothing. */
  readonly records: AsyncIterable<Subscription>;
}

/** Changes nothing. Throws `ConfigurationError` (`BAD_TERMS`), `UpstreamError`. */
export async function policyEffect(
  { databases, records, ...ports }: EffectSources,
  owner: Team,
  change: PolicyChange,
): Promise<PolicyEffect> {
  const found: RecordEffect[] = [];
  const judge = async (batch: readonly Subscription[]) => {
    const effects = await Promise.all(batch.map((record) => recordEffect(ports, record, owner, change)));
    found.push(...effects.flatMap((effect) => effect ?? []));
  };
  let batch: Subscription[] = [];
  for await (const record of records) {
    batch.push(record);
    if (batch.length === AT_ONCE) {
      await judge(batch);
      batch = [];
    }
  }
  await judge(batch);
  const products = productEffects(databases, change);
  const endsPublishing = change.before?.publishers === 'members' && change.after?.publishers !== 'members';
  return {
    products,
    requests: found.filter(({ kind }) => kind === 'request'),
    accesses: found.filter(({ kind }) => kind === 'access'),
    endsPublishing,
    isLoss: endsPublishing || [...products, ...found].some(({ isLoss }) => isLoss),
  };
}
