import type { MemberSide } from '../../mesh/admin/diagnose-running.ts';
import type { Finding } from '../../mesh/admin/finding.ts';
import { MeshError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { Team } from '../team.ts';
import { adminChannel } from './admin-channel.ts';
import { adopted } from './adopted.ts';
import { delegationFindings } from './delegations.ts';
import type { DoctorPorts } from './doctor-ports.ts';
import { mappingFindings } from './mapping.ts';
import { policyInSlack } from './policy-in-slack.ts';
import { restored } from './restored.ts';
import { schedule } from './schedule.ts';
import { secrets } from './secrets.ts';
import type { SlackPlace } from './slack-probe.ts';
import { teamInSlack } from './team-in-slack.ts';
import { workspaces } from './workspaces.ts';

/** Everything, for those who look after the mesh. `home`: a workspace beside those of the teams. */
export async function examineAll(
  ports: DoctorPorts,
  mesh: Pick<Mesh, 'diagnose' | 'adoption' | 'restoration' | 'delegations'>,
  home: SlackPlace | undefined,
): Promise<readonly Finding[]> {
  const { teams } = await ports.teams.each();
  return [
    await adopted(mesh),
    await restored(mesh),
    ...(await mesh.diagnose({ members: sidesOf(teams), whole: true })),
    ...(await examineApp(ports, home)),
    ...(await delegationFindings({ ...ports, mesh }, teams)),
  ];
}

/** What the app itself rests on: its secrets, Slack, the schedule and the teams. */
export async function examineApp(
  ports: DoctorPorts,
  home: SlackPlace | undefined,
): Promise<readonly Finding[]> {
  const { teams, unreadable } = await ports.teams.each();
  return [
    ...unreadable.map(({ key, cause }) => unreadableTeam(key, cause)),
    ...(await secrets(ports)),
    ...(await workspaces(ports, [...(home ? [home] : []), ...teams])),
    ...(await adminChannel(ports, home ?? teams[0])),
    await schedule(ports),
    ...(await mapped(ports, teams, teams)),
  ];
}

/** What concerns these teams and nobody else. */
export async function examineTeams(
  ports: DoctorPorts,
  mesh: Pick<Mesh, 'diagnose' | 'delegations'>,
  own: readonly Team[],
  all: readonly Team[],
): Promise<readonly Finding[]> {
  const { unreadable } = await ports.teams.each();
  const broken = unreadable.filter(({ key }) => own.some((team) => team.key === key));
  return [
    ...broken.map(({ key, cause }) => unreadableTeam(key, cause)),
    ...(await mesh.diagnose({ members: sidesOf(own), whole: false })),
    ...(await mapped(ports, own, all)),
    ...(await delegationFindings({ ...ports, mesh }, all, own)),
  ];
}

function sidesOf(teams: readonly Team[]): readonly MemberSide[] {
  return teams.flatMap(({ account, sides, name }) => sides.map((side) => ({ account, side, name })));
}

async function mapped(
  { slack }: Pick<DoctorPorts, 'slack'>,
  teams: readonly Team[],
  all: readonly Team[],
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const team of teams) {
    findings.push(
      ...mappingFindings(team, all),
      ...(await teamInSlack(slack, team)),
      ...(await policyInSlack(slack, team, all)),
    );
  }
  return findings;
}

function unreadableTeam(key: string, cause: unknown): Finding {
  return {
    check: `team ${key}: its secret ${causeText(cause)}`,
    ok: false,
    severity: 'error',
    effect: 'Nothing that concerns this team can be decided until it is right.',
    fix: `Write it again with data-mesh-cli team add --replace, and look with team check ${key}.`,
  };
}

/** Fields that are wrong are named; values never are. */
function causeText(cause: unknown): string {
  return cause instanceof MeshError && cause.code === 'BAD_TEAM_SECRET'
    ? `is malformed: ${String(cause.details['faults'])}`
    : 'cannot be read';
}
