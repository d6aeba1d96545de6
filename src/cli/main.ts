import { Command, CommanderError } from 'commander';
import { Plan } from '../mesh/aws/plan.ts';
import { MeshError } from '../mesh/errors.ts';
import { normaliseArguments } from './arguments.ts';
import { commandLineWords } from './command-line-words.ts';
import { addAccessCommands } from './commands/access-commands.ts';
import { addAccountCommands } from './commands/account-commands.ts';
import { addAdoptCommand } from './commands/adopt-command.ts';
import { addDecisionCommands } from './commands/decision-commands.ts';
import { addDelegateCommands } from './commands/delegate-commands.ts';
import { addDeleteProductCommand } from './commands/delete-product-command.ts';
import { addDoctorCommand } from './commands/doctor-command.ts';
import { addDriftCommands } from './commands/drift-commands.ts';
import { addEditRequestCommand } from './commands/edit-request-command.ts';
import { addEmergencyCommands } from './commands/emergency-commands.ts';
import { addExtendCommand } from './commands/extend-command.ts';
import { addLedgerCommands } from './commands/ledger-commands.ts';
import { addModifyCommand } from './commands/modify-command.ts';
import { addPolicyCommands } from './commands/policy-commands.ts';
import { addProductCommands } from './commands/product-commands.ts';
import { addPublishCommands } from './commands/publish-commands.ts';
import { addReaderCommands } from './commands/reader-commands.ts';
import { addRequestCommands } from './commands/request-commands.ts';
import { addRestoredCommand } from './commands/restored-command.ts';
import { addRowFilterCommands } from './commands/row-filter-commands.ts';
import { addSetUpCommands } from './commands/set-up-commands.ts';
import { addShareAgainCommand } from './commands/share-again-command.ts';
import { addTeamCommands } from './commands/team-commands.ts';
import type { Start } from './define-command.ts';
import { type Io, processIo } from './io.ts';
import { type CommandEnd, isOperation, keepOperation } from './keep-operation.ts';
import type { Outcome } from './outcome.ts';
import { planText } from './plan-text.ts';
import { withProgress } from './progress.ts';
import { type GlobalOptions, openSession, type Session } from './session.ts';
import { UsageError } from './usage-error.ts';

/** Exit codes: everything worked, it failed, it was called wrongly, part of it failed. */
export const EXIT = { ok: 0, failed: 1, usage: 2, partly: 3 } as const;

/** Runs one command; returns the exit code. Results go to standard output, everything else to standard error. */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  let code: number = EXIT.ok;
  const start: Start = async ({ command, run, mayAsk = false }) => {
    code = await execute(command, mayAsk ? { ...io, isTerminal: false } : io, run);
  };
  const program = createProgram(io, start);
  try {
    await program.parseAsync([...normaliseArguments(argv)], { from: 'user' });
    return code;
  } catch (error) {
    return failure(error, io);
  }
}

function createProgram(io: Io, start: Start): Command {
  const program = new Command('data-mesh-cli')
    .description('Sets up an AWS data mesh, publishes data products, and gives access to them.')
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .showHelpAfterError('(add help behind the command to see how it is used)')
    .exitOverride();
  addSetUpCommands(program, start);
  addAccountCommands(program, start);
  addDoctorCommand(program, start);
  addPublishCommands(program, start);
  addProductCommands(program, start);
  addDeleteProductCommand(program, start);
  addRowFilterCommands(program, start);
  addDriftCommands(program, start);
  addRequestCommands(program, start);
  addEditRequestCommand(program, start);
  addDecisionCommands(program, start);
  addModifyCommand(program, start);
  addAccessCommands(program, start);
  addDelegateCommands(program, start);
  addExtendCommand(program, start);
  addShareAgainCommand(program, start);
  addTeamCommands(program, start, io);
  addLedgerCommands(program, start);
  addReaderCommands(program, start);
  addPolicyCommands(program, start, io);
  addEmergencyCommands(program, start);
  addAdoptCommand(program, start);
  addRestoredCommand(program, start);
  for (const command of program.commands) {
    if (isOperation(command.name())) {
      command.option(
        '--jobs-queue <name>',
        'the app’s queue, through which its history learns of this',
        'data-mesh-jobs.fifo',
      );
    }
    command.exitOverride().configureOutput({ writeOut: io.out, writeErr: io.err });
  }
  return program;
}

async function execute(command: Command, io: Io, run: Parameters<Start>[0]['run']): Promise<number> {
  const globals = command.opts<GlobalOptions>();
  if (globals.dryRun) {
    return dryRun(globals, io, run);
  }
  const { result, text, outcome } = await withProgress<Outcome>(command.name(), io, async (onProgress) =>
    runAndKeep(command, io, run, await openSession(globals, io, { plan: undefined, onProgress })),
  );
  io.out(`${globals.json ? JSON.stringify(result, undefined, 2) : commandLineWords(text)}\n`);
  return outcome === undefined ? EXIT.ok : outcome === 'partly' ? EXIT.partly : EXIT.failed;
}

/** What changes accounts or products is reported to the app's history, whatever came of it; a plan, or what was not even begun, is not. */
async function runAndKeep(
  command: Command,
  io: Io,
  run: Parameters<Start>[0]['run'],
  session: Session,
): Promise<Outcome> {
  const name = command.name();
  if (!isOperation(name)) {
    return run(session);
  }
  const keep = (end: CommandEnd) => keepOperation(session, name, command.opts(), end, io);
  try {
    const done = await run(session);
    if (!isPlan(done)) {
      await keep({ outcome: done.outcome ?? 'done' });
    }
    return done;
  } catch (error) {
    if (!(error instanceof UsageError)) {
      const isRefused = error instanceof MeshError && !error.retryable;
      await keep({ outcome: isRefused ? 'refused' : 'failed', error });
    }
    throw error;
  }
}

/** What a removal without its typed confirmation comes back with. */
function isPlan({ result }: Outcome): boolean {
  return typeof result === 'object' && result !== null && 'isPlan' in result && result.isPlan === true;
}

/** Shows what would be sent. Later steps may rest on what earlier ones would have made; where they do, the plan says that it ends there. */
async function dryRun(globals: GlobalOptions, io: Io, run: Parameters<Start>[0]['run']): Promise<number> {
  const plan = new Plan();
  const session = await openSession(globals, io, { plan, onProgress: () => undefined });
  let end: string | undefined;
  try {
    await run(session);
  } catch (error) {
    if (!(error instanceof MeshError) || plan.calls.length === 0) {
      throw error;
    }
    end = `The plan ends here, since what follows rests on what was not made: ${commandLineWords(error.userMessage)}`;
  }
  io.out(
    globals.json
      ? `${JSON.stringify({ calls: plan.calls, end: end ?? null }, undefined, 2)}\n`
      : planText(plan.calls, end),
  );
  return EXIT.ok;
}

function failure(error: unknown, io: Io): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
  if (error instanceof UsageError) {
    io.err(`${error.message}\n`);
    return EXIT.usage;
  }
  if (error instanceof MeshError) {
    io.err(`${commandLineWords(error.userMessage)} (${error.code})\n`);
    return EXIT.failed;
  }
  throw error;
}
