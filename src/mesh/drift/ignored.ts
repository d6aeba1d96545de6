import { actorText } from '../actor.ts';
import { InvalidRequestError } from '../errors.ts';
import { standingOrders } from '../ledger/order.ts';
import type { MeshPorts } from '../ports.ts';
import { epoch } from '../subscriptions/dates.ts';
import { type DriftPorts, findDrift } from './find-drift.ts';
import type { DriftFilter, DriftLine, Finding } from './finding.ts';
import type { RepairRequest } from './repair-request.ts';

/** Seconds: longer, and nobody remembers why. */
const LONGEST = 366 * 86_400;

/** Differences as `findDrift`, without those that somebody left until a date which has not come. */
export async function* shownDrift(
  ports: DriftPorts & Pick<MeshPorts, 'clock'>,
  filter: DriftFilter,
): AsyncIterable<DriftLine> {
  const left = await standingOrders(ports.ledger.orders('drift'), epoch(ports.clock.now()));
  for await (const line of findDrift(ports, filter)) {
    if (line.kind === 'unread' || filter.withIgnored === true || !left.has(line.id)) {
      yield line;
    }
  }
}

/** Leaves a difference until a date. Throws `InvalidRequestError` (`BAD_UNTIL`, `NO_REASON`), `ConfigurationError` (`NO_LEDGER`). */
export async function ignoreFinding(
  { ledger, clock }: Pick<MeshPorts, 'ledger' | 'clock'>,
  { id }: Finding,
  { by, job, until = 0, note = '' }: RepairRequest,
): Promise<void> {
  const now = epoch(clock.now());
  if (until <= now || until > now + LONGEST) {
    throw new InvalidRequestError('BAD_UNTIL', `${id} ignored until ${until}`, {
      userMessage:
        'Say until which day the difference shall be left, at most a year ahead, for example `ignore 2027-03-31 moved to the new role in March`.',
    });
  }
  if (note.trim().length < 5) {
    throw new InvalidRequestError('NO_REASON', `${id} ignored without a reason`, {
      userMessage: 'Say why the difference is left as it is, in at least five characters, after the day.',
    });
  }
  await ledger.give({
    subject: 'drift',
    about: id,
    action: 'ignore',
    job,
    by: actorText(by),
    at: now,
    until,
    note: note.trim(),
  });
}
