import type { Message } from '../../blocks/message.ts';
import { privateAnswer } from '../../blocks/private-answer.ts';
import { subscriptionList } from '../../blocks/subscription-list.ts';
import type { RowAction } from '../../blocks/subscription-row.ts';
import { listed, mention, typed } from '../../blocks/text.ts';
import { InvalidRequestError, NotFoundError } from '../../mesh/errors.ts';
import type { Mesh, SubscriptionFilter } from '../../mesh/mesh.ts';
import { STATUSES, type Status, type Subscription } from '../../mesh/subscriptions/subscription.ts';
import { isApprover, isMember } from '../membership.ts';
import type { Team } from '../team.ts';
import { describeSubscription } from './describe-subscription.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { toRow } from './to-row.ts';

type LookJob = JobOf<'look'>;

/** What a person may see, answered only to them. Nobody sees another team's records or reasons. */
export async function look(dependencies: JobDependencies, job: LookJob): Promise<void> {
  await dependencies.people.checkInGoodStanding(job);
  const mesh = dependencies.meshAs({ kind: 'slack', workspace: job.workspace, user: job.user });
  await dependencies.answers.tell(job, await answer(dependencies, mesh, job));
}

async function answer(dependencies: JobDependencies, mesh: Mesh, job: LookJob): Promise<Message> {
  switch (job.what) {
    case 'pending':
      return pending(dependencies, mesh, job);
    case 'list':
      return list(dependencies, mesh, job);
    case 'status':
      return status(dependencies, mesh, job);
    case 'whoami':
      return whoami(dependencies, job);
  }
}

export interface MyTeams {
  readonly all: readonly Team[];
  readonly memberOf: readonly Team[];
  readonly approverOf: readonly Team[];
}

export async function myTeams(
  { teams, people }: Pick<JobDependencies, 'teams' | 'people'>,
  person: LookJob | JobOf<'home'>,
): Promise<MyTeams> {
  const all = await teams.all();
  const memberOf: Team[] = [];
  const approverOf: Team[] = [];
  for (const team of all) {
    if (await isMember(people, team, person)) {
      memberOf.push(team);
    }
    if (await isApprover(people, team, person)) {
      approverOf.push(team);
    }
  }
  return { all, memberOf, approverOf };
}

/** Newest first. */
export async function collect(
  mesh: Pick<Mesh, 'listSubscriptions'>,
  filters: readonly SubscriptionFilter[],
): Promise<readonly Subscription[]> {
  const found = new Map<string, Subscription>();
  for (const filter of filters) {
    for await (const subscription of mesh.listSubscriptions(filter)) {
      found.set(subscription.id, subscription);
    }
  }
  return [...found.values()].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}

async function pending(dependencies: JobDependencies, mesh: Mesh, job: LookJob): Promise<Message> {
  const { all, approverOf } = await myTeams(dependencies, job);
  const found = await collect(
    mesh,
    producers(approverOf).map(({ account }) => ({ owner: account, statuses: ['Pending'] })),
  );
  return rows(
    dependencies,
    found,
    all,
    'Waiting for your decision',
    'When somebody asks for data of your team, it appears here.',
    () => 'review',
  );
}

async function list(dependencies: JobDependencies, mesh: Mesh, job: LookJob): Promise<Message> {
  const { scope, statuses } = parseListWords(job.words);
  const mine = await myTeams(dependencies, job);
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
  return rows(
    dependencies,
    found,
    mine.all,
    title,
    'Ask for something with `/mesh request`.',
    (subscription) => rowAction(subscription, person),
  );
}

/** What the requester's side can do next with a record of its own. */
export function rowAction(
  { status, imported, requestedBy, fulfilment }: Subscription,
  person: string,
): RowAction | undefined {
  if (status === 'Pending') {
    return requestedBy === person && fulfilment === undefined ? 'withdraw' : undefined;
  }
  return status === 'Active' ? (imported ? 'revoke' : 'import') : undefined;
}

async function rows(
  { references }: Pick<JobDependencies, 'references'>,
  found: readonly Subscription[],
  teams: readonly Team[],
  title: string,
  empty: string,
  action: (subscription: Subscription) => RowAction | undefined,
): Promise<Message> {
  const made = await Promise.all(
    found.map((subscription) => toRow(references, subscription, { teams, action })),
  );
  return subscriptionList({ title, rows: made, empty });
}

async function status(dependencies: JobDependencies, mesh: Mesh, job: LookJob): Promise<Message> {
  const { subscription, teams } = await visibleSubscription(dependencies, mesh, job, job.words);
  return describeSubscription(subscription, teams);
}

/** A record that a person of either team may see; another one does not exist for them. Throws `NotFoundError`, `InvalidRequestError`. */
export async function visibleSubscription(
  dependencies: JobDependencies,
  mesh: Pick<Mesh, 'getSubscription'>,
  job: LookJob,
  id: string,
): Promise<{ readonly subscription: Subscription; readonly teams: readonly Team[] }> {
  if (!/^[\w-]{8,64}$/.test(id)) {
    throw new InvalidRequestError('BAD_ID', 'no subscription id was given', {
      userMessage:
        'Add the id of a request, for example `/mesh status 7CgYRwnaaZZWSwa2YzLPFV`. `/mesh list` shows the ids.',
    });
  }
  const { all, memberOf, approverOf } = await myTeams(dependencies, job);
  const subscription = await mesh.getSubscription(id);
  const accounts = new Set([...memberOf, ...approverOf].map(({ account }) => account));
  if (!subscription || !(accounts.has(subscription.owner) || accounts.has(subscription.subscriber))) {
    throw new NotFoundError('SUBSCRIPTION_NOT_FOUND', `no subscription ${id} for ${job.user}`, {
      userMessage: `There is no request ${typed(id, 64)} that you can see. Ids are exact, upper and lower case differ. \`/mesh list all\` shows yours.`,
    });
  }
  return { subscription, teams: all };
}

async function whoami(dependencies: JobDependencies, job: LookJob): Promise<Message> {
  const { memberOf, approverOf } = await myTeams(dependencies, job);
  const names = (teams: readonly Team[]): string =>
    teams.length > 0 ? listed(teams.map(({ name }) => `*${typed(name, 80)}*`)) : 'no team';
  const next =
    memberOf.length + approverOf.length === 0
      ? 'A mesh admin can add you to a team with `data-mesh-cli team add`.'
      : 'Ask for data with `/mesh request`.';
  return privateAnswer(
    `You are ${mention(job.user)}: member of ${names(memberOf)}; you decide for ${names(approverOf)}. ${next}`,
  );
}

function consumers(teams: readonly Team[]): readonly Team[] {
  return teams.filter(({ sides }) => sides.includes('consumer'));
}

function producers(teams: readonly Team[]): readonly Team[] {
  return teams.filter(({ sides }) => sides.includes('producer'));
}

type Scope = 'mine' | 'team' | 'all';
const SCOPES: readonly Scope[] = ['mine', 'team', 'all'];

/** `[mine|team|all] [status]`, in any order and case. Throws `InvalidRequestError` for other words. */
function parseListWords(words: string): { readonly scope: Scope; readonly statuses: readonly Status[] } {
  let scope: Scope = 'team';
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
  return { scope, statuses: statuses.length > 0 ? statuses : ['Pending', 'Active'] };
}
