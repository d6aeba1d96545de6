import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Command } from 'commander';
import { createTeamSecrets } from '../../app/team-secrets.ts';
import { timeOf } from '../../handlers/delegation/parse-delegate-words.ts';
import type { JobOf } from '../../handlers/jobs/job.ts';
import { NOBODY } from '../../handlers/jobs/nobody.ts';
import { DataMeshAdmin } from '../../mesh/aws/library/data-mesh-admin.ts';
import { ConflictError } from '../../mesh/errors.ts';
import type { Delegation } from '../../mesh/ledger/delegation.ts';
import { subscriptionIdFrom } from '../../mesh/subscriptions/subscription-id.ts';
import { defineCommand, type Start } from '../define-command.ts';
import type { Outcome } from '../outcome.ts';
import { sendJob } from '../send-job.ts';
import type { Session } from '../session.ts';
import { createTeamRegistry } from '../team-registry.ts';
import { UsageError } from '../usage-error.ts';

/** How often, and in which distances, it is looked whether the app has done what it was asked for. */
const TRIES = 60;
const PAUSE_MS = 500;

interface Values {
  readonly jobsQueue: string;
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

/** `delegate add|list|end`: who stands in for an approver, through the app, which alone writes the ledger. */
export function addDelegateCommands(program: Command, start: Start): void {
  const delegate = program.command('delegate').description('who stands in for an approver, and for how long');
  const define = (name: string, summary: string, example: string): Command =>
    defineCommand(delegate, name, summary, `delegate ${example}`)
      .requiredOption('--workspace <id>', 'Slack workspace, for example T0MESH')
      .option('--ledger-table <name>', 'the table of the app’s ledger', 'AwsDataMeshLedger')
      .option('--jobs-queue <name>', 'the app’s queue, which the request goes through', 'data-mesh-jobs.fifo')
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
          await send(session, values, { end: id });
          const over = await seen(session, values, id, ({ ended }) => ended !== undefined);
          if (!over?.ended) {
            throw new UsageError(`There is no delegation ${id} that still counts. See delegate list.`);
          }
          return { result: over, text: `Over now: ${lineOf(over)}` };
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
  const id = await send(session, values, {
    begin: {
      from,
      to,
      ...timeOf(days, Math.floor(Date.now() / 1000)),
      ...(forTeam === undefined ? {} : { team: forTeam }),
      ...(databaseName === undefined ? {} : { database: databaseName.toLowerCase() }),
      ...(reason === undefined ? {} : { reason }),
    },
  });
  const made = await seen(session, values, subscriptionIdFrom(id));
  if (!made || made.ended) {
    throw new ConflictError('NOT_ARRANGED', `job ${id} made no delegation`, {
      userMessage:
        'It was not arranged within half a minute: the app refused it, or does not run. Its log names the reason.',
    });
  }
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

/** Returns the job's id. */
async function send(
  session: Session,
  { workspace, jobsQueue }: Values,
  what: Pick<JobOf<'operator-delegation'>, 'begin' | 'end'>,
): Promise<string> {
  const id = randomUUID();
  await sendJob(session.as('Mesh'), jobsQueue, (arn) => ({
    ...what,
    kind: 'operator-delegation',
    id,
    at: Math.floor(Date.now() / 1000),
    workspace,
    user: NOBODY,
    reply: {},
    arn,
  }));
  return id;
}

/** Waits for what the app makes of it; `undefined` where that does not come. */
async function seen(
  session: Session,
  values: Values,
  id: string,
  isDone: (delegation: Delegation) => boolean = () => true,
): Promise<Delegation | undefined> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    for await (const each of admin(session, values).delegations(values.workspace)) {
      if (each.id === id && isDone(each)) {
        return each;
      }
    }
    await setTimeout(PAUSE_MS);
  }
  return undefined;
}

function admin(session: Session, { ledgerTable }: Values): DataMeshAdmin {
  return new DataMeshAdmin({ ...session.as('Mesh'), ledgerTable });
}

function lineOf({ id, from, to, begins, ends, team, database, reason }: Delegation): string {
  const iso = (at: number) => new Date(at * 1000).toISOString();
  const scope = [team, database].filter((each) => each !== undefined).join(', ');
  return `${id}  ${to} decides for ${from}, ${iso(begins)} to ${iso(ends)}${scope === '' ? '' : `, ${scope} only`}${reason === undefined ? '' : `: ${reason}`}`;
}
