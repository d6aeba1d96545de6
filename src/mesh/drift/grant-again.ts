import type { MeshPorts } from '../ports.ts';
import { findTables, requireTargets } from '../producer/resolve-tables.ts';
import { portsOf, withPresentTables } from '../subscriptions/by-tag.ts';
import { grantUnderLease, look, needsBeside } from '../subscriptions/grant-decided.ts';
import { readyFilters } from '../subscriptions/ready-filters.ts';
import { settleOthers, takeSurplus } from '../subscriptions/settle-others.ts';
import { shortfall } from '../subscriptions/shortfall.ts';
import { decideAgain } from './decide-again.ts';
import type { Finding } from './finding.ts';
import { notRepaired } from './not-repaired.ts';
import type { RepairRequest } from './repair-request.ts';

export async function grantAgain(ports: MeshPorts, found: Finding, request: RepairRequest): Promise<void> {
  const again = await decideAgain(ports, found, request, 'What was missing was granted again.');
  const producer = portsOf(await ports.producer(found.owner, again.database), again);
  const decision = await withPresentTables(producer, again);
  const targets = await findTables(producer.catalog, decision.database, decision.tables);
  requireTargets(found.owner, decision.database, targets);
  const needs = await needsBeside(ports, decision);
  const unready = await readyFilters(ports, producer, decision, { mend: true });
  const kept = await takeSurplus(producer, decision, needs);
  const failures = [
    ...unready,
    ...kept,
    ...(await grantUnderLease(ports, producer, decision, targets.found)),
  ];
  const held = await look(ports, producer, decision, failures, needs);
  await settleOthers(ports, producer, decision, needs, held);
  const others = needs.get(decision.database)?.tables;
  const lacks = decision.tables.filter((name) => shortfall(decision, name, held, others).length > 0);
  const [failure] = failures;
  if (failure || lacks.length > 0 || !held.database.describe) {
    throw notRepaired(
      found,
      failure
        ? `Lake Formation refused: ${failure.reason} (${failure.code})`
        : 'Lake Formation does not show it yet',
      failure === undefined,
    );
  }
}
