import type { Message } from '../../../blocks/message.ts';
import { privateAnswer } from '../../../blocks/private-answer.ts';
import { listed, mention, typed } from '../../../blocks/text.ts';
import { isInForce } from '../../../mesh/ledger/delegation.ts';
import type { Mesh } from '../../../mesh/mesh.ts';
import { isMeshAdmin } from '../../admins.ts';
import { delegationLine } from '../../delegation/delegation-line.ts';
import type { Team } from '../../team.ts';
import { actingPerson } from '../acting-person.ts';
import type { JobOf } from '../job.ts';
import type { JobDependencies } from '../job-dependencies.ts';
import { adopt } from './adopt.ts';
import { delegates } from './delegates.ts';
import { doctor } from './doctor.ts';
import { drift } from './drift.ts';
import { filters } from './filters.ts';
import { find } from './find.ts';
import { history } from './history.ts';
import { list, pending } from './list.ts';
import { myShownTeams } from './my-teams.ts';
import { actOn, status } from './one.ts';
import { plan } from './plan.ts';
import { policy } from './policy.ts';
import { products } from './products.ts';
import { restored } from './restored.ts';
import { setup } from './setup.ts';
import { testChannel } from './test-channel.ts';
import { who } from './who.ts';
import { why } from './why.ts';

/** What a person may see, answered only to them. Nobody sees another team's records or reasons. */
export async function look(dependencies: JobDependencies, job: JobOf<'look'>): Promise<void> {
  await dependencies.people.checkInGoodStanding(job);
  const mesh = dependencies.meshAs(actingPerson(job));
  await dependencies.answers.tell(job, await answer(dependencies, mesh, job));
}

function answer(dependencies: JobDependencies, mesh: Mesh, job: JobOf<'look'>): Promise<Message> {
  switch (job.what) {
    case 'find':
    case 'show':
      return find(dependencies, job);
    case 'pending':
      return pending(dependencies, mesh, job);
    case 'products':
      return products(dependencies, mesh, job);
    case 'plan':
      return plan(dependencies, mesh, job);
    case 'list':
      return list(dependencies, mesh, job);
    case 'status':
      return status(dependencies, mesh, job);
    case 'history':
      return history(dependencies, mesh, job);
    case 'approve':
    case 'deny':
    case 'revoke':
    case 'import':
    case 'withdraw':
    case 'modify':
    case 'nudge':
    case 'ask':
    case 'edit':
    case 'answer':
    case 'extend':
      return actOn(dependencies, mesh, job, job.what);
    case 'policy':
      return policy(dependencies, mesh, job);
    case 'delegates':
      return delegates(dependencies, mesh, job);
    case 'drift':
      return drift(dependencies, mesh, job);
    case 'adopt':
      return adopt(dependencies, job);
    case 'restored':
      return restored(dependencies, job);
    case 'filters':
      return filters(dependencies, mesh, job);
    case 'doctor':
      return doctor(dependencies, mesh, job);
    case 'test-channel':
      return testChannel(dependencies, job);
    case 'setup':
      return setup(dependencies, mesh, job);
    case 'who':
      return who(dependencies, mesh, job);
    case 'why':
      return why(dependencies, mesh, job);
    case 'whoami':
      return whoami(dependencies, mesh, job);
  }
}

async function whoami(dependencies: JobDependencies, mesh: Mesh, job: JobOf<'look'>): Promise<Message> {
  const { memberOf, approverOf } = await myShownTeams(dependencies, job);
  const names = (teams: readonly Team[]): string =>
    teams.length > 0 ? listed(teams.map(({ name }) => `*${typed(name, 80)}*`)) : 'no team';
  // Who somebody is can be said without the admins' secret too.
  const isAdmin = await isMeshAdmin(dependencies, job).catch(() => false);
  const next =
    memberOf.length + approverOf.length === 0
      ? `${isAdmin ? 'Add yourself to a team' : 'A mesh admin can add you to a team'} with \`data-mesh-cli team add\`.`
      : 'Ask for data with `/mesh request`.';
  const standIns = await standInLines(dependencies, mesh, job);
  return privateAnswer(
    [
      `You are ${mention(job.user)}: member of ${names(memberOf)}; you decide for ${names(approverOf)}. ${next}`,
      ...(isAdmin
        ? ['You are a mesh admin: `/mesh doctor` looks at the whole mesh, `/mesh setup` shows its teams.']
        : []),
      ...standIns,
    ].join('\n'),
  );
}

/** Who stands in for this person, and for whom they do. */
async function standInLines(
  { shownTeams, now }: JobDependencies,
  mesh: Pick<Mesh, 'delegations'>,
  { workspace, user }: JobOf<'look'>,
): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const delegation of mesh.delegations(workspace, now())) {
    if ([delegation.from, delegation.to].includes(user) && isInForce(delegation, now())) {
      lines.push(`${delegationLine(delegation, await shownTeams.all())}.`);
    }
  }
  return lines;
}
