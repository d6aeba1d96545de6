import type { Command } from 'commander';
import { createTeamSecrets } from '../../app/team-secrets.ts';
import { timeOf } from '../../handlers/delegation/parse-delegate-words.ts';
import { DataMeshAdmin } from '../../mesh/aws/library/data-mesh-admin.ts';
import type { Delegation } from '../../mesh/ledger/delegation.ts';
import { defineCommand, type Start } from '../define-command.ts';
import type { Outcome } from '../outcome.ts';
import type { Session } from '../session.ts';
import { createTeamRegistry } from '../team-registry.ts';
import { UsageError } from '../usage-error.ts';

interface Values {
  readonly ledgerTable: string;
  readonly secretsPrefix: string;
  readonly workspace: string;
  readonly from: string;
  readonly to: string;
  readonly forTeam?: string;
  readonly databaseName?: string;
  readonly days: string;
  readonly reason?: string;
}

/** `delegate add|list|end`: who stands in for an approver, as somebody who may write the mesh account's ledger. */
export function addDelegateCommands(program: Command, start: Start): void {
  const delegate = program.command('delegate').description('who stands in for an approver, and for how long');
  const define = (name: string, summary: string, example: string): Command =>
    defineCommand(delegate, name, summary, `delegate ${example}`)
      .requiredOption('--workspace <id>', 'Slack workspace, for example T0MESH')
      .option('--ledger-table <name>', 'the table of the app’s ledger', 'AwsDataMeshLedger')
      .option('--secrets-prefix <prefix>', 'what the names of the secrets begin with', 'data-mesh');

  define(
    'add',
    'let one person decide for another',
    'add --workspace T0MESH --from U0BO --to U0NOOR --days 2026-12-21..2027-01-04 --reason holidays',
  )
    .requiredOption('--from <user>', 'Slack id of the approver')
    .requiredOption('--to <user>', 'Slack id of the one who stands in')
    .requiredOption(
      '--days <days>',
      '2026-12-21..2027-01-04 in UTC, the last day counted whole; or 14d from now',
    )
    .option('--for-team <key>', 'only on data of this team')
    .option('--database-name <name>', 'only on this mesh database')
    .option('--reason <text>', 'why')
    .action(async (values: Values, command: Command) =>
      start({ command, run: (session) => add(session, values) }),
    );

  define('list', 'delegations that count now or later', 'list --workspace T0MESH').action(
    async (values: Values, command: Command) => start({ command, run: (session) => list(session, values) }),
  );

  define('end', 'end a delegation before its time', 'end vytxeTZskVKR7C7WgdSP3d --workspace T0MESH')
    .argument('<id>', 'as list shows it')
    .action(async (id: string, values: Values, command: Command) =>
      start({
        command,
        run: async (session) => {
          const ended = await admin(session, values).endDelegation(values.workspace, id);
          return { result: ended, text: `Over now: ${lineOf(ended)}` };
        },
      }),
    );
}

/** The same people as in Slack can be named; whether they are all still there is looked at again at every decision. */
async function add(session: Session, values: Values): Promise<Outcome> {
  const { workspace, from, to, forTeam, databaseName, days, reason } = values;
  const { secrets } = createTeamRegistry(session.as('Mesh'), values.secretsPrefix);
  const teams = (await createTeamSecrets(secrets, values.secretsPrefix).all()).filter(
    (team) => team.workspace === workspace,
  );
  const owners = teams.filter(
    ({ key, sides }) => sides.includes('producer') && (forTeam === undefined || key === forTeam),
  );
  const decides = owners.some(
    ({ approvers: { users, silent, groups } }) =>
      users.includes(from) || silent.includes(from) || groups.length > 0,
  );
  if (!decides) {
    throw new UsageError(`${from} decides for none of the teams that are meant. See team list.`);
  }
  const isOurs = teams.some(
    ({ members, approvers }) =>
      members.users.includes(to) ||
      approvers.users.includes(to) ||
      approvers.silent.includes(to) ||
      members.groups.length + approvers.groups.length > 0,
  );
  if (!isOurs) {
    throw new UsageError(`${to} is in no team of workspace ${workspace}, so they cannot stand in.`);
  }
  const made = await admin(session, values).delegate({
    workspace,
    from,
    to,
    ...timeOf(days, Math.floor(Date.now() / 1000)),
    ...(forTeam === undefined ? {} : { team: forTeam }),
    ...(databaseName === undefined ? {} : { database: databaseName.toLowerCase() }),
    ...(reason === undefined ? {} : { reason }),
  });
  return { result: made, text: lineOf(made) };
}

async function list(session: Session, values: Values): Promise<Outcome> {
  const found: Delegation[] = [];
  for await (const each of admin(session, values).delegations(values.workspace)) {
    if (each.ended === undefined) {
      found.push(each);
    }
  }
  return { result: found, text: found.map(lineOf).join('\n') || 'Nobody stands in for anybody.' };
}

function admin(session: Session, { ledgerTable }: Values): DataMeshAdmin {
  return new DataMeshAdmin({ ...session.as('Mesh'), ledgerTable });
}

function lineOf({ id, from, to, begins, ends, team, database, reason }: Delegation): string {
  const iso = (at: number) => new Date(at * 1000).toISOString();
  const scope = [team, database].filter((each) => each !== undefined).join(', ');
  return `${id}  ${to} decides for ${from}, ${iso(begins)} to ${iso(ends)}${scope === '' ? '' : `, ${scope} only`}${reason === undefined ? '' : `: ${reason}`}`;
}
