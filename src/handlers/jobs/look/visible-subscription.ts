import { typed } from '../../../blocks/text.ts';
import { InvalidRequestError, NotFoundError } from '../../../mesh/errors.ts';
import type { Mesh } from '../../../mesh/mesh.ts';
import type { Subscription } from '../../../mesh/subscriptions/subscription.ts';
import { standingIn } from '../../delegation/standing-in.ts';
import type { Person } from '../../person.ts';
import { mayEverDecide } from '../../policy/named-anywhere.ts';
import type { JobOf } from '../job.ts';
import type { JobDependencies } from '../job-dependencies.ts';
import { type MyTeams, myShownTeams } from './my-teams.ts';

export interface Visible {
  readonly subscription: Subscription;
  readonly mine: MyTeams;
  /** From which sides this person sees it. */
  readonly sides: { readonly owner: boolean; readonly consumer: boolean };
}

/** A record that a person of either team may see; another one does not exist for them. Throws `NotFoundError`, `InvalidRequestError`. */
export async function visibleSubscription(
  dependencies: JobDependencies,
  mesh: Pick<Mesh, 'getSubscription' | 'delegations'>,
  job: Omit<JobOf<'look'>, 'kind'>,
): Promise<Visible> {
  const id = job.words;
  if (!/^[\w-]{8,64}$/.test(id)) {
    throw new InvalidRequestError('BAD_ID', 'no subscription id was given', {
      userMessage: `${id === '' ? 'Add the id of a request' : `“${typed(id, 40)}” is no id of a request. Ids are longer`}, for example \`/mesh ${job.what} 7CgYRwnaaZZWSwa2YzLPFV\`. \`/mesh ${listOf(job.what)}\` shows the ids.`,
    });
  }
  const mine = await myShownTeams(dependencies, job);
  const subscription = await mesh.getSubscription(id);
  const standIns = await standingIn({ ...dependencies, teams: dependencies.shownTeams, mesh }, job);
  const accounts = new Set([...mine.memberOf, ...mine.approverOf].map(({ account }) => account));
  const isStandIn = standIns.some(
    ({ team, delegation: { database } }) =>
      team.account === subscription?.owner && (database === undefined || database === subscription.database),
  );
  const sides = {
    owner:
      subscription !== undefined &&
      (accounts.has(subscription.owner) || isStandIn || (await isNamed(dependencies, subscription, job))),
    consumer: subscription !== undefined && accounts.has(subscription.subscriber),
  };
  if (!subscription || !(sides.owner || sides.consumer)) {
    throw new NotFoundError('SUBSCRIPTION_NOT_FOUND', `no subscription ${id} for ${job.user}`, {
      userMessage: `There is no request ${typed(id, 64)} that you can see. Ids are exact: upper and lower case differ. \`/mesh list all\` shows yours.`,
    });
  }
  return { subscription, mine, sides };
}

/** The list in which the ids stand that a verb takes. */
function listOf(verb: JobOf<'look'>['what']): string {
  return DECIDING.some((each) => each === verb) ? 'pending' : 'list all';
}

const DECIDING = ['approve', 'deny', 'ask'] as const;

/** Whether the owner's policy lets this person decide at some stage, or after a while. */
async function isNamed(
  { shownTeams, people }: JobDependencies,
  { owner, status }: Subscription,
  person: Person,
): Promise<boolean> {
  const team = status === 'Pending' ? await shownTeams.byAccount(owner, 'producer') : undefined;
  return team?.policy !== undefined && mayEverDecide({ people, teams: shownTeams }, team, person);
}
