import { existsAlready } from './exists-already.ts';
import { isInPlaceAlready } from './in-place-already.ts';

/** One call that would have been made. */
export interface PlannedCall {
  /** For example `LakeFormation`. */
  readonly service: string;
  /** For example `BatchGrantPermissions`. */
  readonly operation: string;
  readonly input: unknown;
}

const READS = /^(Get|List|Describe|Query|Scan|Search|BatchGet|Assume|GetCallerIdentity|Head|Lookup)/;

/** What the SDK hands to every middleware of a command. */
interface CommandContext {
  readonly clientName?: string;
  readonly commandName?: string;
}

/** The part of an SDK client that a plan needs. */
interface Plannable {
  readonly middlewareStack: {
    add(
      middleware: (
        next: (args: { input: object }) => Promise<{ response: unknown; output: object }>,
        context: CommandContext,
      ) => (args: { input: object }) => Promise<{ response: unknown; output: object }>,
      options: { readonly step: 'initialize'; readonly name: string; readonly priority: 'high' },
    ): void;
  };
}

/** Lets reads through and keeps everything that would change something from leaving: for `--dry-run`. */
export class Plan {
  readonly calls: PlannedCall[] = [];

  watch(client: unknown): void {
    if (!isPlannable(client)) {
      throw new TypeError('not an SDK client');
    }
    client.middlewareStack.add(
      (next, context) => async (args) => {
        const operation = (context.commandName ?? '').replace(/Command$/, '');
        if (READS.test(operation)) {
          return next(args);
        }
        // As AWS would answer, so that what is there is compared and not listed as to be made.
        const there = await existsAlready(client, operation, args.input);
        if (there) {
          throw there;
        }
        if (await isInPlaceAlready(client, operation, args.input)) {
          return { response: undefined, output: { $metadata: {} } };
        }
        this.calls.push({
          service: (context.clientName ?? '').replace(/Client$/, ''),
          operation,
          input: args.input,
        });
        return { response: undefined, output: { $metadata: {} } };
      },
      { step: 'initialize', name: 'plan', priority: 'high' },
    );
  }
}

function isPlannable(client: unknown): client is Plannable {
  return typeof client === 'object' && client !== null && 'middlewareStack' in client;
}
