import type { MemberSide } from '../../mesh/admin/diagnose-running.ts';
import { asked, type Finding, found } from '../../mesh/admin/finding.ts';
import { MeshError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { AdminDirectory } from '../admins.ts';
import type { Ticks } from '../schedule/ticks.ts';
import type { Team, TeamDirectory } from '../team.ts';
import { mappingFindings } from './mapping.ts';
import type { SlackPlace, SlackProbe } from './slack-probe.ts';
import { teamInSlack } from './team-in-slack.ts';

/** Seconds without a tick after which the schedule stands still; where ticks are rare, three of them have to be missing. */
const LONGEST_SILENCE = 20 * 60;
const MISSED_TICKS = 3;

export interface DoctorPorts {
  readonly teams: Pick<TeamDirectory, 'each'>;
  readonly admins: AdminDirectory;
  readonly slack: SlackProbe;
  readonly slackApp: SlackAppProbe;
  readonly ticks: Pick<Ticks, 'last'>;
  /** Epoch seconds. */
  readonly now: () => number;
}

/** What the app itself needs of Slack. */
export interface SlackAppProbe {
  /** The scopes of the app's manifest. */
  readonly scopes: readonly string[];
  /** Reads the app's secret. Throws `MeshError`. */
  adminChannel(): Promise<string | undefined>;
  /** When the token of a workspace ends, in epoch seconds; `undefined` where it never does. Throws `MeshError`. */
  tokenEnd(place: SlackPlace): Promise<number | undefined>;
}

/** Everything, for those who look after the mesh. `home`: a workspace beside those of the teams. */
export async function examineAll(
  ports: DoctorPorts,
  mesh: Pick<Mesh, 'diagnose'>,
  home: SlackPlace | undefined,
): Promise<readonly Finding[]> {
  const { teams } = await ports.teams.each();
  return [
    ...(await mesh.diagnose({ members: sidesOf(teams), whole: true })),
    ...(await examineApp(ports, home)),
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
  mesh: Pick<Mesh, 'diagnose'>,
  own: readonly Team[],
  all: readonly Team[],
): Promise<readonly Finding[]> {
  const { unreadable } = await ports.teams.each();
  const broken = unreadable.filter(({ key }) => own.some((team) => team.key === key));
  return [
    ...broken.map(({ key, cause }) => unreadableTeam(key, cause)),
    ...(await mesh.diagnose({ members: sidesOf(own), whole: false })),
    ...(await mapped(ports, own, all)),
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
    findings.push(...mappingFindings(team, all), ...(await teamInSlack(slack, team)));
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

async function secrets({ admins, slackApp }: DoctorPorts): Promise<readonly Finding[]> {
  const named = await asked(
    'the mesh admins’ secret can be read',
    { severity: 'error', effect: 'Nobody counts as a mesh admin.', fix: 'Mend the secret data-mesh/admins.' },
    () => admins.read(),
  );
  const app = await asked(
    'the Slack app’s secret can be read',
    {
      severity: 'error',
      effect: 'Everything from Slack is refused.',
      fix: 'Mend the secret data-mesh/slack/app.',
    },
    () => slackApp.adminChannel(),
  );
  return [
    named.finding,
    ...('value' in named
      ? [
          found('a mesh admin is named', named.value.users.length + named.value.groups.length > 0, {
            severity: 'error',
            effect: 'Nobody can see what is wrong, mend it or add teams from Slack.',
            fix: 'Name users or groups in the secret data-mesh/admins.',
          }),
        ]
      : []),
    app.finding,
  ];
}

/** The token of each workspace: alive, and with the scopes of the manifest. */
async function workspaces(
  { slack, slackApp, now }: Pick<DoctorPorts, 'slack' | 'slackApp' | 'now'>,
  places: readonly SlackPlace[],
): Promise<readonly Finding[]> {
  const once = new Map(places.map((place) => [place.workspace, place]));
  const findings: Finding[] = [];
  for (const place of once.values()) {
    const answer = await asked(
      `the app is installed in workspace ${place.workspace}`,
      {
        severity: 'error',
        effect: 'Nobody there is told anything, and nobody there can decide.',
        fix: 'Install the app there again.',
      },
      () => slack.scopes(place),
    );
    findings.push(answer.finding);
    findings.push(...(await tokenRenewed(slackApp, place, now())));
    if ('value' in answer) {
      const lacking = slackApp.scopes.filter((scope) => !answer.value.includes(scope));
      findings.push(
        found(`the app has its scopes in workspace ${place.workspace}`, lacking.length === 0, {
          severity: 'error',
          effect: `It lacks ${lacking.join(', ')}, so what needs that fails.`,
          fix: 'Install the app there again; Slack then asks for what is new.',
        }),
      );
    }
  }
  return findings;
}

/** Seconds before its end at which a token should have been renewed long since. */
const RENEWED_BY = 5 * 3600;

async function tokenRenewed(
  slackApp: SlackAppProbe,
  place: SlackPlace,
  now: number,
): Promise<readonly Finding[]> {
  const answer = await asked('', { severity: 'note', effect: '', fix: '' }, () => slackApp.tokenEnd(place));
  const end = 'value' in answer ? answer.value : undefined;
  if (end === undefined) {
    return []; // it does not end, or the finding on the installation has told already
  }
  const minutes = Math.round((end - now) / 60);
  const when = minutes > 0 ? `It ends in ${minutes} minutes` : 'It has ended';
  return [
    found(`the token of workspace ${place.workspace} is renewed in time`, end - now > RENEWED_BY, {
      severity: 'error',
      effect: `${when}; without one nobody there is told anything, and nobody there can decide.`,
      fix: 'See whether the schedule ticks and whether the client id and secret in data-mesh/slack/app are right; otherwise install the app there again at /slack/install.',
    }),
  ];
}

async function adminChannel(
  { slack, slackApp }: DoctorPorts,
  place: SlackPlace | undefined,
): Promise<readonly Finding[]> {
  const answer = await asked('', { severity: 'note', effect: '', fix: '' }, () => slackApp.adminChannel());
  if (!('value' in answer) || !place) {
    return []; // told already
  }
  const channel = answer.value;
  const trouble = {
    severity: 'warning',
    effect: 'What finds no other place is told to nobody.',
    fix: 'Name a channel that has the app in it as adminChannel in the secret data-mesh/slack/app.',
  } as const;
  if (channel === undefined) {
    return [{ check: 'a channel for mesh admins is named', ok: false, ...trouble }];
  }
  const look = await asked('the mesh admins’ channel', trouble, () => slack.channel(place, channel));
  if (!('value' in look)) {
    return [look.finding];
  }
  const fault = look.value;
  return fault === undefined
    ? [{ check: 'the app is in the mesh admins’ channel', ok: true }]
    : [
        {
          check: `the mesh admins’ channel ${channel} ${fault.says}`,
          ok: false,
          ...trouble,
          severity: fault.kind === 'unasked' ? 'note' : trouble.severity,
        },
      ];
}

async function schedule({ ticks, now }: DoctorPorts): Promise<Finding> {
  const answer = await asked(
    'the schedule’s last tick can be read',
    { severity: 'note', effect: 'It is not known whether the schedule is alive.', fix: 'Ask again.' },
    () => ticks.last(),
  );
  if (!('value' in answer)) {
    return answer.finding;
  }
  const last = answer.value;
  const silence = last && now() - last.at;
  const alive = last !== undefined && now() - last.at <= Math.max(LONGEST_SILENCE, MISSED_TICKS * last.every);
  const seen =
    silence === undefined ? 'It was never seen' : `It was last seen ${Math.round(silence / 60)} minutes ago`;
  return found('the schedule ticks', alive, {
    severity: 'error',
    effect: `${seen}: accesses whose time is over do not end, and changes in AWS stay unseen.`,
    fix: 'See whether the schedule of the housekeeping function is enabled, and whether jobs are in the failure queue.',
  });
}
