import type { Message } from '../../../blocks/message.ts';
import { privateAnswer } from '../../../blocks/private-answer.ts';
import { typed } from '../../../blocks/text.ts';
import type { Mesh } from '../../../mesh/mesh.ts';
import { requireMeshAdmin } from '../../admins.ts';
import type { Team } from '../../team.ts';
import type { JobOf } from '../job.ts';
import type { JobDependencies } from '../job-dependencies.ts';
import { setupState } from './setup-state.ts';

const SIDES = ['producer', 'consumer'] as const;
const USAGE =
  'Type `/mesh setup mesh`, or `/mesh setup producer|consumer|both <account>` with an account of 12 digits.';

/**
 * `/mesh setup`: what setting up would do, what of it is there and what is missing, which teams are mapped, and the exact command. Executes
 * nothing; for mesh admins.
 */
export async function setup(
  dependencies: JobDependencies,
  mesh: Pick<Mesh, 'diagnose'>,
  job: JobOf<'look'>,
): Promise<Message> {
  await requireMeshAdmin(dependencies, job);
  const [what = '', account = '', ...more] = job.words.split(/\s+/).filter((word) => word !== '');
  const teams = await dependencies.shownTeams.all();
  if (what === '') {
    const members = teams.flatMap(({ account, sides, name }) =>
      sides.map((side) => ({ account, side, name })),
    );
    const state = await setupState(mesh, { members, whole: true });
    return privateAnswer(`${USAGE}\n${state}\n*Teams that are mapped*\n${mapped(teams)}`);
  }
  if (what === 'mesh' && account === '') {
    return privateAnswer(
      `Sets the mesh account up: the roles, the catalogue rights and the subscriptions table; what is there stays. Nothing is done from here. Run first with \`--dry-run\`, which shows each call:\n\`data-mesh-cli install-mesh-objects\`\n\`data-mesh-cli doctor\` then shows what is there.\n${await setupState(mesh, { members: [], whole: true })}`,
    );
  }
  if (!['producer', 'consumer', 'both'].includes(what) || !/^\d{12}$/.test(account) || more.length > 0) {
    return privateAnswer(`That is no set-up that there is. ${USAGE}`);
  }
  const own = teams.filter((team) => team.account === account);
  const name = own.map((team) => team.name).join(', ') || 'the account';
  const sides = SIDES.filter((side) => what === 'both' || what === side);
  const state = await setupState(mesh, {
    members: sides.map((side) => ({ account, side, name })),
    whole: false,
  });
  return privateAnswer(
    `Sets account ${account} up as ${what === 'both' ? 'producer and consumer' : what}: its own role, and its role in the mesh. Nothing is done from here.\n*Mapped to it now*\n${mapped(own)}\nRun, with the account's identities in the credentials file and first with \`--dry-run\`:\n\`data-mesh-cli enable-account --account-type ${what}\`${what === 'consumer' ? '' : '\nWith `--data-location s3://<bucket>` for each bucket of its data, which lets it change what it has published.'}\nThen map a team: \`data-mesh-cli team add --file <team.json>\`, and look with \`data-mesh-cli doctor\`.\n${state}`,
  );
}

function mapped(teams: readonly Team[]): string {
  return teams.length === 0
    ? 'No team.'
    : teams
        .map(
          ({ name, account, sides }) => `• *${typed(name, 80)}*: account ${account}, ${sides.join(' and ')}`,
        )
        .join('\n');
}
