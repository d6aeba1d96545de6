import { brakeMessage } from '../../blocks/brake-message.ts';
import { standingOrders } from '../../mesh/ledger/order.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { JobDependencies } from '../jobs/job-dependencies.ts';
import { sayOnce } from '../say-once.ts';
import { tellAdmins } from '../tell-admins.ts';

const DAY = 86_400;
/** Ends of one sweep that are nothing strange in a mesh of any size. */
const FEW = 20;
/** More than these at once are asked about in a mesh of any size. */
const MANY = 200;

/** The order that answers the question. */
export const ENDS = 'ends';

/** The most accesses that a sweep may end unasked: a tenth of those that are live, but at least 20 and at most 200; or what the admins' secret says. */
export function mostEnds(live: number, setting: number | undefined): number {
  return setting ?? Math.min(MANY, Math.max(FEW, Math.floor(live / 10)));
}

/**
 * Whether a sweep may begin with its ends. A clock or a table that is wrong must not end everybody's access: more ends than usual wait for a mesh
 * admin, who is asked once a day as long as they do.
 */
export async function mayEnd(
  dependencies: JobDependencies,
  mesh: Pick<Mesh, 'orders'>,
  { ends, live }: { readonly ends: number; readonly live: number },
): Promise<boolean> {
  const now = dependencies.now();
  // An unreadable setting is no reason to leave access on, nor to end more of it than usual.
  const setting = await dependencies.admins.read().then(
    ({ mostEndsAtOnce }) => mostEndsAtOnce,
    () => undefined,
  );
  const most = mostEnds(live, setting);
  if (ends <= most) {
    return true;
  }
  const order = (await standingOrders(mesh.orders('sweep'), now)).get(ENDS);
  if (order?.action === 'allow' && ends <= (order.most ?? 0)) {
    return true;
  }
  const key = `sweep-brake#${Math.floor(now / DAY)}`;
  if (order?.action !== 'hold') {
    await sayOnce(dependencies.references, { seconds: DAY, what: key, job: `${key}#${now}` }, () =>
      tellAdmins(dependencies, brakeMessage({ ends, live, most })),
    );
  }
  return false;
}
