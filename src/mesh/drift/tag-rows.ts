import type { GrantRow } from '../ports/permissions.ts';
import type { MeshPorts, ProducerPorts } from '../ports.ts';
import { policyExcess, tagMembers, takePolicyExcess } from '../subscriptions/by-tag.ts';
import { sameExpression, tagExpression } from '../tag-scope.ts';
import { type Expected, expectedOf } from './expected.ts';
import type { Finding } from './finding.ts';
import { notRepaired } from './not-repaired.ts';

/** What grants by LF-tags give on tables, as one row for each table that carries the tags by now. */
export async function* tagRows({ tagGrants }: Pick<ProducerPorts, 'tagGrants'>): AsyncIterable<GrantRow> {
  for await (const { principal, expression, permissions, grantable, shares } of tagGrants.list()) {
    for await (const { database, table } of tagGrants.tagged(expression)) {
      yield { principal, database, table, isWildcard: false, isAll: false, permissions, grantable, shares };
    }
  }
}

/**
 * Takes away what a principal holds on a table by LF-tags and nobody decided: the whole grant where no subscription rests on it, else what the grant
 * gives beyond them, and the tags of the table, where they are its own.
 */
export async function takeTagsAway(
  ports: Pick<MeshPorts, 'store' | 'ledger'>,
  producer: ProducerPorts,
  found: Finding,
): Promise<void> {
  const { owner, principal, database, table } = found;
  const { tagGrants } = producer;
  const decided: Expected[] = [];
  for await (const each of expectedOf(ports, owner)) {
    if (each.byTag && each.record.subscriber === principal) {
      decided.push(each);
    }
  }
  for await (const policy of tagGrants.list()) {
    if (policy.principal !== principal || !(await covers(tagGrants, policy.expression, database, table))) {
      continue;
    }
    const all = decided.filter(
      (each) =>
        each.byTag && sameExpression(tagExpression(owner, each.database, each.byTag), policy.expression),
    );
    const by = all[0];
    if (by?.byTag) {
      const needed = {
        permissions: all.flatMap((each) => each.permissions),
        grantable: all.flatMap((each) => each.grantable),
      };
      const on = { subscriber: principal, expression: policy.expression };
      const { refused } = await takePolicyExcess(tagGrants, on, policy, needed);
      if (refused) {
        throw notRepaired(found, `Lake Formation refused: ${refused.reason} (${refused.code})`, false);
      }
      if (policyExcess(await tagGrants.held(principal, policy.expression), needed).length > 0) {
        throw notRepaired(found, 'Lake Formation still shows it', true);
      }
      await tagMembers(producer, { owner, subscriber: principal, database: by.database, byTag: by.byTag });
    } else {
      await tagGrants.revoke(principal, policy.expression, policy.permissions, policy.grantable);
    }
  }
}

async function covers(
  tagGrants: ProducerPorts['tagGrants'],
  expression: Parameters<ProducerPorts['tagGrants']['tagged']>[0],
  database: string,
  table: string | undefined,
): Promise<boolean> {
  for await (const each of tagGrants.tagged(expression)) {
    if (each.database === database && each.table === table) {
      return true;
    }
  }
  return false;
}
