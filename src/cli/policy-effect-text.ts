import type { PolicyEffect } from '../handlers/policy/policy-effect.ts';
import type { ProductEffect } from '../handlers/policy/product-effects.ts';
import type { RecordEffect } from '../handlers/policy/record-effects.ts';

/** What another policy changes, one thing a line; whoever loses something is marked. */
export function policyEffectText({ products, requests, accesses, endsPublishing }: PolicyEffect): string {
  const lines = [
    ...part('Products of which requests are judged otherwise', productLines(products)),
    ...part('Open requests', requests.map(recordLine)),
    ...part('Accesses', accesses.map(recordLine)),
    ...(endsPublishing ? [`${LOSES}Members of the team who are no approvers may not publish any more.`] : []),
  ];
  return lines.length > 0 ? lines.join('\n') : 'No product, no open request and no access is affected.';
}

/** `Affected: 2 products, 1 open request, no accesses.` */
export function policyEffectCount({ products, requests, accesses }: PolicyEffect): string {
  const names = new Set(products.map(({ database, product }) => `${database} ${product}`));
  return `Affected: ${count(names.size, 'product')}, ${count(requests.length, 'open request')}, ${count(accesses.length, 'access', 'accesses')}.`;
}

const LOSES = 'LOSES ';

function part(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`)];
}

interface Alike {
  readonly names: readonly string[];
  readonly change: string;
  readonly isLoss: boolean;
}

/** Products that change alike share a line. */
function productLines(products: readonly ProductEffect[]): readonly string[] {
  const alike = new Map<string, Alike>();
  for (const { product, database, askers, noLonger, fromNowOn, isLoss } of products) {
    const says = [
      ...(noLonger.length > 0 ? [`no longer: ${noLonger.join(' ')}`] : []),
      ...(fromNowOn.length > 0 ? [`from now on: ${fromNowOn.join(' ')}`] : []),
    ];
    const change = `asked for by ${askers.join(', ')}: ${says.join(' ') || 'the same, by other rules'}`;
    const key = `${isLoss ? LOSES : ''}|${change}`;
    const names = alike.get(key)?.names ?? [];
    alike.set(key, { names: [...names, `${product} (${database})`], change, isLoss });
  }
  return [...alike.values()].map(
    ({ names, change, isLoss }) => `${isLoss ? LOSES : ''}${names.join(', ')}, ${change}`,
  );
}

function recordLine({ id, subscriber, database = '', tables, says, isLoss }: RecordEffect): string {
  return `${isLoss ? LOSES : ''}${id}, ${subscriber}, ${database} ${tables.join(', ')}: ${says.join(' ')}`;
}

function count(many: number, one: string, more = `${one}s`): string {
  return `${many === 0 ? 'no' : many} ${many === 1 ? one : more}`;
}
