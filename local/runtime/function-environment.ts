import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { VirtualClock } from '../clock.ts';

export interface EnvironmentOptions {
  readonly name: string;
  /** Folder of the bundle, holding `index.cjs`. */
  readonly directory: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly clock: VirtualClock;
  /** The Node binary to run it with; this process's own unless said. */
  readonly node?: string;
  readonly onOutput: (text: string) => void;
}

/** An error that the function itself answered with, as Lambda reports it. */
class FunctionError extends Error {}
/** The process died, or ran into its timeout and was stopped. */
export class FunctionCrashed extends Error {}

interface Invocation {
  readonly id: string;
  readonly payload: string;
  readonly deadlineMs: number;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** One execution environment: a process that speaks to a Runtime API of its own, one event at a time. */
export class FunctionEnvironment {
  readonly #options: EnvironmentOptions;
  readonly #server: Server;
  #child: ChildProcess | undefined;
  #waiting: ServerResponse | undefined;
  #next: Invocation | undefined;
  #current: Invocation | undefined;
  #ended = false;

  constructor(options: EnvironmentOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  get alive(): boolean {
    return !this.#ended;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const { name, directory, variables, memoryMb, clock, node = process.execPath } = this.#options;
    const bootstrap = fileURLToPath(new URL('./bootstrap.mjs', import.meta.url));
    this.#child = spawn(node, [`--max-old-space-size=${memoryMb}`, bootstrap], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        TZ: ':UTC',
        _HANDLER: 'index.handler',
        LAMBDA_TASK_ROOT: directory,
        AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
        AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
        AWS_LAMBDA_LOG_STREAM_NAME: `laptop/${randomUUID()}`,
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        MESH_CLOCK_OFFSET: String(clock.offset()),
        ...variables,
      },
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => this.#options.onOutput(chunk.toString('utf8')));
    this.#child.stderr?.on('data', (chunk: Buffer) => this.#options.onOutput(chunk.toString('utf8')));
    this.#child.on('exit', (code, signal) =>
      this.#end(new FunctionCrashed(`${name} exited (${signal ?? code})`)),
    );
  }

  /** Runs one event to its end. Throws `FunctionError` or `FunctionCrashed`. */
  invoke(event: unknown, timeoutMs: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#options.onOutput(`Task timed out after ${timeoutMs / 1000} seconds\n`);
        this.stop('SIGKILL');
      }, timeoutMs);
      const settle =
        <T>(then: (value: T) => void) =>
        (value: T): void => {
          clearTimeout(timer);
          this.#current = undefined;
          then(value);
        };
      this.#next = {
        id: randomUUID(),
        payload: JSON.stringify(event),
        deadlineMs: Date.now() + timeoutMs,
        resolve: settle(resolve),
        reject: settle(reject),
      };
      if (this.#ended) {
        this.#next.reject(new FunctionCrashed(`${this.#options.name} is not running`));
      }
      this.#handOver();
    });
  }

  stop(signal: NodeJS.Signals = 'SIGTERM'): void {
    this.#child?.kill(signal);
    this.#end(new FunctionCrashed(`${this.#options.name} was stopped`));
  }

  #end(error: FunctionCrashed): void {
    this.#ended = true;
    this.#waiting?.destroy();
    this.#server.close();
    this.#server.closeAllConnections();
    const open = this.#current ?? this.#next;
    this.#current = undefined;
    this.#next = undefined;
    open?.reject(error);
  }

  #handOver(): void {
    const invocation = this.#next;
    const response = this.#waiting;
    if (!invocation || !response) {
      return;
    }
    this.#next = undefined;
    this.#waiting = undefined;
    this.#current = invocation;
    const region = this.#options.variables['AWS_REGION'] ?? 'us-east-1';
    response.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': invocation.id,
      'lambda-runtime-deadline-ms': String(invocation.deadlineMs),
      'lambda-runtime-invoked-function-arn': `arn:aws:lambda:${region}:000000000000:function:${this.#options.name}`,
      'lambda-runtime-trace-id': `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomUUID().replaceAll('-', '').slice(0, 24)}`,
      'x-mesh-clock-offset': String(this.#options.clock.offset()),
    });
    response.end(invocation.payload);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(request, 'end').catch(() => undefined); // a process that was killed hangs up; its exit is what counts
    const path = request.url ?? '';
    if (path.endsWith('/invocation/next')) {
      this.#waiting = response;
      this.#handOver();
      return;
    }
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
    const body = Buffer.concat(chunks).toString('utf8');
    if (path.endsWith('/response')) {
      this.#current?.resolve(JSON.parse(body));
    } else if (path.endsWith('/init/error')) {
      this.#options.onOutput(`${body}\n`);
      this.#end(new FunctionCrashed(`${this.#options.name} could not start: ${messageOf(body)}`));
    } else if (path.endsWith('/error')) {
      this.#current?.reject(new FunctionError(messageOf(body)));
    }
  }
}

function messageOf(body: string): string {
  const parsed: { errorMessage?: unknown } = JSON.parse(body);
  return String(parsed.errorMessage);
}
