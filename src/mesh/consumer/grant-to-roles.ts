import { type Actor, actorText } from '../actor.ts';
import { ConflictError, InvalidRequestError, NotAllowedError, UpstreamError } from '../errors.ts';
import type { LocalGrants } from '../ports/local-grants.ts';
import type { MeshPorts } from '../ports.ts';
import { epoch } from '../subscriptions/dates.ts';
import { type HandedOn, withHandedOn } from '../subscriptions/handed-on.ts';
import { databaseOf, loadSubscription } from '../subscriptions/load-subscription.ts';
import { stamped } from '../subscriptions/stamp.ts';
import type { Subscription } from '../subscriptions/subscription.ts';
import { isOf, takeBack } from './take-back.ts';

export type HandOnPorts = Pick<MeshPorts, 'store' | 'clock'>;

/** Phases in which an access is there to be used. */
const USABLE = ['Granted', 'ModifyFailed', 'ImportFailed'];

/**
 * Hands imported tables on to roles or users of the consumer account, once that is on record, so that nothing is given that nobody would take back.
 * Lake Formation lets the account hand on only what it was given with grant option. Throws `ConflictError` (`NOT_IMPORTED`, `RECORD_CHANGED`),
 * `InvalidRequestError` (`NOTHING_TO_HAND_ON`, `BAD_ROLE`), `UpstreamError` (`LOCAL_GRANT_REFUSED`), `NotAllowedError` (`ENDED_MEANWHILE`).
 */
export async function grantToRoles(
  { store, clock }: HandOnPorts,
  grants: LocalGrants,
  {
    record,
    roleArns,
    by,
  }: { readonly record: Subscription; readonly roleArns: readonly string[]; readonly by: Actor },
): Promise<Subscription> {
  requireHandable(record, roleArns);
  const { tables, grantable, handedOn = [] } = record;
  const now = clock.now();
  const given = roleArns.map(
    (principal): HandedOn => ({
      principal,
      tables,
      permissions: grantable,
      by: actorText(by),
      at: epoch(now),
    }),
  );
  const noted = await store.replace(record, {
    ...stamped(record, actorText(by), now),
    handedOn: withHandedOn(handedOn, given),
  });
  for (const principal of roleArns) {
    const [refused] = await grants.grant({
      principal,
      database: databaseOf(record),
      withDatabase: true,
      links: tables,
      targets: tables.map((table) => ({ table, permissions: grantable })),
    });
    if (refused) {
      throw new UpstreamError('LOCAL_GRANT_REFUSED', `${principal}: ${refused.code}: ${refused.reason}`, {
        userMessage: `Lake Formation refused to let ${principal} use ${refused.table ?? 'the database'}: ${refused.reason}. This has to be done by a data lake administrator of the account. What was given before that stays on record; \`take-back\` takes it away.`,
        retryable: false,
      });
    }
  }
  const current = await loadSubscription(store, record.id);
  if (!isUsable(current)) {
    await takeBack(grants, store, current, given);
    throw new NotAllowedError('ENDED_MEANWHILE', `${record.id} became ${current.status} meanwhile`, {
      userMessage: 'This subscription ended or was taken away while it was being handed on.',
    });
  }
  return noted;
}

function isUsable({ status, imported, fulfilment }: Subscription): boolean {
  return status === 'Active' && imported && (fulfilment === undefined || USABLE.includes(fulfilment.phase));
}

function requireHandable(record: Subscription, roleArns: readonly string[]): void {
  if (!isUsable(record)) {
    throw new ConflictError(
      'NOT_IMPORTED',
      `${record.id} is ${record.status} and ${record.imported ? '' : 'not '}imported`,
      {
        userMessage:
          'Only tables that are granted and imported can be given to roles. Look at the subscription as it is now; import it first where that was not done.',
      },
    );
  }
  const wrong = roleArns.filter((arn) => !isOf(record.subscriber, arn));
  if (wrong.length > 0 || roleArns.length === 0) {
    throw new InvalidRequestError('BAD_ROLE', `roles ${roleArns.join(', ')}`, {
      userMessage: `Name roles of account ${record.subscriber} by their ARNs, for example arn:aws:iam::${record.subscriber}:role/analyst.`,
    });
  }
  if (record.grantable.length === 0) {
    throw new InvalidRequestError('NOTHING_TO_HAND_ON', `${record.id} has no grant options`, {
      userMessage: `The owner granted this to the account without grant option, so Lake Formation does not let it be handed on to roles. Ask the owner to make ${record.permitted.join(', ')} grantable.`,
    });
  }
}
