import type { Command } from 'commander';
import { isLeft } from '../../handlers/carry-out.ts';
import type { Emergency } from '../../handlers/jobs/emergencies.ts';
import { DataMeshAdmin } from '../../mesh/aws/library/data-mesh-admin.ts';
import { accountId } from '../../mesh/input/account-id.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { EVERYBODY } from '../../mesh/subscriptions/suspension.ts';
import { type AppNames, withAppNames } from '../app-names.ts';
import { defineCommand, type Start } from '../define-command.ts';
import { orderApp } from '../order-app.ts';
import { orderedOutcome } from '../ordered-outcome.ts';
import { listOutcome, type Outcome } from '../outcome.ts';
import type { Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';

interface EmergencyValues extends AppNames {
  readonly accountId: string;
  readonly confirm?: string;
  readonly reason?: string;
}

const COMMANDS: readonly { readonly verb: Emergency; readonly says: string }[] = [
  { verb: 'suspend', says: 'take all access of an account away for a while; `all` for everybody' },
  { verb: 'resume', says: 'give back what was suspended, as it was decided' },
  { verb: 'offboard', says: 'end all access of an account for good' },
  { verb: 'revoke-all', says: 'end all access of an account that there is now' },
];

/** What mesh admins do in an emergency, through the app: it alone writes the ledger. A list without --confirm. */
export function addEmergencyCommands(program: Command, start: Start): void {
  addSweepCommand(program, start);
  for (const { verb, says } of COMMANDS) {
    const command = defineCommand(
      program,
      verb,
      says,
      `${verb} --account-id 444444444444 --confirm 444444444444 --reason "leaked keys"`,
    )
      .requiredOption(
        '--account-id <id>',
        verb === 'suspend' || verb === 'resume' ? 'account, or all' : 'account',
      )
      .option('--confirm <id>', 'the same again; without it, what is concerned is listed and nothing is done')
      .option('--reason <text>', 'why; the teams concerned read it');
    withAppNames(command).action(async (values: EmergencyValues, command: Command) =>
      start({ command, run: (session) => order(session, verb, values) }),
    );
  }
}

interface SweepValues extends AppNames {
  readonly allow?: string;
}

function addSweepCommand(program: Command, start: Start): void {
  const sweep = defineCommand(
    program,
    'sweep',
    'have the app look after every record now',
    'sweep --allow 250',
  ).option(
    '--allow <count>',
    'let sweeps of the next day end so many accesses at once, where one has stopped to ask',
  );
  withAppNames(sweep).action(async (values: SweepValues, command: Command) =>
    start({
      command,
      run: async (session) => {
        const { allow } = values;
        if (allow !== undefined && !/^[1-9]\d{0,6}$/.test(allow)) {
          throw new UsageError(`--allow ${allow} is no count of accesses.`);
        }
        const event = await orderApp(session.as('Mesh'), values, (sent) => ({
          ...sent,
          kind: 'brake',
          choice: allow === undefined ? 'sweep' : 'allow',
          most: Number(allow ?? 0),
        }));
        return orderedOutcome(event, 'The sweep begins.');
      },
    }),
  );
}

async function order(session: Session, verb: Emergency, values: EmergencyValues): Promise<Outcome> {
  const { confirm, reason } = values;
  const about = named(verb, values.accountId);
  if (confirm === undefined) {
    const found = await concerned(session, verb, about);
    return listOutcome(found, 'No access is concerned now.');
  }
  const event = await orderApp(session.as('Mesh'), values, (sent) => ({
    ...sent,
    kind: 'emergency',
    verb,
    about,
    confirm,
    note: reason ?? 'By command line.',
  }));
  return orderedOutcome(event, `${verb} ${about} is ordered; list-subscriptions shows how far it is.`);
}

/** An account, or for a suspension everybody. A name that is none would find nothing, and that would read as if there were nothing to take away. */
function named(verb: Emergency, account: string): string {
  const isForAll = verb === 'suspend' || verb === 'resume';
  return isForAll && account.trim().toLowerCase() === EVERYBODY ? EVERYBODY : accountId(account);
}

async function concerned(session: Session, verb: Emergency, about: string): Promise<readonly Subscription[]> {
  const admin = new DataMeshAdmin(session.as('Mesh'));
  const found: Subscription[] = [];
  for await (const record of admin.subscriptions({ statuses: ['Pending', 'Active'] })) {
    const isMeant = about === 'all' || record.subscriber === about || record.owner === about;
    if (isMeant && isLeft(verb, record)) {
      found.push(record);
    }
  }
  return found;
}
