import type { Command } from 'commander';
import { createTeamSecrets } from '../../app/team-secrets.ts';
import { checkPolicy, faultText } from '../../handlers/policy/check-policy.ts';
import { knownTeams } from '../../handlers/policy/known-teams.ts';
import { policyVersion } from '../../handlers/policy/policy-version.ts';
import type { Team } from '../../handlers/team.ts';
import { createSlackCheck, faultsOfTeam, type TeamFault } from '../check-team.ts';
import { confirmPolicy, NOT_CONFIRMED } from '../confirm-policy.ts';
import { defineCommand, type Start } from '../define-command.ts';
import type { Io } from '../io.ts';
import type { Outcome } from '../outcome.ts';
import { readTeamFile } from '../read-team-file.ts';
import type { Session } from '../session.ts';
import { createTeamRegistry } from '../team-registry.ts';
import { UsageError } from '../usage-error.ts';

interface Values {
  readonly secretsPrefix: string;
  readonly slackApiUrl: string;
  readonly file: string;
  readonly replace?: boolean;
  readonly confirm?: string;
  readonly yes?: boolean;
  readonly ledgerTable: string;
}

/** `team list|add|check|remove`: who decides and who may ask, kept as one secret a team in the mesh account. */
export function addTeamCommands(program: Command, start: Start, io: Io): void {
  const team = program.command('team').description('teams: who asks, who decides, and where they are told');
  const define = (name: string, summary: string, example: string): Command =>
    defineCommand(team, name, summary, `team ${example}`).option(
      '--secrets-prefix <prefix>',
      'what the names of the secrets begin with',
      'data-mesh',
    );

  define('list', 'list the teams, and which of them cannot be read', 'list').action(
    async (values: Values, command: Command) => start({ command, run: (session) => list(session, values) }),
  );

  define('add', 'write one team from a JSON file', 'add --file sales.json')
    .requiredOption(
      '--file <path>',
      'JSON: key, name, account, sides, workspace, channel, members, approvers',
    )
    .option('--replace', 'change a team that is there already')
    .option('--yes', 'with another policy: save it without asking, also where somebody loses something')
    .option('--ledger-table <name>', 'the table of the app’s ledger', 'AwsDataMeshLedger')
    .action(async (values: Values, command: Command) =>
      start({ command, mayAsk: true, run: (session) => add(session, io, values) }),
    );

  define('check', 'check one team or all, also with Slack where the app is installed', 'check sales')
    .argument('[key]', 'the team; all of them where it is left out')
    .option('--slack-api-url <url>', 'another Slack, for example the laptop’s', 'https://slack.com/api/')
    .action(async (key: string | undefined, values: Values, command: Command) =>
      start({ command, run: (session) => check(session, values, key) }),
    );

  define('remove', 'take a team out; AWS keeps its secret for seven days', 'remove sales --confirm sales')
    .argument('<key>', 'the team')
    .option('--confirm <key>', 'the key of the team once more')
    .action(async (key: string, values: Values, command: Command) =>
      start({ command, run: (session) => remove(session, values, key) }),
    );
}

async function list(session: Session, { secretsPrefix }: Values): Promise<Outcome> {
  const { teams, faults } = await everyTeam(session, secretsPrefix);
  const lines = teams.map(
    ({ key, name, account, sides, approvers, members }) =>
      `${key}  ${name}, account ${account}, ${sides.join(' and ')}, ${members.users.length + members.groups.length} members and ${approvers.users.length + approvers.groups.length + approvers.silent.length} approvers named`,
  );
  return verdict(
    teams,
    [...lines, ...faults.map(faultLine)],
    faults,
    'No team is there yet: add one with team add.',
  );
}

async function add(session: Session, io: Io, values: Values): Promise<Outcome> {
  const { secretsPrefix, file, replace } = values;
  const given = await readTeamFile(file);
  const registry = createTeamRegistry(session.as('Mesh'), secretsPrefix);
  const isThere = (await registry.state(given.key)) === 'there';
  if (isThere && !replace) {
    throw new UsageError(`Team ${given.key} is there already. Add --replace to change it.`);
  }
  const { teams } = await createTeamSecrets(registry.secrets, secretsPrefix).each();
  const kept = teams.find(({ key }) => key === given.key)?.policy;
  const keeps = isThere && !given.policy && kept !== undefined;
  const team = keeps ? { ...given, policy: kept } : given;
  const wrong = policyFaults(team, [...teams.filter(({ key }) => key !== team.key), team]);
  if (wrong.length > 0) {
    throw new UsageError(
      `The policy of ${team.key} cannot be used: ${wrong.join('; ')}. Nothing was changed.`,
    );
  }
  if (isThere && policyVersion(team.policy) !== policyVersion(kept)) {
    const planned = { owner: team, teams, before: kept, after: team.policy };
    if (!(await confirmPolicy(session, io, values, planned)).isConfirmed) {
      return NOT_CONFIRMED;
    }
  }
  await registry.write(team);
  const faults = faultsOfTeam(team);
  return {
    result: { team, faults },
    text: [
      `Team ${team.key} is written; it counts from the next decision on.`,
      ...(keeps
        ? [`The file has no policy, so the team keeps the one it has. See policy show ${team.key}.`]
        : []),
      ...faults.map(faultLine),
    ].join('\n'),
  };
}

async function check(session: Session, values: Values, key: string | undefined): Promise<Outcome> {
  const { registry, ...all } = await everyTeam(session, values.secretsPrefix);
  const teams = all.teams.filter((team) => key === undefined || team.key === key);
  const faults = all.faults.filter((fault) => key === undefined || fault.team === key);
  if (key !== undefined && teams.length + faults.length === 0) {
    throw new UsageError(`There is no team ${key}. See team list.`);
  }
  const withSlack = createSlackCheck(registry, values.secretsPrefix, values.slackApiUrl);
  const lines: string[] = [];
  for (const team of teams) {
    const inSlack = await withSlack(team);
    const inPolicy = policyFaults(team, all.teams).map(
      (says): TeamFault => ({ team: team.key, severity: 'error', says: `policy, ${says}` }),
    );
    const found = [...faultsOfTeam(team), ...inPolicy, ...(inSlack ?? [])];
    faults.push(...found);
    const unasked =
      inSlack === undefined ? ', but Slack could not be asked: the app is not installed there' : '';
    if (!found.some(({ severity }) => severity === 'error')) {
      lines.push(`ok   ${team.key}${unasked}`);
    }
  }
  lines.push(...faults.map(faultLine));
  lines.push('Whether notices reach a channel is shown by /mesh test-channel.');
  return verdict({ teams: teams.map((team) => team.key), faults }, lines, faults, 'No team is there yet.');
}

async function remove(session: Session, { secretsPrefix, confirm }: Values, key: string): Promise<Outcome> {
  const registry = createTeamRegistry(session.as('Mesh'), secretsPrefix);
  if ((await registry.state(key)) !== 'there') {
    throw new UsageError(`There is no team ${key}. See team list.`);
  }
  const isDryRun = session.as('Mesh').plan !== undefined;
  if (confirm !== key && !isDryRun) {
    throw new UsageError(
      `Without team ${key} nobody can ask or decide for it; accesses that it has stay until they are ended. Say it with --confirm ${key}.`,
    );
  }
  await registry.remove(key);
  return {
    result: { removed: key },
    text: `Team ${key} is removed. Within seven days team add brings its secret back; its accesses stay until they are ended.`,
  };
}

/** What is wrong with a team's policy, as sentences. */
function policyFaults(team: Team, teams: readonly Team[]): readonly string[] {
  return team.policy ? checkPolicy(team.policy, knownTeams(team.key, teams)).map(faultText) : [];
}

/** The teams that can be read, and one fault for each that cannot. */
async function everyTeam(session: Session, prefix: string) {
  const registry = createTeamRegistry(session.as('Mesh'), prefix);
  const { teams, unreadable } = await createTeamSecrets(registry.secrets, prefix).each();
  const faults: TeamFault[] = unreadable.map(({ key, cause }) => ({
    team: key,
    severity: 'error',
    says: cause instanceof Error ? cause.message : 'cannot be read',
  }));
  return { registry, teams, faults };
}

function faultLine({ team, severity, says }: TeamFault): string {
  return `${severity === 'error' ? 'NOT ' : 'warn'} ${team}: ${says}`;
}

function verdict(
  result: unknown,
  lines: readonly string[],
  faults: readonly TeamFault[],
  none: string,
): Outcome {
  const isBad = faults.some(({ severity }) => severity === 'error');
  return {
    result,
    text: lines.length > 0 ? lines.join('\n') : none,
    ...(isBad ? { outcome: 'partly' } : {}),
  };
}
