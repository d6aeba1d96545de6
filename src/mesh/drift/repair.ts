import { ConflictError, InvalidRequestError, UpstreamError } from '../errors.ts';
import type { MeshPorts } from '../ports.ts';
import { revoke } from '../subscriptions/revoke.ts';
import { requireNotSuspended } from '../subscriptions/suspension.ts';
import { adopt } from './adopt.ts';
import { goOnRepairing } from './begun-repair.ts';
import { findDrift } from './find-drift.ts';
import type { Finding, Unread } from './finding.ts';
import { grantAgain } from './grant-again.ts';
import { ignoreFinding } from './ignored.ts';
import { importAgain } from './import-again.ts';
import { inviteAgain } from './invite-again.ts';
import type { RepairRequest } from './repair-request.ts';
import { tagAgain } from './tag-again.ts';
import { takeAway } from './take-away.ts';

/** See `Mesh.repair`. */
export async function repair(ports: MeshPorts, request: RepairRequest): Promise<Finding> {
  const begun = await goOnRepairing(ports, request);
  if (begun !== undefined) {
    return begun;
  }
  const found = await findAgain(ports, request);
  if (!found.remedies.includes(request.remedy)) {
    throw new InvalidRequestError('NO_SUCH_REMEDY', `${found.kind} ${found.id} has no ${request.remedy}`, {
      userMessage: `This difference cannot be mended that way. Use ${found.remedies.join(' or ')}.`,
    });
  }
  switch (request.remedy) {
    case 'repair':
      await requireNotSuspended(ports, { owner: found.owner, subscriber: found.principal });
      await mendOf(found)(ports, found, request);
      return found;
    case 'revoke':
      await takeAway(ports, found, request);
      return found;
    case 'end':
      await revoke(ports, {
        subscriptionId: found.subscriptionId ?? '',
        by: request.by,
        job: request.job,
        note: 'What this access was for is gone or no longer held.',
      });
      return found;
    case 'adopt':
      await adopt(ports, found, request);
      return found;
    case 'ignore':
      await ignoreFinding(ports, found, request);
      return found;
  }
}

function mendOf({ where, share }: Finding): typeof grantAgain {
  if (where === 'tag') {
    return tagAgain;
  }
  if (where === 'share' && share !== 'waiting') {
    return inviteAgain;
  }
  return where === 'share' || where === 'link' ? importAgain : grantAgain;
}

async function findAgain(ports: MeshPorts, { owner, finding: id }: RepairRequest): Promise<Finding> {
  let unread: Unread | undefined;
  for await (const line of findDrift(ports, { owner })) {
    if (line.kind === 'unread') {
      unread ??= line; // one consumer that cannot be read does not hide the differences of others
    } else if (line.id === id) {
      return line;
    }
  }
  if (unread) {
    throw new UpstreamError(unread.code, `${unread.consumer ?? owner} could not be read: ${unread.code}`, {
      userMessage: unread.message,
      retryable: true,
    });
  }
  throw new ConflictError('DRIFT_GONE', `no difference ${id} at ${owner}`, {
    userMessage: 'This difference is not there any more. Look with `/mesh drift`.',
  });
}
