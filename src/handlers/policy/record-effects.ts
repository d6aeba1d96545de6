import type { Mesh } from '../../mesh/mesh.ts';
import { isInUse } from '../../mesh/subscriptions/others-need.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { Team, TeamDirectory } from '../team.ts';
import { type Outcomes, outcomesOf } from './outcome-of.ts';
import { PLAIN, settingsLines } from './outcome-text.ts';
import { outlasts } from './outlasts.ts';
import type { PolicyChange } from './product-effects.ts';
import { termsOf } from './terms.ts';

/** What another policy means for one request that waits, or one access. */
export interface RecordEffect {
  readonly id: string;
  readonly kind: 'request' | 'access';
  readonly subscriber: string;
  readonly database: string | undefined;
  readonly tables: readonly string[];
  /** Whole sentences. */
  readonly says: readonly string[];
  /** Whether somebody loses by it. */
  readonly isLoss: boolean;
}

export interface EffectPorts {
  readonly mesh: Pick<Mesh, 'describeTables' | 'keptText'>;
  readonly teams: Pick<TeamDirectory, 'byAccount'>;
  /** Epoch seconds. */
  readonly now: number;
}

/** `undefined` where nothing changes for it. Throws `ConfigurationError` (`BAD_TERMS`), `UpstreamError`. */
export async function recordEffect(
  ports: EffectPorts,
  record: Subscription,
  owner: Team,
  { before, after }: PolicyChange,
): Promise<RecordEffect | undefined> {
  const isRequest = record.status === 'Pending';
  if (!isRequest && !isInUse(record)) {
    return undefined;
  }
  const was = await judged(ports, record, { ...owner, policy: before });
  const is = await judged(ports, record, { ...owner, policy: after });
  const [refused, permitted] = [deniedBy(is), deniedBy(was)];
  const says: string[] = [];
  let isLoss = false;
  if (refused !== undefined && permitted === undefined) {
    isLoss = true;
    says.push(
      isRequest
        ? `Nobody can approve it any more: ${refused}`
        : `It stays until its end, but can be neither extended nor widened any more: ${refused}`,
    );
  } else if (refused === undefined && permitted !== undefined) {
    says.push(isRequest ? 'It can be approved again.' : 'It can be extended again.');
  } else if (changes(was, is)) {
    // Only what was asked for outside the app has no terms of its own.
    says.push('It was asked for outside the app and follows the new policy.');
  }
  if (!isRequest && outlasts(record, is.today, ports.now) && !outlasts(record, was.today, ports.now)) {
    says.push('It lasts longer than the policy gives from now on; its end stays.');
  }
  const { id, subscriber, database, tables } = record;
  return says.length === 0
    ? undefined
    : { id, kind: isRequest ? 'request' : 'access', subscriber, database, tables, says, isLoss };
}

async function judged({ mesh, teams }: EffectPorts, record: Subscription, owner: Team): Promise<Outcomes> {
  return outcomesOf(mesh, record, owner, await termsOf({ mesh, teams }, record, owner));
}

function deniedBy({ begun, today }: Outcomes): string | undefined {
  const [denial] = [begun, today].flatMap(({ ruling }) => (ruling.kind === 'deny' ? [ruling.text] : []));
  return denial;
}

function changes(was: Outcomes, is: Outcomes): boolean {
  const lines = ({ begun }: Outcomes) => settingsLines(begun, PLAIN).join('\n');
  return lines(was) !== lines(is);
}
