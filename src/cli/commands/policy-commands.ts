import type { Command } from 'commander';
import { createTeamSecrets } from '../../app/team-secrets.ts';
import { Duration, secondsOf } from '../../handlers/policy/duration.ts';
import { evaluatePolicy } from '../../handlers/policy/evaluate-policy.ts';
import { knownTeams } from '../../handlers/policy/known-teams.ts';
import type { Ask } from '../../handlers/policy/outcome.ts';
import { outcomeLines, PLAIN } from '../../handlers/policy/outcome-text.ts';
import type { PolicyEffect } from '../../handlers/policy/policy-effect.ts';
import { policyVersion } from '../../handlers/policy/policy-version.ts';
import type { Team } from '../../handlers/team.ts';
import { somePermissions } from '../../mesh/input/permission-list.ts';
import { confirmPolicy, NOT_CONFIRMED } from '../confirm-policy.ts';
import { collectValues, defineCommand, type Start } from '../define-command.ts';
import type { Io } from '../io.ts';
import type { Outcome } from '../outcome.ts';
import { policyEffectCount } from '../policy-effect-text.ts';
import { readPolicyFile } from '../read-policy-file.ts';
import type { Session } from '../session.ts';
import { createTeamRegistry } from '../team-registry.ts';
import { UsageError } from '../usage-error.ts';

interface Values {
  readonly secretsPrefix: string;
  readonly ledgerTable: string;
  readonly yes?: boolean;
  readonly team?: string;
  readonly file?: string;
  readonly product?: string;
  readonly database?: string;
  readonly domain?: string;
  readonly tag?: readonly string[];
  readonly permissions?: string;
  readonly for?: string;
}

/** `policy check|show|set|remove|test`: who may ask a team for its data, who decides and how; part of the team's secret. */
export function addPolicyCommands(program: Command, start: Start, io: Io): void {
  const policy = program.command('policy').description('policies: who may ask, who decides, and how');
  const define = (name: string, summary: string, example: string): Command =>
    defineCommand(policy, name, summary, `policy ${example}`).option(
      '--secrets-prefix <prefix>',
      'what the names of the secrets begin with',
      'data-mesh',
    );

  define('check', 'check a policy file without using it', 'check sales sales-policy.json')
    .argument('<owner>', 'the team that owns the data')
    .argument('<file>', 'JSON; docs/policies.md has examples')
    .action(async (owner: string, file: string, values: Values, command: Command) =>
      start({ command, run: (session) => check(session, values, owner, file) }),
    );

  define('show', 'show the policy of a team', 'show sales')
    .argument('<owner>', 'the team that owns the data')
    .action(async (owner: string, values: Values, command: Command) =>
      start({ command, run: (session) => show(session, values, owner) }),
    );

  const defineChange = (name: string, summary: string, example: string): Command =>
    define(name, summary, example)
      .option('--yes', 'save it without asking, also where somebody loses something')
      .option('--ledger-table <name>', 'the table of the app’s ledger', 'AwsDataMeshLedger')
      .argument('<owner>', 'the team that owns the data');

  defineChange(
    'set',
    'use a policy file from the next request on; shows first whom it concerns',
    'set sales sales-policy.json',
  )
    .argument('<file>', 'JSON; docs/policies.md has examples')
    .action(async (owner: string, file: string, values: Values, command: Command) =>
      start({ command, mayAsk: true, run: (session) => set(session, io, values, owner, file) }),
    );

  defineChange(
    'remove',
    'go back to: one approver of the owner decides; shows first whom it concerns',
    'remove sales',
  ).action(async (owner: string, values: Values, command: Command) =>
    start({ command, mayAsk: true, run: (session) => remove(session, io, values, owner) }),
  );

  define(
    'test',
    'show what a policy would make of a request, and by which rule',
    'test sales --team analytics --tag sensitivity=secret --permissions SELECT --for 30d',
  )
    .argument('<owner>', 'the team that owns the data')
    .requiredOption('--team <key>', 'the team that asks')
    .option('--file <path>', 'a policy that is not in use yet')
    .option('--product <name>', 'data product')
    .option('--database <name>', 'mesh database')
    .option('--domain <name>', 'domain')
    .option('--tag <key=value>', 'LF-tag or table parameter; can be repeated', collectValues)
    .option('--permissions <list>', 'comma-separated', 'SELECT,DESCRIBE')
    .option('--for <length>', 'such as 36h, 90d or 2w; without it, no end')
    .action(async (owner: string, values: Values, command: Command) =>
      start({ command, run: (session) => test(session, values, owner) }),
    );
}

async function check(session: Session, values: Values, owner: string, file: string): Promise<Outcome> {
  const { team, teams } = await ownerTeam(session, values, owner);
  const policy = await readPolicyFile(file, knownTeams(team.key, teams));
  const version = policyVersion(policy);
  return {
    result: { ok: true, version },
    text: `ok: the policy can be used for ${owner} (version ${version}).`,
  };
}

async function show(session: Session, values: Values, owner: string): Promise<Outcome> {
  const { team } = await ownerTeam(session, values, owner);
  return {
    result: { version: policyVersion(team.policy), policy: team.policy ?? null },
    text: team.policy
      ? `version ${policyVersion(team.policy)}\n${JSON.stringify(team.policy, undefined, 2)}`
      : `${owner} has no policy: one of its approvers decides. Set one with policy set ${owner} <file>.`,
  };
}

async function set(session: Session, io: Io, values: Values, owner: string, file: string): Promise<Outcome> {
  const { team, teams, registry } = await ownerTeam(session, values, owner);
  const policy = await readPolicyFile(file, knownTeams(team.key, teams));
  const [before, version] = [policyVersion(team.policy), policyVersion(policy)];
  const planned = { owner: team, teams, before: team.policy, after: policy };
  const confirmed = await confirmPolicy(session, io, values, planned);
  if (!confirmed.isConfirmed) {
    return NOT_CONFIRMED;
  }
  await registry.write({ ...team, policy });
  return {
    result: { before, version, affected: confirmed.effect ?? null },
    text: `The policy of ${owner} is version ${version} now; it was ${before}. ${countOf(confirmed.effect)}Requests that wait keep the one they began with, but its denials count at once. Accesses keep the ends that they have; /mesh policy affected lists those that last longer than this policy gives.`,
  };
}

async function remove(session: Session, io: Io, values: Values, owner: string): Promise<Outcome> {
  const { team, teams, registry } = await ownerTeam(session, values, owner);
  const { policy, ...rest } = team;
  const planned = { owner: team, teams, before: policy, after: undefined };
  const confirmed = await confirmPolicy(session, io, values, planned);
  if (!confirmed.isConfirmed) {
    return NOT_CONFIRMED;
  }
  await registry.write(rest);
  return {
    result: { before: policyVersion(policy), version: 'none', affected: confirmed.effect ?? null },
    text: `${owner} has no policy any more: one of its approvers decides. ${countOf(confirmed.effect)}`.trim(),
  };
}

function countOf(effect: PolicyEffect | undefined): string {
  return effect === undefined ? '' : `${policyEffectCount(effect)} `;
}

async function test(session: Session, values: Values, owner: string): Promise<Outcome> {
  const { team, teams } = await ownerTeam(session, values, owner);
  const ask = askOf(values);
  if (!teams.some(({ key }) => key === ask.team)) {
    throw new UsageError(`There is no team ${ask.team}. See team list.`);
  }
  const policy = values.file ? await readPolicyFile(values.file, knownTeams(team.key, teams)) : team.policy;
  const outcome = evaluatePolicy(policy, ask);
  return { result: outcome, text: outcomeLines(outcome, PLAIN, policy).join('\n') };
}

/** Throws `UsageError`, `InvalidRequestError` (`UNKNOWN_PERMISSION`). */
function askOf({
  team = '',
  product,
  database = '',
  domain,
  tag = [],
  permissions,
  for: length,
}: Values): Ask {
  if (length !== undefined && !Duration.safeParse(length).success) {
    throw new UsageError(`"${length}" is not a length of time. Say it as 36h, 90d or 2w.`);
  }
  const tags = new Map<string, string[]>();
  for (const pair of tag) {
    const [, key, value] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
    if (key === undefined || value === undefined) {
      throw new UsageError(`"${pair}" is not a tag. Say it as sensitivity=secret.`);
    }
    tags.set(key, [...(tags.get(key) ?? []), value]);
  }
  return {
    database,
    team,
    tables: [{ name: 'a table', product, domain, tags: Object.fromEntries(tags) }],
    permissions: somePermissions(permissions),
    ...(length === undefined ? {} : { durationSeconds: secondsOf(length) }),
  };
}

/** The owner, with all teams and what writes them. An owner that cannot be read is an error that names the field. */
async function ownerTeam(session: Session, { secretsPrefix }: Values, owner: string) {
  const registry = createTeamRegistry(session.as('Mesh'), secretsPrefix);
  const secrets = createTeamSecrets(registry.secrets, secretsPrefix);
  const team: Team | undefined =
    (await registry.state(owner)) === 'there' ? await secrets.byKey(owner) : undefined;
  if (!team) {
    throw new UsageError(`There is no team ${owner}. See team list.`);
  }
  return { registry, team, teams: await secrets.all() };
}
