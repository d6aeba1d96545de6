import type { Message } from '../../../blocks/message.ts';
import { subscriptionList } from '../../../blocks/subscription-list.ts';
import type { RowAction } from '../../../blocks/subscription-row.ts';
import { typed } from '../../../blocks/text.ts';
import { InvalidRequestError } from '../../../mesh/errors.ts';
import type { Mesh } from '../../../mesh/mesh.ts';
import { STATUSES, type Status, type Subscription } from '../../../mesh/subscriptions/subscription.ts';
import { standingIn } from '../../delegation/standing-in.ts';
import type { Team } from '../../team.ts';
import type { JobOf } from '../job.ts';
import type { JobDependencies } from '../job-dependencies.ts';
import { toRow } from '../to-row.ts';
import { collect } from './collect.ts';
import { listPage } from './list-page.ts';
import { consumers, type MyTeams, myShownTeams, producers } from './my-teams.ts';
import { rowAction } from './row-action.ts';

/** `/mesh pending`: what waits for this person's decision. */
export async function pending(
  dependencies: JobDependencies,
  mesh: Mesh,
  job: JobOf<'look'>,
): Promise<Message> {
  const { all, approverOf } = await myShownTeams(dependencies, job);
  const standIns = await standingIn({ ...dependencies, teams: dependencies.shownTeams, mesh }, job);
  const found = await collect(mesh, [
    ...producers(approverOf).map(({ account }) => ({ owner: account, statuses: ['Pending'] }) as const),
    ...standIns.map(
      ({ team, delegation: { database } }) =>
        ({ owner: team.account, statuses: ['Pending'], ...(database ? { database } : {}) }) as const,
    ),
  ]);
  const empty = 'When somebody asks for data of your team, it appears here.';
  return rows(
    dependencies,
    job,
    found.filter(({ fulfilment }) => fulfilment === undefined),
    all,
    { title: 'Waiting for your decision', empty },
    () => 'review',
  );
}

/** `/mesh list [mine|team|all] [status]`. */
export async function list(dependencies: JobDependencies, mesh: Mesh, job: JobOf<'look'>): Promise<Message> {
  const { scope: named, statuses } = parseListWords(job.words);
  const mine = await myShownTeams(dependencies, job);
  // Who is only in teams that own data would look at an empty list.
  const scope = named ?? (consumers(mine.memberOf).length > 0 ? 'team' : 'all');
  const accounts = consumers(mine.memberOf).map(({ account }) => ({ subscriber: account, statuses }));
  const owned =
    scope === 'all'
      ? producers([...mine.memberOf, ...mine.approverOf]).map(({ account }) => ({ owner: account, statuses }))
      : [];
  const person = `slack:${job.workspace}/${job.user}`;
  const found = (await collect(mesh, [...accounts, ...owned])).filter(
    ({ requestedBy }) => scope !== 'mine' || requestedBy === person,
  );
  const title = {
    mine: 'Your requests',
    team: 'Requests and access of your teams',
    all: 'Everything your teams ask for, have, or own',
  }[scope];
  const own = new Set(consumers(mine.memberOf).map(({ account }) => account));
  return rows(dependencies, job, found, mine.all, { title, empty: emptyWords(mine) }, (subscription) =>
    own.has(subscription.subscriber) ? rowAction(subscription, person) : undefined,
  );
}

function emptyWords({ memberOf, approverOf }: MyTeams): string {
  if (consumers(memberOf).length > 0) {
    return 'Ask for something with `/mesh request`.';
  }
  return producers([...memberOf, ...approverOf]).length > 0
    ? 'What others ask of your team appears here. `/mesh products` shows what it offers.'
    : 'You are in no team of the mesh yet; a mesh admin can add you to one.';
}

async function rows(
  dependencies: JobDependencies,
  job: JobOf<'look'>,
  found: readonly Subscription[],
  teams: readonly Team[],
  { title, empty }: { readonly title: string; readonly empty: string },
  action: (subscription: Subscription) => RowAction | undefined,
): Promise<Message> {
  const { shown, ...place } = listPage(found, job);
  const made = await Promise.all(
    shown.map((subscription) => toRow(dependencies, subscription, { teams, action })),
  );
  return subscriptionList({ title, rows: made, ...place, empty });
}

type Scope = 'mine' | 'team' | 'all';
const SCOPES: readonly Scope[] = ['mine', 'team', 'all'];

/** `[mine|team|all] [status]`, in any order and case. Throws `InvalidRequestError` (`BAD_LIST`) for other words. */
export function parseListWords(words: string): {
  /** Absent: not said. */
  readonly scope?: Scope;
  readonly statuses: readonly Status[];
} {
  let scope: Scope | undefined;
  const statuses: Status[] = [];
  for (const word of words.toLowerCase().split(' ').filter(Boolean)) {
    const knownScope = SCOPES.find((each) => each === word);
    const knownStatus = STATUSES.find((each) => each.toLowerCase() === word);
    if (knownScope) {
      scope = knownScope;
    } else if (knownStatus) {
      statuses.push(knownStatus);
    } else {
      throw new InvalidRequestError('BAD_LIST', `unknown word in list: ${word}`, {
        userMessage: `\`/mesh list\` does not know “${typed(word, 40)}”. Type for example \`/mesh list mine\`, \`/mesh list all pending\` or \`/mesh list active\`.`,
      });
    }
  }
  return {
    ...(scope === undefined ? {} : { scope }),
    statuses: statuses.length > 0 ? statuses : ['Pending', 'Active'],
  };
}
